# endpoint_cold: where spans are sent, and how: what the variables OTEL_EXPORTER_OTLP_… say.

ENDPOINT_URL='([Hh][Tt][Tt][Pp][Ss]?://)([!$&-.0-;=A-Z_a-z~%]*@)?([0-9A-Za-z._~-]+|\[[0-9A-Fa-f:.]+\])'
ENDPOINT_URL="^${ENDPOINT_URL}"'(:[0-9]{1,5})?(/[!$-;=@-Z_a-z~]*)?(\?[!$-;=?-Z_a-z~]*)?$'
ENDPOINT_OURS=' connection content-length content-type expect host transfer-encoding user-agent '

endpoint_shown=''   # the address as people may see it, without credentials and query; empty when there is none
endpoint_address='' # all of it
endpoint_headers=() # NAME: VALUE
endpoint_timeout='' # ms

# Takes what the environment says. Fails when it was refused; the message does not repeat what may hold a secret.
endpoint_given() {
  local name='' base=yes path=''
  endpoint_shown='' endpoint_address='' endpoint_headers=() endpoint_timeout=''
  endpoint_variable ENDPOINT
  name=${endpoint_name}
  [[ ${name} != *_TRACES_* ]] || base=''
  [[ -n ${REPLY} ]] || return 0
  if [[ ! ${REPLY} =~ ${ENDPOINT_URL} || (-n ${base} && -n ${BASH_REMATCH[6]}) ]]; then
    transaction_refuse 2 "${name}: it is not an address like http://localhost:4318"
    return 1
  fi
  path=${BASH_REMATCH[5]:-/}
  [[ -z ${base} ]] || path=${path%/}/v1/traces
  endpoint_shown=${BASH_REMATCH[1],,}${BASH_REMATCH[3]}${BASH_REMATCH[4]}${path}
  endpoint_address=${BASH_REMATCH[1],,}${BASH_REMATCH[2]}${BASH_REMATCH[3]}${BASH_REMATCH[4]}${path}${BASH_REMATCH[6]}
  endpoint_variable HEADERS
  endpoint_take_headers "${REPLY}" || return 1
  endpoint_variable TIMEOUT
  values_integer "${REPLY:-10000}" 1 600000 || transaction_refuse 2 "${endpoint_name}: ${REPLY}" || return 1
  endpoint_timeout=${REPLY}
}

# Sets REPLY to the value of a variable, and endpoint_name to its name; the one for traces goes before the general one.
endpoint_variable() {
  endpoint_name=OTEL_EXPORTER_OTLP_TRACES_$1
  REPLY=${!endpoint_name-}
  [[ -z ${REPLY} ]] || return 0
  endpoint_name=OTEL_EXPORTER_OTLP_$1
  REPLY=${!endpoint_name-}
}

# Takes NAME=VALUE,… with values percent-encoded. Those that the request has anyway are left out; of one name the last
# counts. Fails when it was refused.
endpoint_take_headers() {
  local rest=$1, item='' place=0 each='' name=''
  while [[ -n ${rest} ]]; do
    item=${rest%%,*} rest=${rest#*,} place=$((place + 1))
    endpoint_trimmed "${item}"
    [[ -n ${REPLY} ]] || continue
    item=${REPLY}
    endpoint_trimmed "${item%%=*}"
    name=${REPLY}
    endpoint_trimmed "${item#*=}"
    if [[ ${item} != *=* || -z ${name} || ${name} == *[!-\!\#\$%\&\'*+.^_\`\|~0-9A-Za-z]* ]] || ! endpoint_decoded "${REPLY}"; then
      transaction_refuse 2 "${endpoint_name}: item ${place} is not NAME=VALUE"
      return 1
    fi
    [[ ${ENDPOINT_OURS} != *" ${name,,} "* ]] || continue
    each=0
    while [[ ${each} -lt ${#endpoint_headers[@]} ]]; do
      item=${endpoint_headers[each]%%:*}
      [[ ${item,,} != "${name,,}" ]] || break
      each=$((each + 1))
    done
    endpoint_headers[each]="${name}: ${REPLY}"
  done
}

# Sets REPLY to TEXT without the blanks around it.
endpoint_trimmed() {
  REPLY=${1#"${1%%[!" ${TAB}"]*}"}
  REPLY=${REPLY%"${REPLY##*[!" ${TAB}"]}"}
}

# Sets REPLY to TEXT with its %XX as bytes, or fails when control bytes are among them.
endpoint_decoded() {
  local rest=$1 head='' char=''
  REPLY=''
  while [[ ${rest} == *%[0-9A-Fa-f][0-9A-Fa-f]* ]]; do
    head=${rest%%\%[0-9A-Fa-f][0-9A-Fa-f]*}
    rest=${rest:${#head}+1}
    [[ ${rest:0:2} != 00 ]] || return 1
    printf -v char '%b' "\\x${rest:0:2}"
    REPLY+=${head}${char}
    rest=${rest:2}
  done
  REPLY+=${rest}
  [[ ${REPLY} != *[$'\001'-$'\037\177']* ]]
}
