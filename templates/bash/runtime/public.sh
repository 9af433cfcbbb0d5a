# public: the functions a host script calls on spans, beside the generated ones. All act on the innermost open span, or
# on another after `--span HANDLE`, and return 0 whatever happens; see the shield for the strict mode. `--` ends the
# options, for an event that is itself called --span.

# Sets attributes of the span: NAME=VALUE…, the names being those of the function that started it.
swarmsh_span_set() { _swarmsh_shield _swarmsh_spans_on _swarmsh_describe_set "$@"; }

# Links the span to another: TRACEPARENT [NAME=VALUE…].
swarmsh_span_link() { _swarmsh_shield _swarmsh_spans_on _swarmsh_describe_link "$@"; }

# Adds an event to the span: EVENT [NAME=VALUE…].
swarmsh_span_event() { _swarmsh_shield _swarmsh_spans_on _swarmsh_describe_event "$@"; }

# Sets the status of the span: ok|error [MESSAGE].
swarmsh_span_status() { _swarmsh_shield _swarmsh_spans_on _swarmsh_describe_status "$@"; }

# Sets the status error with its kind, a short name such as timeout: TYPE [MESSAGE].
swarmsh_span_error() { _swarmsh_shield _swarmsh_spans_on _swarmsh_describe_error "$@"; }

# Ends the span and writes it.
swarmsh_span_end() { _swarmsh_shield _swarmsh_spans_on _swarmsh_spans_end "$@"; }

# Sets REPLY to the W3C traceparent of the innermost open span, else to the one received; empty without either.
swarmsh_traceparent() {
  local __result='' __tracestate=''
  _swarmsh_shield _swarmsh_context_traceparent
  REPLY=${__result}
}

# Runs COMMAND ARGUMENT… with TRACEPARENT and TRACESTATE of the innermost open span in its environment; returns its status.
swarmsh_run() {
  local __result='' __tracestate=''
  _swarmsh_shield _swarmsh_context_traceparent
  if [[ -n ${__result} ]]; then
    local -x TRACEPARENT=${__result} TRACESTATE=${__tracestate} 2>/dev/null || :
    [[ -n ${__tracestate} ]] || unset TRACESTATE 2>/dev/null || :
  fi
  "$@"
}

# For generated functions: starts a span, REPLY is its handle.
_swarmsh_span() {
  local __result='' __status=0
  _swarmsh_shield _swarmsh_spans_start "$@" || __status=$?
  REPLY=${__result}
  return "${__status}"
}
