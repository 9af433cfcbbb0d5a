# words: reading what a caller typed. What is wrong with it is for the cold part to say.

# Begins to read the words of an OPERATION with at most MOST arguments; KEYED is key when it takes --key.
words_begin() {
  words_operation=$1 words_most=$2 words_keyed=$3 # what is read
  words_given=' ' words_places=()                 # the options and arguments that were given; the arguments
  words_wrong='' words_help=''                    # the first mistake; whether help is wanted
  words_form=text words_print='' words_key=''     # --json or --print, and what they came with
  words_wait='' words_special=''                  # how long to try, in ns; fields that are not printed as they are held
  TX_AGENT='' TX_SUBJECT='' TX_KEY='' TX_EXIT='' TX_MESSAGE=''
}

# Takes a flag: WORD.
words_flag() {
  if [[ $1 == *=* || ${words_given} == *" $1 "* ]]; then
    cold_start
    words_misplaced flag "$1"
    return 1
  fi
  words_given+="$1 "
}

# Sets REPLY to the value of an option: once|often WORD [NEXT…].
words_value() {
  local name=${2%%=*}
  if [[ $2 == *=* ]]; then
    REPLY=${2#*=}
  elif [[ $# -gt 2 ]]; then
    REPLY=$3 words_used=2
  fi
  if [[ ($# -eq 2 && $2 != *=*) || ($1 == once && ${words_given} == *" ${name} "*) ]]; then
    cold_start
    words_misplaced "$@"
    return 1
  fi
  words_given+="${name} "
}

# Takes a word that is no option of the operation's own.
words_common() {
  case $1 in
    --json | --json=*) words_flag "$1" && words_form=json ;;
    --print | --print=*) words_value once "$@" && words_print=${REPLY} ;;
    -?*)
      cold_start
      words_rare "$@"
      ;;
    *)
      words_places+=("$1")
      [[ ${#words_places[@]} -le ${words_most} ]] || words_extra
      ;;
  esac
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

# Refuses with MESSAGE unless one of LABEL and OTHER was given, and not both.
words_one() {
  case ${words_given} in
    *" $2 "*) [[ ${words_given} != *" $3 "* ]] ;;
    *) [[ ${words_given} == *" $3 "* ]] ;;
  esac || words_refuse "$1"
}

# Refuses with MESSAGE when LABEL was given without OTHER.
words_with() {
  [[ ${words_given} != *" $2 "* || ${words_given} == *" $3 "* ]] || words_refuse "$1"
}

words_refuse() {
  cold_start
  transaction_refuse 2 "$1"
}

# Refuses the value of LABEL for what REPLY says: LABEL WORD…
words_bad() {
  cold_start
  words_judge "$@"
}

# Sets REPLY to the value of LABEL in WORD, or to DEFAULT when it was not given: LABEL WORD DEFAULT.
words_identifier() {
  REPLY=$3
  [[ ${words_given} != *" $1 "* ]] || values_identifier "$2" || words_bad "$1" "$2"
}

# Takes the key, and the fields to print, which must be among FIELDS.
words_end() {
  local rest=${words_print},
  [[ ${words_given} == *' --print '* ]] || rest=''
  if [[ ${words_given} == *' --key '* || ${rest} == , ]]; then
    cold_start
    words_late || return 1
  fi
  [[ -z ${rest} || ${words_form} == json ]] || words_form=print
  while [[ -n ${rest} ]]; do
    if [[ ", $1, " != *", ${rest%%,*}, "* || ${rest} == ,* || ${words_special} == *" ${rest%%,*} "* ]]; then
      cold_start
      words_field "${rest%%,*}" "$1" || return 1
    fi
    rest=${rest#*,}
  done
}
