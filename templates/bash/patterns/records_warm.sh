# records_warm: tokens of a slot line.

# True for the TOKEN of a name.
record_name() {
  local name=${1#\"}
  name=${name%\"}
  [[ ${name} == [A-Za-z0-9]* && ${name} != *[!A-Za-z0-9._-]* && ${#name} -le 64 && $1 == "\"${name}\"" ]]
}

# True for the TOKEN of a text, or for the length of one that is kept elsewhere.
record_text() {
  case $1 in
    \"*[!]\ \!#-\[^-~]*\") [[ ${#1} -le ${TEXT_INLINE} ]] && text_valid "$1" ;;
    \"*\") [[ ${#1} -le ${TEXT_INLINE} ]] ;;
    [1-9]*) [[ $1 != *[!0-9]* && ${#1} -le 6 && $1 -gt ${TEXT_INLINE} ]] ;;
    *) return 1 ;;
  esac
}

# True for the TOKEN of a sorted set of 1 to MOST names.
record_set() {
  local rest=${1#'["'} before='' each='' count=0 between='","'
  [[ $1 == '["'*'"]' && ${rest} != *[!A-Za-z0-9._,\"-]*'"]' ]] || return 1
  rest=${rest%'"]'}${between}
  while [[ -n ${rest} ]]; do
    each=${rest%%"${between}"*}
    rest=${rest#*"${between}"}
    count=$((count + 1))
    [[ ${each} == [A-Za-z0-9]* && ${each} != *[,\"]* && ${#each} -le 64 && ${each} > ${before} ]] || return 1
    before=${each}
  done
  [[ ${count} -le $2 ]]
}

# Makes a record with the ID of a caller: KIND ID LABEL, LABEL being where the id comes from.
records_create() {
  transaction_create "$1" "$2" && return 0
  [[ ${TX_EXIT} -ne 2 ]] || TX_MESSAGE="$3: ${TX_MESSAGE}"
  return 1
}

# True when every name of the set PART is in the set WHOLE.
sets_within() {
  local rest=${1#\[} between=','
  [[ ${rest} != ']' && $1 != "$2" ]] || return 0
  rest=${rest%\]}${between}
  while [[ -n ${rest} ]]; do
    [[ $2 == *"${rest%%,*}"* ]] || return 1
    rest=${rest#*,}
  done
}

# Sets REPLY to a SET as an OTLP value.
sets_values() {
  local between='","' apart='"},{"stringValue":"'
  REPLY=${1#\[}
  REPLY=${REPLY%\]}
  REPLY=${REPLY//"${between}"/"${apart}"}
  [[ -z ${REPLY} ]] || REPLY="\"values\":[{\"stringValue\":${REPLY}}]"
  REPLY="{\"arrayValue\":{${REPLY}}}"
}

# Sets REPLY to the name in a SET of just one, else to nothing.
sets_only() {
  REPLY=''
  [[ $1 == *,* ]] || REPLY=${1//[][\"]/}
}

# Sets REPLY to a SET as people read it.
sets_shown() {
  REPLY=${1//[][\"]/}
}

# True for an integer TOKEN from LOW to HIGH. With a fourth word it may be absent.
record_integer() {
  [[ $1 != null ]] || return $(($# == 3))
  [[ $1 != -0 ]] && values_whole "$1" && [[ $1 -ge $2 && $1 -le $3 ]]
}
