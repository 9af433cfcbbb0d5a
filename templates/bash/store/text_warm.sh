# text_warm: texts as JSON string tokens.

# Sets REPLY to the JSON string of a text, or fails when it is not UTF-8.
text_token() {
  REPLY=$1
  case $1 in
    *[!\ -~]* | *[\"\\]*) ;;
    *)
      REPLY="\"$1\""
      return 0
      ;;
  esac
  local backslash=$'\\' quote='"' newline=$'\n' return=$'\r' escaped=''
  text_utf8 "$1" || return 1
  escaped=${backslash}${backslash} REPLY=${REPLY//"${backslash}"/"${escaped}"}
  escaped='\"' REPLY=${REPLY//"${quote}"/"${escaped}"}
  case ${REPLY} in
    *[$'\001'-$'\037']*)
      escaped='\n' REPLY=${REPLY//"${newline}"/"${escaped}"}
      escaped='\r' REPLY=${REPLY//"${return}"/"${escaped}"}
      escaped='\t' REPLY=${REPLY//"${TAB}"/"${escaped}"}
      text_controls "${REPLY}"
      ;;
    *) ;;
  esac
  REPLY="\"${REPLY}\""
}

# Sets REPLY to TEXT with the control characters still in it escaped.
text_controls() {
  local rest=$1 head='' char=''
  REPLY=''
  while [[ ${rest} == *[$'\001'-$'\037']* ]]; do
    head=${rest%%[$'\001'-$'\037']*}
    printf -v char '\\u%04x' "'${rest:${#head}:1}"
    rest=${rest:${#head}+1}
    REPLY+=${head}${char}
  done
  REPLY+=${rest}
}
