# json_cold: tokens of a remembered answer.

# Each takes the first token from `rest` of the caller, which begins with what stands before it.
json_take_value() {
  rest=${rest#[\[,]}
  REPLY=${rest%%[],]*}
  rest=${rest#"${REPLY}"}
  [[ ${REPLY} != null ]] || REPLY=''
  REPLY=${REPLY//\"/}
}

json_take_set() {
  rest=${rest#[\[,]}
  REPLY=''
  case ${rest} in
    null*) rest=${rest#null} ;;
    *)
      REPLY=${rest%%']'*}]
      rest=${rest#"${REPLY}"}
      ;;
  esac
}

# Texts are not remembered.
json_take_text() {
  json_take_value
  REPLY=''
}

# Sets REPLY to the id of a record, which is a number for kinds without ids.
json_reference() {
  case $1 in
    '') REPLY=null ;;
    *[!0-9]*) REPLY="\"$1\"" ;;
    *) REPLY=$1 ;;
  esac
}
