# words_cold: mistakes, and words that are seldom given.

# Remembers the first mistake; the walk goes on, in search of --help.
words_mistake() {
  words_wrong=${words_wrong:-$1}
}

# Says what is wrong about the place of an option: flag|once|often WORD [NEXT…].
words_misplaced() {
  local name=${2%%=*}
  if [[ $1 == flag && $2 == *=* ]]; then
    words_mistake "option ${name} takes no value"
  elif [[ $1 != flag && $2 != *=* && $# -eq 2 ]]; then
    words_mistake "option ${name} needs a value"
  else
    words_mistake "option ${name} is given twice"
  fi
}

# Takes an option that operations seldom get or do not have: WORD [NEXT…].
words_rare() {
  case $1 in
    --)
      words_used=$#
      shift
      words_places+=("$@")
      [[ ${#words_places[@]} -le ${words_most} ]] || words_unexpected
      ;;
    -h | --help) words_help=yes ;;
    -h=* | --help=*) words_mistake "option ${1%%=*} takes no value" ;;
    *)
      if [[ -n ${words_keyed} && ${1%%=*} == --key ]]; then
        words_value once "$@" && words_key=${REPLY}
      elif [[ ${1%%=*} == --output && " ${EXPORTING} " == *" ${words_operation} "* && ${PRELUDE_ARGUMENTS[0]-} != batch ]]; then
        words_value once "$@" && words_output=${REPLY}
      else
        text_show "${1%%=*}" 80
        words_mistake "unknown option \"${REPLY}\"; see \"${PROGRAM} help ${words_operation}\""
      fi
      ;;
  esac
}

words_unexpected() {
  text_show "${words_places[words_most]}" 80
  words_mistake "unexpected argument \"${REPLY}\""
}

# Refuses the value of LABEL: one of the words is empty, or what REPLY says: LABEL WORD…
words_judge() {
  local label=$1 reason=${REPLY} each=''
  shift
  for each in "$@"; do
    [[ -n ${each} ]] || words_empty "${label}" || return 1
  done
  words_refuse "${label}: ${reason}"
}

words_empty() {
  case $1 in
    --*) words_refuse "option $1 is empty" ;;
    *) words_refuse "argument $1 is empty" ;;
  esac
}

# A time: LABEL WORD DEFAULT [true]. Durations count from now, or back with the fourth word.
words_moment() {
  local name='' now='' from=- to=_
  case $1 in
    --*) name=o_${1#--} ;;
    *) name=a_${1,,} ;;
  esac
  name=${name//"${from}"/"${to}"}
  clock_now
  now=${REPLY}
  KEYS_LENGTHS["${name}"]=''
  ! values_span "$2" || KEYS_LENGTHS["${name}"]="$((now + REPLY)) \"+${REPLY}\""
  values_time "$2" "${now}" "${4:-false}" || words_bad "$1" "$2"
}

# A fixed-point number: LABEL WORD DEFAULT SCALE LOW HIGH.
words_fraction() {
  local low=''
  values_decimal "$2" "$4" || words_bad "$1" "$2" || return 1
  [[ ${REPLY} -lt $5 || ${REPLY} -gt $6 ]] || return 0
  show_decimal "$5" "$4"
  low=${REPLY}
  show_decimal "$6" "$4"
  words_refuse "$1: $2 is not between ${low} and ${REPLY}"
}

# Takes the key, and refuses --print without a field.
words_late() {
  if [[ ${words_given} == *' --key '* ]]; then
    words_identifier --key "${words_key}" '' || return 1
    TX_KEY=${REPLY}
  fi
  [[ ${words_given} != *' --print '* || -n ${words_print} ]] || words_empty --print
}

# Refuses FIELD unless it is among FIELDS.
words_field() {
  [[ ", $2, " != *", $1, "* || -z $1 ]] || return 0
  text_show "$1" 80
  words_refuse "--print: no field \"${REPLY}\"; known: $2"
}
