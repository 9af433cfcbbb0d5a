# words_cold: values that are seldom given, and mistakes.

# A time: LABEL WORD DEFAULT. Durations count from now.
words_moment() {
  clock_now
  values_time "$2" "${REPLY}" false || words_refuse "$1: ${REPLY}"
}

words_length() {
  values_duration "$2" || words_refuse "$1: ${REPLY}"
}

# A fixed-point number: LABEL WORD DEFAULT SCALE LOW HIGH.
words_fraction() {
  local low=''
  values_decimal "$2" "$4" || words_refuse "$1: ${REPLY}" || return 1
  [[ ${REPLY} -lt $5 || ${REPLY} -gt $6 ]] || return 0
  show_decimal "$5" "$4"
  low=${REPLY}
  show_decimal "$6" "$4"
  words_refuse "$1: $2 is not between ${low} and ${REPLY}"
}

# Takes an option that the operation does not have, or help.
words_unknown() {
  case $1 in
    -h | --help)
      words_help=yes
      return 0
      ;;
    -h=* | --help=*)
      words_mistake "option ${1%%=*} takes no value"
      return 0
      ;;
    *) ;;
  esac
  text_show "${1%%=*}" 80
  words_mistake "unknown option \"${REPLY}\"; see \"${PROGRAM} help ${words_operation}\""
}

words_unexpected() {
  text_show "${words_places[words_most]}" 80
  words_mistake "unexpected argument \"${REPLY}\""
}
