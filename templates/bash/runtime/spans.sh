# spans: start and end spans.

# Starts a span under the innermost open span, else under TRACEPARENT, else as the root of a new trace, and makes it
# the innermost; __result is its handle: PACKAGE NAME KIND REQUIRED OTHER [CONSTANT=VALUE…] -- NAME=VALUE…
# Where the conventions leave NAME or KIND open (it is empty), the caller gives name=VALUE or may give kind=VALUE.
_swarmsh_spans_start() {
  local __package=$1 __name=$2 __kind=$3 __attributes='' __start='' __arguments=()
  local __trace='' __parent='' __flags=3 __state='' __remote=''
  _swarmsh_clock_now
  __start=${__reply}
  shift 3
  if [[ -z ${__name} || -z ${__kind} ]]; then
    _swarmsh_spans_complete "$@"
    set -- ${__arguments[@]+"${__arguments[@]}"}
  fi
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

# Takes name=VALUE and kind=VALUE out of the arguments, where open: sets __name, __kind, and __arguments to the others.
_swarmsh_spans_complete() {
  local __argument=''
  for __argument in "$@"; do
    if [[ -z ${__name} && ${__argument} == name=?* ]]; then
      __name=${__argument#*=}
    elif [[ -z ${__kind} && ${__argument} == kind=* ]]; then
      __kind=${__argument#*=}
    else
      __arguments+=("${__argument}")
    fi
  done
  if [[ -z ${__name} ]]; then
    _swarmsh_shield_refuse "missing name=VALUE, the name of the span"
    __name=unnamed
  fi
  case ${__kind:=internal} in
    client | server | producer | consumer | internal) ;;
    *)
      _swarmsh_arguments_quote "${__kind}"
      _swarmsh_shield_refuse "kind: ${__reply} is not one of client, server, producer, consumer, internal"
      ;;
  esac
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
