# otlp: lines of OTLP JSON in the form the OpenTelemetry Collector writes: fields in the order of the protocol files,
# defaults left out, no spaces. Lists are kept as fragments, one a line, because JSON text has no raw newlines.

_swarmsh_otlp_limit=4095 # bytes in a line, without its newline; one more and bash would write it in two pieces
_swarmsh_otlp_endless=1000000000

# For the generated package function: the instrumentation scope NAME VERSION SCHEMA_URL (version and URL may be empty).
_swarmsh_scope() {
  _swarmsh_text_escape "$1"
  __scope='{"name":"'${__reply}'"'
  _swarmsh_text_escape "$2"
  __scope+=${__reply:+,\"version\":\"${__reply}\"}'}'
  _swarmsh_text_escape "$3"
  __schema=${__reply:+,\"schemaUrl\":\"${__reply}\"}
}

# Sets __before and __after to the text around one record of __package: RESOURCES SCOPES RECORDS, the names of the lists.
_swarmsh_otlp_around() {
  local __scope='' __schema=''
  "${__package}" ''
  _swarmsh_resource_json
  __before='{"'$1'":[{"resource":'${__reply}',"'$2'":[{"scope":'${__scope}',"'$3'":['
  __after=']'${__schema}'}]}]}'
}

# Sets attribute KEY (escaped) to an AnyValue in __attributes; a key keeps its first place.
_swarmsh_otlp_put() {
  local __mark='{"key":"'$1'","value":' __all=${_swarmsh_lf}${__attributes} __rest=''
  case ${__all} in
    *"${_swarmsh_lf}${__mark}"*)
      __rest=${__all#*"${_swarmsh_lf}${__mark}"}
      __all=${__all%%"${_swarmsh_lf}${__mark}"*}${_swarmsh_lf}${__mark}$2'}'${_swarmsh_lf}${__rest#*"${_swarmsh_lf}"}
      __attributes=${__all#"${_swarmsh_lf}"}
      ;;
    *) __attributes+=${__mark}$2'}'${_swarmsh_lf} ;;
  esac
}

# Sets the attributes of FRAGMENTS in __attributes.
_swarmsh_otlp_merge() {
  local __left=$1 __one='' __key='' __start='{"key":"' __middle='","value":'
  while [[ -n ${__left} ]]; do
    __one=${__left%%"${_swarmsh_lf}"*}
    __left=${__left#*"${_swarmsh_lf}"}
    __one=${__one#"${__start}"}
    __key=${__one%%"${__middle}"*}
    __one=${__one#*"${__middle}"}
    _swarmsh_otlp_put "${__key}" "${__one%?}"
  done
}

# Sets __reply to ",FIELD:[…]" with as many FRAGMENTS as fit ROOM bytes, the last dropped first, and ",COUNT:n" with
# the number dropped, plus ALREADY dropped before. An empty COUNT is not written, nor is an empty list.
_swarmsh_otlp_list() {
  local __field=$1 __count=$2 __room=$3 __left=$4 __total=${5:-0} __comma=, __kept='' __text=''
  __reply=''
  if [[ ${__total} -eq 0 ]]; then
    [[ -n ${__left} ]] || return 0
    __text=${__left%?}
    __text=${__text//"${_swarmsh_lf}"/"${__comma}"}
    __reply=',"'${__field}'":['${__text}']'
    [[ ${#__reply} -gt ${__room} ]] || return 0
  fi
  __text=${__left//[!"${_swarmsh_lf}"]/}
  __total=$((__total + ${#__text}))
  __reply=${__count:+',"'${__count}'":'${__total}}
  while [[ -n ${__left} ]]; do
    __kept+=${__kept:+,}${__left%%"${_swarmsh_lf}"*}
    __left=${__left#*"${_swarmsh_lf}"}
    __total=$((__total - 1))
    __text=',"'${__field}'":['${__kept}']'
    if [[ -n ${__count} && ${__total} -gt 0 ]]; then
      __text+=',"'${__count}'":'${__total}
    fi
    [[ ${#__text} -le ${__room} ]] || return 0 # each further element only makes it longer
    __reply=${__text}
  done
}

# Sets __reply to the line of a finished span: HEAD (up to the start time), END in ns. Takes __attributes, __events,
# __links, the numbers __more_events and __more_links dropped before, __status and __message. What does not fit is
# dropped: attributes, then events, then links; at last the message is cut.
_swarmsh_otlp_span() {
  local __before='' __after='' __left=0 __lists=() __state=''
  _swarmsh_otlp_around resourceSpans scopeSpans spans
  __before+=$1',"endTimeUnixNano":"'$2'"'
  _swarmsh_otlp_status "${_swarmsh_otlp_endless}"
  __state=${__reply}
  _swarmsh_otlp_list attributes droppedAttributesCount "${_swarmsh_otlp_endless}" "${__attributes}"
  __lists[0]=${__reply}
  _swarmsh_otlp_list events droppedEventsCount "${_swarmsh_otlp_endless}" "${__events}" "${__more_events}"
  __lists[1]=${__reply}
  _swarmsh_otlp_list links droppedLinksCount "${_swarmsh_otlp_endless}" "${__links}" "${__more_links}"
  __lists[2]=${__reply}
  __left=$((_swarmsh_otlp_limit - ${#__before} - ${#__lists[0]} - ${#__lists[1]} - ${#__lists[2]} - ${#__state} - ${#__after}))
  if [[ ${__left} -lt 0 ]]; then
    _swarmsh_otlp_list attributes droppedAttributesCount "$((__left + ${#__lists[0]}))" "${__attributes}"
    __left=$((__left + ${#__lists[0]} - ${#__reply}))
    __lists[0]=${__reply}
  fi
  if [[ ${__left} -lt 0 ]]; then
    _swarmsh_otlp_list events droppedEventsCount "$((__left + ${#__lists[1]}))" "${__events}" "${__more_events}"
    __left=$((__left + ${#__lists[1]} - ${#__reply}))
    __lists[1]=${__reply}
  fi
  if [[ ${__left} -lt 0 ]]; then
    _swarmsh_otlp_list links droppedLinksCount "$((__left + ${#__lists[2]}))" "${__links}" "${__more_links}"
    __left=$((__left + ${#__lists[2]} - ${#__reply}))
    __lists[2]=${__reply}
  fi
  if [[ ${__left} -lt 0 ]]; then
    _swarmsh_otlp_status "$((__left + ${#__state}))"
    __state=${__reply}
  fi
  __reply=${__before}${__lists[0]}${__lists[1]}${__lists[2]}${__state}${__after}
}

# Sets __reply to the end of a span from __status and __message, in ROOM bytes as far as possible.
_swarmsh_otlp_status() {
  local __code=''
  case ${__status} in
    ok) __code='"code":1' ;;
    error) __code='"code":2' ;;
    *) ;;
  esac
  if [[ -n ${__message} ]]; then
    _swarmsh_text_cut "${__message}" "$(($1 - 34))" # the rest of it: ,"status":{"message":"","code":2}}
    __code=${__reply:+'"message":"'${__reply}'",'}${__code}
  fi
  __reply=',"status":{'${__code}'}}'
}

# Sets __reply to the line of one measurement: NAME INSTRUMENT VALUE UNIT DESCRIPTION START TIME (the last two in ns).
# VALUE is decimal; as an integer it is written so. Takes __attributes; those that do not fit are left out.
_swarmsh_otlp_metric() {
  local __before='' __after='' __point='' __name=$1 __kind=$2 __value=$3 __start=$6 __time=$7
  _swarmsh_otlp_around resourceMetrics scopeMetrics metrics
  _swarmsh_text_escape "${__name}"
  __before+='{"name":"'${__reply}'"'
  _swarmsh_text_escape "$5"
  __before+=${__reply:+,\"description\":\"${__reply}\"}
  _swarmsh_text_escape "$4"
  __before+=${__reply:+,\"unit\":\"${__reply}\"}
  __point='"timeUnixNano":"'${__time}'"'
  [[ ${__kind} == gauge ]] || __point='"startTimeUnixNano":"'${__start}'",'${__point}
  if [[ ${__kind} == histogram ]]; then
    # One measurement is its own minimum and maximum, so bounds and buckets, which are optional, would add nothing.
    # A sum that includes negative values is not to be written.
    __point+=',"count":"1"'
    [[ ${__value} == -* ]] || __point+=',"sum":'${__value}
    __point+=',"min":'${__value}',"max":'${__value}'}'
  elif [[ $8 == int ]]; then
    __point+=',"asInt":"'${__value}'"}'
  else
    __point+=',"asDouble":'${__value}'}'
  fi
  case ${__kind} in
    gauge) __before+=',"gauge":{"dataPoints":[' __after=']}}'${__after} ;;
    counter) __before+=',"sum":{"dataPoints":[' __after='],"aggregationTemporality":1,"isMonotonic":true}}'${__after} ;;
    updowncounter) __before+=',"sum":{"dataPoints":[' __after='],"aggregationTemporality":1}}'${__after} ;;
    *) __before+=',"histogram":{"dataPoints":[' __after='],"aggregationTemporality":1}}'${__after} ;;
  esac
  _swarmsh_otlp_list attributes '' "$((_swarmsh_otlp_limit - ${#__before} - ${#__point} - ${#__after} - 1))" "${__attributes}"
  __reply=${__before}'{'${__reply#,}${__reply:+,}${__point}${__after}
}

# Sets __reply to the line of an event as a log record: NAME TIME (ns). Takes __attributes and, when __trace is not
# empty, __trace, __parent, __flags.
_swarmsh_otlp_log() {
  local __before='' __after='' __end=''
  _swarmsh_otlp_around resourceLogs scopeLogs logRecords
  __before+='{"timeUnixNano":"'$2'","observedTimeUnixNano":"'$2'"'
  if [[ -n ${__trace} ]]; then
    [[ ${__flags} -eq 0 ]] || __end=',"flags":'${__flags}
    __end+=',"traceId":"'${__trace}'","spanId":"'${__parent}'"'
  fi
  _swarmsh_text_escape "$1"
  __after=${__end}',"eventName":"'${__reply}'"}'${__after}
  _swarmsh_otlp_list attributes droppedAttributesCount "$((_swarmsh_otlp_limit - ${#__before} - ${#__after}))" "${__attributes}"
  __reply=${__before}${__reply}${__after}
}
