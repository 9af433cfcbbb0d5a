# otlp: lines of OTLP JSON in the form the OpenTelemetry Collector writes: fields in the order of the protocol files,
# defaults left out, no spaces. Lists are kept as fragments, one a line, because JSON text has no raw newlines.

_swarmsh_otlp_most=128 # attributes, events, links of a span; more can never fit a line

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
  local __left=$1 __one='' __key=''
  while [[ -n ${__left} ]]; do
    __one=${__left%%"${_swarmsh_lf}"*}
    __left=${__left#*"${_swarmsh_lf}"}
    __key=${__one#'{"key":"'}
    __one=${__key#*'","value":'}
    _swarmsh_otlp_put "${__key%%'","value":'*}" "${__one%?}"
  done
}

# Sets __reply to LIST, a field with as many of FRAGMENTS as fit ROOM bytes, the last dropped first, and the number
# DROPPED (plus those dropped before: ALREADY) as field COUNT; an empty COUNT is not written.
_swarmsh_otlp_list() {
  local __field=$1 __count=$2 __room=$3 __left=$4 __already=$5 __one='' __kept='' __tail='' __total=0 __number=0
  __reply=''
  __one=${__left//[!"${_swarmsh_lf}"]/}
  __total=$((${#__one} + __already))
  while :; do
    __tail=''
    if [[ -n ${__count} && ${__number} -lt ${__total} ]]; then
      __tail='"'${__count}'":'$((__total - __number))
    fi
    if [[ -n ${__kept} ]]; then
      __tail='"'${__field}'":['${__kept}']'${__tail:+,}${__tail}
    fi
    # Room grows monotonically with the elements kept, so the last text that fits is the longest.
    [[ ${__number} -eq 0 || ${#__tail} -le ${__room} ]] || break
    __reply=${__tail}
    [[ -n ${__left} ]] || break
    __one=${__left%%"${_swarmsh_lf}"*}
    __left=${__left#*"${_swarmsh_lf}"}
    __kept+=${__kept:+,}${__one}
    __number=$((__number + 1))
  done
}
