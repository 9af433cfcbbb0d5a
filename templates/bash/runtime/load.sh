# load: refuses shells that are too old and sets up the shared state, once per process.
#
# Conventions of this runtime. Public functions are `swarmsh_*`, everything else is `_swarmsh_*`. Local variables are
# `__*`, because a host script may have made `name` or `value` readonly. Internal results travel in `__reply`, which
# the shield declares; public results in REPLY. Functions share `__*` variables with the functions they call.

case ${BASH_VERSION-} in
  '' | [0-3].*)
    printf 'swarmsh: telemetry needs bash 4.0 or later, this is %s\n' "bash ${BASH_VERSION:-(another shell)}" >&2
    # shellcheck disable=SC2317 # reached when the file is run instead of sourced
    return 1 2>/dev/null || exit 1
    ;;
  *) ;;
esac

# The mark is the second element of an array, which no environment variable can imitate.
if [[ -z ${_swarmsh_loaded[1]-} ]]; then
  _swarmsh_loaded=('' yes)
  _swarmsh_version=$((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1])) # 502 is bash 5.2; tests lower it
  _swarmsh_home=${PWD}                                            # relative directories start here
  _swarmsh_uuid=/proc/sys/kernel/random/uuid                      # tests take it away
  _swarmsh_lf=$'\n'                                               # quoting it inside expansions differs by version
  _swarmsh_said=' '                                               # warnings given once
  _swarmsh_lost=0                                                 # lines that could not be written
  _swarmsh_words=0                                                # random words drawn
  _swarmsh_measured=''                                            # time of the last measurement, ns
  _swarmsh_resource=''                                            # rendered resource, once known
  _swarmsh_resource_own=''                                        # attributes set by swarmsh_resource
  _swarmsh_remote=()                                              # context of TRACEPARENT, once read
  _swarmsh_stack=()                                               # handles of the open spans, innermost last
  _swarmsh_handle=0                                               # last handle given
  # One element a span, by handle. Lists are JSON fragments, each with a newline at its end.
  _swarmsh_span_package=()
  _swarmsh_span_allowed=()
  _swarmsh_span_trace=()
  _swarmsh_span_id=()
  _swarmsh_span_flags=()
  _swarmsh_span_state=()
  _swarmsh_span_start=()
  _swarmsh_span_head=() # JSON up to the start time; empty when the span is not sampled
  _swarmsh_span_attributes=()
  _swarmsh_span_events=()
  _swarmsh_span_links=()
  _swarmsh_span_more_events=() # how many were dropped already
  _swarmsh_span_more_links=()
  _swarmsh_span_status=() # "" (unset), "ok" or "error"
  _swarmsh_span_message=()
fi
