# context: W3C Trace Context (Level 2), in environment variables.

# Reads a TRACEPARENT into __trace, __parent (ids) and __flags (0 to 3: sampled 1, random trace id 2), or fails.
# A later version than 00 is read as far as 00 goes, as the standard asks; flags it does not know are cleared.
_swarmsh_context_parse() {
  local __version=${1:0:2} __hex=${1:53:2}
  __trace=${1:3:32} __parent=${1:36:16}
  case ${1:2:1}${1:35:1}${1:52:1}${1:55} in
    ---) ;;
    ----*) [[ ${__version} != 00 ]] || return 1 ;;
    *) return 1 ;;
  esac
  case ${__version}${__trace}${__parent}${__hex} in
    *[!0-9a-f]* | ff*) return 1 ;;
    *) ;;
  esac
  [[ ${#__hex} -eq 2 && -n ${__trace//0/} && -n ${__parent//0/} ]] || return 1
  __flags=$((0x${__hex} & 3))
}

# Sets __reply to the members of TRACESTATE without the spaces around them, or to nothing when any is malformed, one
# key occurs twice or there are more than 32. Above 512 bytes members are dropped from the last.
_swarmsh_context_state() {
  local __rest=$1, __member='' __keys=',' __count=0
  __reply=''
  while [[ -n ${__rest} ]]; do
    __member=${__rest%%,*}
    __rest=${__rest#*,}
    while [[ ${__member} == [$' \t']* ]]; do __member=${__member#?}; done
    while [[ ${__member} == *[$' \t'] ]]; do __member=${__member%?}; done
    [[ -n ${__member} ]] || continue
    __count=$((__count + 1))
    if [[ ${__count} -gt 32 ]] || ! _swarmsh_context_member "${__member}" || [[ ${__keys} == *",${__member%%=*},"* ]]; then
      __reply=''
      return 0
    fi
    __keys+=${__member%%=*},
    __reply+=${__reply:+,}${__member}
  done
  while [[ ${#__reply} -gt 512 ]]; do
    case ${__reply} in
      *,*) __reply=${__reply%,*} ;;
      *) __reply='' ;;
    esac
  done
}

# True for KEY=VALUE as TRACESTATE has it.
_swarmsh_context_member() {
  local __key=${1%%=*} __value=${1#*=}
  [[ $1 == *=* && ${#__key} -le 256 && -n ${__value} && ${#__value} -le 256 ]] || return 1
  case ${__key} in
    [!a-z0-9]* | '' | *[!a-z0-9_*/@-]*) return 1 ;;
    *) ;;
  esac
  case ${__value} in
    *[!\ -~]* | *=*) return 1 ;;
    *) ;;
  esac
}

# Sets __trace, __parent, __flags, __state to the context of TRACEPARENT and TRACESTATE, which are read once, when
# first needed; fails when there is none or it is malformed.
_swarmsh_context_remote() {
  if [[ ${#_swarmsh_remote[@]} -eq 0 ]]; then
    _swarmsh_remote=(none)
    if _swarmsh_context_parse "${TRACEPARENT-}"; then
      _swarmsh_context_state "${TRACESTATE-}"
      _swarmsh_remote=("${__trace}" "${__parent}" "${__flags}" "${__reply}")
    fi
  fi
  [[ ${_swarmsh_remote[0]} != none ]] || return 1
  __trace=${_swarmsh_remote[0]} __parent=${_swarmsh_remote[1]}
  __flags=${_swarmsh_remote[2]} __state=${_swarmsh_remote[3]}
}

# Sets __trace, __parent, __flags, __state to the context a new record belongs to: the innermost open span, else
# TRACEPARENT; __remote tells which (yes or no). Fails when there is neither.
_swarmsh_context_current() {
  local __top=''
  if [[ ${#_swarmsh_stack[@]} -eq 0 ]]; then
    __remote=yes
    _swarmsh_context_remote
    return
  fi
  __remote=no
  __top=${_swarmsh_stack[${#_swarmsh_stack[@]} - 1]}
  __trace=${_swarmsh_span_trace[__top]} __parent=${_swarmsh_span_id[__top]}
  __flags=${_swarmsh_span_flags[__top]} __state=${_swarmsh_span_state[__top]}
}

# Sets __result to the traceparent of the innermost span, else to the one received, and __tracestate to its state.
_swarmsh_context_traceparent() {
  local __trace='' __parent='' __flags='' __state='' __remote=''
  _swarmsh_context_current || return 0
  __result=00-${__trace}-${__parent}-0${__flags}
  __tracestate=${__state}
}
