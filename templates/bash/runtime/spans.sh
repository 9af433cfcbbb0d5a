# spans: start, describe and end spans.

# Starts a span under the innermost open span, else under TRACEPARENT, else as the root of a new trace, and makes it
# the innermost; __result is its handle: PACKAGE NAME KIND REQUIRED OTHER [CONSTANT=VALUE…] -- NAME=VALUE…
_swarmsh_spans_start() {
  local __package=$1 __name=$2 __kind=$3 __attributes='' __start=''
  local __trace='' __parent='' __flags=3 __state='' __remote=''
  _swarmsh_clock_now
  __start=${__reply}
  shift 3
  if ! _swarmsh_context_current; then
    _swarmsh_ids_trace
    __trace=${__reply} __parent='' __flags=3 __state='' __remote=no
  fi
  _swarmsh_ids_span
  _swarmsh_handle=$((_swarmsh_handle + 1))
  __result=${_swarmsh_handle}
  _swarmsh_stack+=("${_swarmsh_handle}")
  _swarmsh_span_package[_swarmsh_handle]=${__package}
  _swarmsh_span_allowed[_swarmsh_handle]="$1 $2"
  _swarmsh_span_trace[_swarmsh_handle]=${__trace}
  _swarmsh_span_id[_swarmsh_handle]=${__reply}
  _swarmsh_span_flags[_swarmsh_handle]=${__flags}
  _swarmsh_span_state[_swarmsh_handle]=${__state}
  _swarmsh_span_start[_swarmsh_handle]=${__start}
  _swarmsh_span_head[_swarmsh_handle]=''
  [[ $((__flags & 1)) -eq 1 ]] || return 0
  _swarmsh_spans_head "${__reply}"
  _swarmsh_arguments_call "$@"
  _swarmsh_span_attributes[__result]=${__attributes}
}

# Stores the JSON of the span being started, up to its start time: SPAN_ID.
_swarmsh_spans_head() {
  local __text='{"traceId":"'${__trace}'","spanId":"'$1'"' __number=256
  if [[ -n ${__state} ]]; then
    _swarmsh_text_escape "${__state}"
    __text+=',"traceState":"'${__reply}'"'
  fi
  __text+=${__parent:+,\"parentSpanId\":\"${__parent}\"}
  [[ ${__remote} == no ]] || __number=768
  __text+=',"flags":'$((__number + __flags))
  _swarmsh_text_escape "${__name}"
  __text+=',"name":"'${__reply}'"'
  case ${__kind} in
    server) __number=2 ;;
    client) __number=3 ;;
    producer) __number=4 ;;
    consumer) __number=5 ;;
    *) __number=1 ;;
  esac
  _swarmsh_span_head[__result]=${__text}',"kind":'${__number}',"startTimeUnixNano":"'${__start}'"'
}

# Calls FUNCTION with __span, the handle meant by the call, and __package set: FUNCTION [--span HANDLE] [--] ARGUMENT…
# Does nothing for a span that is not sampled, except to end it.
_swarmsh_spans_on() {
  local __function=$1 __span='' __package=''
  shift
  if [[ ${1-} == --span ]]; then
    __span=${2-}
    shift
    [[ $# -eq 0 ]] || shift
  elif [[ ${#_swarmsh_stack[@]} -gt 0 ]]; then
    __span=${_swarmsh_stack[${#_swarmsh_stack[@]} - 1]}
  fi
  [[ ${1-} != -- ]] || shift
  if ! _swarmsh_spans_open "${__span}"; then
    _swarmsh_arguments_quote "${__span}"
    _swarmsh_shield_refuse "no span is open${__span:+ with the handle ${__reply}}"
    return 0
  fi
  __package=${_swarmsh_span_package[__span]}
  if [[ -n ${_swarmsh_span_head[__span]} || ${__function} == _swarmsh_spans_end ]]; then
    "${__function}" "$@"
  fi
}

# True when HANDLE is that of an open span.
_swarmsh_spans_open() {
  case $1 in
    '' | 0* | *[!0-9]* | ??????????*) return 1 ;;
    *) [[ -n ${_swarmsh_span_package[$1]-} ]] ;;
  esac
}

# Sets attributes: NAME=VALUE…
_swarmsh_spans_set() {
  local __attributes=${_swarmsh_span_attributes[__span]-} __allowed=${_swarmsh_span_allowed[__span]} __given=${_swarmsh_lf}
  _swarmsh_arguments_read "$@"
  _swarmsh_span_attributes[__span]=${__attributes}
}

# Sets the status: ok, or error with an optional message. What was set ok stays ok: ok|error [MESSAGE].
_swarmsh_spans_status() {
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
_swarmsh_spans_error() {
  local __attributes=${_swarmsh_span_attributes[__span]-}
  if [[ -z ${1-} ]]; then
    _swarmsh_shield_refuse "give the type of the error first, such as timeout"
    return 0
  fi
  _swarmsh_values_encode string "$1"
  _swarmsh_otlp_put error.type "${__reply}"
  _swarmsh_span_attributes[__span]=${__attributes}
  _swarmsh_spans_status error "${2-}"
}

# Adds an event: NAME [NAME=VALUE…], attributes being any of the package.
_swarmsh_spans_event() {
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
_swarmsh_spans_link() {
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

# Ends the span and writes it.
_swarmsh_spans_end() {
  local __attributes=${_swarmsh_span_attributes[__span]-} __end=${_swarmsh_span_start[__span]} __open=() __one=''
  local __events=${_swarmsh_span_events[__span]-} __more_events=${_swarmsh_span_more_events[__span]:-0}
  local __links=${_swarmsh_span_links[__span]-} __more_links=${_swarmsh_span_more_links[__span]:-0}
  local __status=${_swarmsh_span_status[__span]-} __message=${_swarmsh_span_message[__span]-}
  if [[ -n ${_swarmsh_span_head[__span]} ]]; then
    _swarmsh_clock_now
    [[ ${__reply} -lt ${__end} ]] || __end=${__reply}
    _swarmsh_otlp_span "${_swarmsh_span_head[__span]}" "${__end}"
    _swarmsh_file_append traces "${__reply}"
  fi
  for __one in "${_swarmsh_stack[@]}"; do
    [[ ${__one} == "${__span}" ]] || __open+=("${__one}")
  done
  _swarmsh_stack=(${__open[@]+"${__open[@]}"})
  _swarmsh_spans_forget "${__span}"
}

# Frees what was stored for HANDLE.
_swarmsh_spans_forget() {
  unset "_swarmsh_span_package[$1]" "_swarmsh_span_allowed[$1]" "_swarmsh_span_trace[$1]" "_swarmsh_span_id[$1]" \
    "_swarmsh_span_flags[$1]" "_swarmsh_span_state[$1]" "_swarmsh_span_start[$1]" "_swarmsh_span_head[$1]" \
    "_swarmsh_span_attributes[$1]" "_swarmsh_span_events[$1]" "_swarmsh_span_more_events[$1]" \
    "_swarmsh_span_links[$1]" "_swarmsh_span_more_links[$1]" "_swarmsh_span_status[$1]" "_swarmsh_span_message[$1]"
}

# Sets __result to the traceparent of the innermost span, else to the one received, and __tracestate to its state.
_swarmsh_spans_traceparent() {
  local __trace='' __parent='' __flags='' __state='' __remote=''
  _swarmsh_context_current || return 0
  __result=00-${__trace}-${__parent}-0${__flags}
  __tracestate=${__state}
}
