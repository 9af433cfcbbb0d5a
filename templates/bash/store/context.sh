# context: the trace that an invocation belongs to, by W3C Trace Context (Level 2) in the environment.

CONTEXT_REMOTE=768 # what the flags of a span say of a parent that stands there: it is another process

# Sets CONTEXT_TRACE, CONTEXT_PARENT (empty for a root), CONTEXT_FLAGS (what stands in a span) and CONTEXT_STATE.
# A malformed TRACEPARENT begins a new trace.
context_open() {
  CONTEXT_PARENT='' CONTEXT_STATE='' CONTEXT_FLAGS=259
  if [[ -n ${TRACEPARENT-} ]] && context_parse "${TRACEPARENT}"; then
    if [[ -n ${TRACESTATE-} ]]; then
      cold_start
      context_state "${TRACESTATE}"
      CONTEXT_STATE=${REPLY}
    fi
    return 0
  fi
  ids_new 2
  CONTEXT_TRACE=${REPLY}
}

# Reads a TRACEPARENT, or fails. A later version than 00 is read as far as 00 goes, as the standard asks; flags that it
# does not know are cleared.
context_parse() {
  local version=${1:0:2} trace=${1:3:32} parent=${1:36:16} hex=${1:53:2}
  case ${1:2:1}${1:35:1}${1:52:1}${1:55} in
    ---) ;;
    ----*) [[ ${version} != 00 ]] || return 1 ;;
    *) return 1 ;;
  esac
  case ${version}${trace}${parent}${hex} in
    *[!0-9a-f]* | ff*) return 1 ;;
    *) ;;
  esac
  [[ ${#hex} -eq 2 && ${trace} == *[!0]* && ${parent} == *[!0]* ]] || return 1
  CONTEXT_TRACE=${trace} CONTEXT_PARENT=${parent} CONTEXT_FLAGS=$((CONTEXT_REMOTE + (0x${hex} & 3)))
}
