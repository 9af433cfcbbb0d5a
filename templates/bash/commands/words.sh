# words: reading what a caller typed. A mistake needs the cold part, which has the words to report it with.

words_operation='' words_most=0 words_keyed='' # what is read: the operation, how many arguments it takes, whether --key
words_given=' '                                # the options and arguments that were given
words_places=()                                # the arguments
words_used=1                                   # how many words the last option took
words_wrong='' words_help=''                   # the first mistake; whether help is wanted
words_form=text words_print='' words_key=''    # --json, --print, --key
words_wait=''                                  # how long to try, in ns

# Begins to read the words of an OPERATION with at most MOST arguments; KEYED is key when it takes --key.
words_begin() {
  words_operation=$1 words_most=$2 words_keyed=$3 words_given=' ' words_places=() words_wrong='' words_help=''
  words_form=text words_print='' words_key='' words_wait=''
  TX_AGENT='' TX_SUBJECT='' TX_KEY='' TX_EXIT='' TX_MESSAGE=''
}

# Remembers the first mistake; the walk goes on, in search of --help.
words_mistake() {
  words_wrong=${words_wrong:-$1}
}

# Takes a flag: WORD.
words_flag() {
  if [[ $1 == *=* ]]; then
    cold_start
    words_mistake "option ${1%%=*} takes no value"
    return 1
  fi
  words_once "$1"
}

# Sets REPLY to the value of an option: once|often WORD [NEXT…].
words_value() {
  case $2 in
    *=*) REPLY=${2#*=} ;;
    *)
      if [[ $# -lt 3 ]]; then
        cold_start
        words_mistake "option $2 needs a value"
        return 1
      fi
      REPLY=$3 words_used=2
      ;;
  esac
  [[ $1 == often && ${words_given} == *" ${2%%=*} "* ]] || words_once "${2%%=*}"
}

words_once() {
  if [[ ${words_given} == *" $1 "* ]]; then
    cold_start
    words_mistake "option $1 is given twice"
    return 1
  fi
  words_given+="$1 "
}

# Takes a word that is no option of the operation's own.
words_common() {
  case $1 in
    --json | --json=*) words_flag "$1" && words_form=json ;;
    --print | --print=*) words_value once "$@" && words_print=${REPLY} ;;
    --)
      words_used=$#
      shift
      words_places+=("$@")
      ;;
    --key | --key=*)
      if [[ -n ${words_keyed} ]]; then
        words_value once "$@" && words_key=${REPLY}
      else
        words_strange "$1"
      fi
      ;;
    -?*) words_strange "$1" ;;
    *) words_places+=("$1") ;;
  esac
  [[ ${#words_places[@]} -le ${words_most} ]] || words_extra
}

words_strange() {
  cold_start
  words_unknown "$1"
}

words_extra() {
  cold_start
  words_unexpected
}

# True when the walk found nothing wrong.
words_walked() {
  [[ -z ${words_wrong}${words_help} ]] || words_refuse "${words_wrong}"
}

# True, with the word in REPLY, when argument LABEL at place INDEX was given.
words_argument() {
  [[ ${#words_places[@]} -gt $2 ]] || return 1
  REPLY=${words_places[$2]}
  words_given+="$1 "
}

# True, with the word in REPLY, when LABEL was not given and the environment has a WORD for it.
words_held() {
  [[ -n $2 && ${words_given} != *" $1 "* ]] || return 1
  REPLY=$2
  words_given+="$1 "
}

# Refuses with MESSAGE unless LABEL was given.
words_needed() {
  [[ ${words_given} == *" $2 "* ]] || words_refuse "$1"
}

# Refuses with MESSAGE unless exactly one LABEL was given.
words_one() {
  local message=$1 each='' count=0
  shift
  for each in "$@"; do
    [[ ${words_given} != *" ${each} "* ]] || count=$((count + 1))
  done
  [[ ${count} -eq 1 ]] || words_refuse "${message}"
}

# Refuses with MESSAGE when LABEL was given without OTHER.
words_with() {
  [[ ${words_given} != *" $2 "* || ${words_given} == *" $3 "* ]] || words_refuse "$1"
}

words_refuse() {
  cold_start
  transaction_refuse 2 "$1"
}

# Fails with 1 when LABEL was not given, REPLY being DEFAULT then, and with 2 when its WORD is empty, which was refused.
words_there() {
  REPLY=$3
  [[ ${words_given} == *" $1 "* ]] || return 1
  [[ -n $2 ]] || words_empty "$1" || return 2
}

# Each sets REPLY to the value of LABEL in WORD, or to DEFAULT when it was not given: LABEL WORD DEFAULT, then what the
# type has. They fail when it was refused.
words_identifier() {
  words_there "$1" "$2" "$3" || return "$(($? - 1))"
  values_identifier "$2" || words_refuse "$1: ${REPLY}"
}

words_enum() {
  local label=$1 word=$2
  words_there "$1" "$2" "$3" || return "$(($? - 1))"
  shift 3
  values_enum "${word}" "$@" || words_refuse "${label}: ${REPLY}"
}

words_integer() {
  words_there "$1" "$2" "$3" || return "$(($? - 1))"
  values_integer "$2" "$4" "$5" || words_refuse "$1: ${REPLY}"
}

words_text() {
  REPLY=$3
  [[ ${words_given} == *" $1 "* ]] || return 0
  [[ ${#2} -le $4 ]] || words_refuse "$1 is longer than $4 bytes" || return 1
  text_token "$2" || words_refuse "$1 is not UTF-8"
}

# LABEL DEFAULT MOST WORD…
words_set() {
  local label=$1 each=''
  REPLY=$2
  [[ ${words_given} == *" $1 "* ]] || return 0
  shift 2
  for each in "$@"; do
    [[ -n ${each} ]] || words_empty "${label}" || return 1
  done
  values_set "$@" || words_refuse "${label}: ${REPLY}"
}

words_time() {
  words_there "$1" "$2" "$3" || return "$(($? - 1))"
  cold_start
  words_moment "$@"
}

words_duration() {
  words_there "$1" "$2" "$3" || return "$(($? - 1))"
  cold_start
  words_length "$@"
}

words_decimal() {
  words_there "$1" "$2" "$3" || return "$(($? - 1))"
  cold_start
  words_fraction "$@"
}

# Takes the key and the fields to print, which must be among FIELDS.
words_end() {
  if [[ ${words_given} == *' --key '* ]]; then
    words_identifier --key "${words_key}" '' || return 1
    TX_KEY=${REPLY}
  fi
  [[ ${words_given} == *' --print '* ]] || return 0
  [[ ${words_form} == json ]] || words_form=print
  [[ -n ${words_print} ]] || words_empty --print || return 1
  local rest=${words_print},
  while [[ -n ${rest} ]]; do
    [[ ", $1, " == *", ${rest%%,*}, "* && ${rest} != ,* ]] || words_field "${rest%%,*}" "$1" || return 1
    rest=${rest#*,}
  done
}

words_empty() {
  case $1 in
    --*) words_refuse "option $1 is empty" ;;
    *) words_refuse "argument $1 is empty" ;;
  esac
}

words_field() {
  cold_start
  text_show "$1" 80
  words_refuse "--print: no field \"${REPLY}\"; known: $2"
}
