# describe: attributes, status, events and links of an open span. All are called by _swarmsh_spans_on.

# Sets attributes: NAME=VALUE…
_swarmsh_describe_set() {
  local __attributes=${_swarmsh_span_attributes[__span]-} __allowed=${_swarmsh_span_allowed[__span]} __given=${_swarmsh_lf}
  _swarmsh_arguments_read "$@"
  _swarmsh_span_attributes[__span]=${__attributes}
}

# Sets the status: ok, or error with an optional message. What was set ok stays ok: ok|error [MESSAGE].
_swarmsh_describe_status() {
  case ${1-}:${2-} in
    ok: | error:*) ;;
    ok:*) _swarmsh_shield_refuse "a message goes with the status error only" ;;
    *)
      _swarmsh_shield_refuse "the status is ok or error"
      return 0
      ;;
  esac
  [[ ${_swarmsh_span_status[__span]-} != ok ]] || return 0
  _swarmsh_span_status[__span]=$1
  _swarmsh_span_message[__span]=''
  [[ $1 != error ]] || _swarmsh_span_message[__span]=${2-}
}

# Sets the status error and the attribute error.type: TYPE [MESSAGE].
_swarmsh_describe_error() {
  local __attributes=${_swarmsh_span_attributes[__span]-}
  if [[ -z ${1-} ]]; then
    _swarmsh_shield_refuse "give the type of the error first, such as timeout"
    return 0
  fi
  _swarmsh_values_encode string "$1"
  _swarmsh_otlp_put error.type "${__reply}"
  _swarmsh_span_attributes[__span]=${__attributes}
  _swarmsh_describe_status error "${2-}"
}

# Adds an event: NAME [NAME=VALUE…], attributes being any of the package.
_swarmsh_describe_event() {
  local __attributes='' __allowed='*' __given=${_swarmsh_lf} __text='' __now=''
  if [[ -z ${1-} ]]; then
    _swarmsh_shield_refuse "give the name of the event first"
    return 0
  fi
  _swarmsh_clock_now
  __now=${__reply}
  _swarmsh_text_escape "$1"
  __text='{"timeUnixNano":"'${__now}'","name":"'${__reply}'"'
  shift
  _swarmsh_arguments_read "$@"
  _swarmsh_otlp_list attributes '' "${_swarmsh_otlp_endless}" "${__attributes}"
  # A list longer than a line is long enough: further elements could not be written.
  if [[ ${#_swarmsh_span_events[__span]} -gt ${_swarmsh_otlp_limit} ]]; then
    _swarmsh_span_more_events[__span]=$((${_swarmsh_span_more_events[__span]:-0} + 1))
  else
    _swarmsh_span_events[__span]+=${__text}${__reply}'}'${_swarmsh_lf}
  fi
}

# Adds a link: TRACEPARENT [NAME=VALUE…], attributes being any of the package.
_swarmsh_describe_link() {
  local __attributes='' __allowed='*' __given=${_swarmsh_lf} __trace='' __parent='' __flags=0
  if ! _swarmsh_context_parse "${1-}"; then
    _swarmsh_arguments_quote "${1-}"
    _swarmsh_shield_refuse "${__reply} is not a traceparent (00-TRACE-SPAN-FLAGS)"
    return 0
  fi
  shift
  _swarmsh_arguments_read "$@"
  _swarmsh_otlp_list attributes '' "${_swarmsh_otlp_endless}" "${__attributes}"
  __reply='{"traceId":"'${__trace}'","spanId":"'${__parent}'"'${__reply}',"flags":'$((768 + __flags))'}'
  if [[ ${#_swarmsh_span_links[__span]} -gt ${_swarmsh_otlp_limit} ]]; then
    _swarmsh_span_more_links[__span]=$((${_swarmsh_span_more_links[__span]:-0} + 1))
  else
    _swarmsh_span_links[__span]+=${__reply}${_swarmsh_lf}
  fi
}
