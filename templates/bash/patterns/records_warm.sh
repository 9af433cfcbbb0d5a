# records_warm: tokens of a slot line, to memory and back.

# Sets REPLY to the name in a TOKEN, or fails.
record_name() {
  [[ $1 == \"[A-Za-z0-9]*\" && $1 != *[!A-Za-z0-9._\"-]* && ${#1} -le 66 ]] || return 1
  REPLY=${1//\"/}
  [[ $1 == "\"${REPLY}\"" ]]
}

# Sets REPLY to a text's TOKEN, or to the length of one that is kept elsewhere; fails when it is neither.
record_text() {
  REPLY=$1
  case $1 in
    \"*[!]\ \!#-\[^-~]*\") [[ ${#1} -le 386 ]] && text_valid "$1" ;;
    \"*\") [[ ${#1} -le 386 ]] ;;
    [1-9]*) [[ $1 != *[!0-9]* && ${#1} -le 6 && $1 -gt 386 ]] ;;
    *) return 1 ;;
  esac
}

# Sets REPLY to the names in a TOKEN of 1 to MOST, joined by commas; fails when they are not sorted.
record_set() {
  local rest=$1 before='' each='' count=0 between='","' comma=,
  [[ ${rest} == '["'*'"]' ]] || return 1
  rest=${rest#??}
  rest=${rest%??}
  rest=${rest//"${between}"/"${comma}"}
  [[ ${rest} != *[!A-Za-z0-9._,-]* ]] || return 1
  REPLY=${rest}
  rest+=,
  while [[ -n ${rest} ]]; do
    each=${rest%%,*}
    rest=${rest#*,}
    count=$((count + 1))
    [[ ${each} == [A-Za-z0-9]* && ${#each} -le 64 && ${each} > ${before} ]] || return 1
    before=${each}
  done
  [[ ${count} -le $2 ]]
}

# Sets REPLY to the token of a SET. With a second word an empty one is absent.
record_array() {
  local between='","' comma=,
  if [[ -n $1 ]]; then
    REPLY=${1//"${comma}"/"${between}"}
    REPLY="[\"${REPLY}\"]"
  elif [[ $# -gt 1 ]]; then
    REPLY=null
  else
    REPLY='[]'
  fi
}

# Makes a record with the ID of a caller: KIND ID LABEL, LABEL being where the id comes from.
records_create() {
  transaction_create "$1" "$2" && return 0
  [[ ${TX_EXIT} -ne 2 ]] || TX_MESSAGE="$3: ${TX_MESSAGE}"
  return 1
}

# True when every name of the set PART is in the set WHOLE.
sets_within() {
  local rest=$1,
  [[ -n $1 && $1 != "$2" ]] || return 0
  while [[ -n ${rest} ]]; do
    [[ ,$2, == *",${rest%%,*},"* ]] || return 1
    rest=${rest#*,}
  done
}

# Sets REPLY to a SET as an OTLP value.
sets_values() {
  local between='"},{"stringValue":"' comma=,
  REPLY=${1//"${comma}"/"${between}"}
  [[ -z $1 ]] || REPLY="\"values\":[{\"stringValue\":\"${REPLY}\"}]"
  REPLY="{\"arrayValue\":{${REPLY}}}"
}

# True for an integer TOKEN from LOW to HIGH. With a fourth word it may be absent.
record_integer() {
  [[ $1 != null ]] || return $(($# == 3))
  [[ $1 != -0 ]] && values_whole "$1" && [[ $1 -ge $2 && $1 -le $3 ]]
}
