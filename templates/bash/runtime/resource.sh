# resource: what all records of this process say about their origin.

# Sets __reply to the resource as JSON: service.name (OTEL_SERVICE_NAME, else unknown_service), then
# OTEL_RESOURCE_ATTRIBUTES, then what swarmsh_resource set; a later source wins, except that OTEL_SERVICE_NAME wins
# over OTEL_RESOURCE_ATTRIBUTES. Keys are in byte order. The environment is read once.
_swarmsh_resource_json() {
  local __attributes=''
  __reply=${_swarmsh_resource}
  [[ -z ${__reply} ]] || return 0
  _swarmsh_otlp_put service.name '{"stringValue":"unknown_service"}'
  if ! _swarmsh_resource_environment "${OTEL_RESOURCE_ATTRIBUTES-}"; then
    _swarmsh_shield_warn resource "OTEL_RESOURCE_ATTRIBUTES is ignored: write KEY=VALUE,KEY=VALUE with %XX escapes"
    __attributes=''
    _swarmsh_otlp_put service.name '{"stringValue":"unknown_service"}'
  fi
  if [[ -n ${OTEL_SERVICE_NAME-} ]]; then
    _swarmsh_values_encode string "${OTEL_SERVICE_NAME}"
    _swarmsh_otlp_put service.name "${__reply}"
  fi
  _swarmsh_otlp_merge "${_swarmsh_resource_own}"
  _swarmsh_resource_sort "${__attributes}"
  _swarmsh_resource='{"attributes":['${__reply}']}'
  __reply=${_swarmsh_resource}
}

# Adds the attributes of KEY=VALUE,KEY=VALUE to __attributes, or fails when any part of it is malformed.
_swarmsh_resource_environment() {
  local __rest=$1, __pair='' __key=''
  while [[ -n ${__rest} ]]; do
    __pair=${__rest%%,*}
    __rest=${__rest#*,}
    _swarmsh_resource_trim "${__pair}"
    [[ -n ${__reply} ]] || continue
    __pair=${__reply}
    _swarmsh_resource_trim "${__pair%%=*}"
    [[ ${__pair} == *=* && -n ${__reply} ]] || return 1
    _swarmsh_resource_decode "${__reply}" || return 1
    _swarmsh_text_escape "${__reply}"
    __key=${__reply}
    _swarmsh_resource_trim "${__pair#*=}"
    _swarmsh_resource_decode "${__reply}" || return 1
    _swarmsh_values_encode string "${__reply}"
    _swarmsh_otlp_put "${__key}" "${__reply}"
  done
}

# Sets __reply to TEXT without spaces and tabs around it.
_swarmsh_resource_trim() {
  __reply=$1
  while [[ ${__reply} == [$' \t']* ]]; do __reply=${__reply#?}; done
  while [[ ${__reply} == *[$' \t'] ]]; do __reply=${__reply%?}; done
}

# Sets __reply to TEXT with %XX decoded, or fails: two hexadecimal digits, not 00.
_swarmsh_resource_decode() {
  local __rest=$1 __byte=''
  __reply=''
  while [[ ${__rest} == *%* ]]; do
    __reply+=${__rest%%\%*}
    __rest=${__rest#*%}
    __byte=${__rest:0:2}
    case ${__byte} in
      00) return 1 ;;
      [0-9a-fA-F][0-9a-fA-F]) ;;
      *) return 1 ;;
    esac
    printf -v __byte '%b' "\\x${__byte}"
    __reply+=${__byte}
    __rest=${__rest:2}
  done
  __reply+=${__rest}
}

# Sets __reply to the attributes of FRAGMENTS in byte order of their keys, joined by commas.
_swarmsh_resource_sort() {
  local __rest=$1 __one='' __key='' __sorted=() __place=0
  while [[ -n ${__rest} ]]; do
    __one=${__rest%%"${_swarmsh_lf}"*}
    __rest=${__rest#*"${_swarmsh_lf}"}
    __key=${__one%%\",\"value\":*}
    __place=${#__sorted[@]}
    while [[ ${__place} -gt 0 && ${__key} < ${__sorted[__place - 1]%%\",\"value\":*} ]]; do
      __sorted[__place]=${__sorted[__place - 1]}
      __place=$((__place - 1))
    done
    __sorted[__place]=${__one}
  done
  __reply=''
  for __one in "${__sorted[@]}"; do
    __reply+=${__reply:+,}${__one}
  done
}

# Sets attributes of the resource, by attribute name and as strings: KEY=VALUE…
_swarmsh_resource_set() {
  local __attributes=${_swarmsh_resource_own} __argument='' __key=''
  for __argument in "$@"; do
    case ${__argument} in
      ?*=*) ;;
      *)
        _swarmsh_arguments_bad "${__argument}"
        continue
        ;;
    esac
    _swarmsh_text_escape "${__argument%%=*}"
    __key=${__reply}
    _swarmsh_values_encode string "${__argument#*=}"
    _swarmsh_otlp_put "${__key}" "${__reply}"
  done
  _swarmsh_resource_own=${__attributes}
  _swarmsh_resource=''
}

# Sets typed attributes of the resource: PACKAGE REQUIRED OTHER [CONSTANT=VALUE…] -- NAME=VALUE…
_swarmsh_resource_entity() {
  local __package=$1 __attributes=${_swarmsh_resource_own}
  shift
  _swarmsh_arguments_call "$@"
  _swarmsh_resource_own=${__attributes}
  _swarmsh_resource=''
}

# Public: sets attributes of the resource for all later records: KEY=VALUE…
swarmsh_resource() { _swarmsh_shield _swarmsh_resource_set "$@"; }

# For generated functions.
_swarmsh_entity() { _swarmsh_shield _swarmsh_resource_entity "$@"; }
