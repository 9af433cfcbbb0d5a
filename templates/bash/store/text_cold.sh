# text_cold: texts as people may see them.

# Sets REPLY to TEXT for a terminal: control bytes, those of C1 characters and ill-formed ones as \xNN; after LIMIT
# code points comes ... instead of the rest. Without LIMIT all of it.
text_show() {
  local rest=$1 left=${2:--1} size=0 byte=''
  REPLY=$1
  [[ ${rest} == *[!\ -~]* ]] || [[ ${left} -ge 0 && ${#rest} -gt ${left} ]] || return 0
  REPLY=''
  while [[ -n ${rest} ]]; do
    if [[ ${left} -eq 0 ]]; then
      REPLY+=...
      return 0
    fi
    left=$((left - 1))
    text_character "${rest}"
    case ${rest:0:size} in
      [\ -~]) REPLY+=${rest:0:1} ;;
      $'\302'[$'\200'-$'\237'] | [$'\001'-$'\037\177'])
        text_bytes "${rest:0:size}"
        ;;
      ?) text_bytes "${rest:0:1}" ;;
      *) REPLY+=${rest:0:size} ;;
    esac
    rest=${rest:size}
  done
}

# Adds the BYTES to REPLY as \xNN.
text_bytes() {
  local rest=$1 byte=''
  while [[ -n ${rest} ]]; do
    printf -v byte '%d' "'${rest:0:1}"
    printf -v byte '\\x%02x' "$((byte & 255))" # bytes above 127 may come out negative
    REPLY+=${byte}
    rest=${rest:1}
  done
}

# Sets `size` of the caller to the bytes of the first character of TEXT; 1 for an ill-formed one.
text_character() {
  local t=$'[\200-\277]'
  size=1
  # shellcheck disable=SC2254 # the variable is a pattern
  case $1 in
    [$'\001'-$'\177']*) ;;
    [$'\302'-$'\337']${t}*) size=2 ;;
    $'\340'[$'\240'-$'\277']${t}* | [$'\341'-$'\354\356\357']${t}${t}* | $'\355'[$'\200'-$'\237']${t}*) size=3 ;;
    $'\360'[$'\220'-$'\277']${t}${t}* | [$'\361'-$'\363']${t}${t}${t}* | $'\364'[$'\200'-$'\217']${t}${t}*) size=4 ;;
    *) ;;
  esac
}

# Sets REPLY to the text in a valid JSON string token.
text_plain() {
  local rest=${1#\"} head='' char=''
  rest=${rest%\"}
  REPLY=''
  while [[ ${rest} == *\\* ]]; do
    head=${rest%%\\*}
    rest=${rest:${#head}+1}
    case ${rest} in
      n*) char=$'\n' ;;
      r*) char=$'\r' ;;
      t*) char=$'\t' ;;
      u00*)
        printf -v char '%b' "\\x${rest:3:2}"
        rest=${rest:4}
        ;;
      *) char=${rest:0:1} ;;
    esac
    rest=${rest:1}
    REPLY+=${head}${char}
  done
  REPLY+=${rest}
}

# Sets REPLY to the columns that a shown text takes in a table: its code points.
text_width() {
  local plain=${1//[$'\200'-$'\277']/}
  REPLY=${#plain}
}
