# words_warm: values that not every operation takes. Each function sets REPLY to the value of LABEL in WORD, or to DEFAULT
# when it was not given: LABEL WORD DEFAULT, then what the type has.

# Refuses with MESSAGE unless exactly one LABEL of several was given.
words_one_of() {
  local message=$1 each='' count=0
  shift
  for each in "$@"; do
    [[ ${words_given} != *" ${each} "* ]] || count=$((count + 1))
  done
  [[ ${count} -eq 1 ]] || words_refuse "${message}"
}

# LABEL WORD DEFAULT MEMBER…
words_enum() {
  local label=$1 word=$2
  REPLY=$3
  [[ ${words_given} == *" $1 "* ]] || return 0
  shift 3
  values_enum "${word}" "$@" || words_bad "${label}" "${word}"
}

# LABEL WORD DEFAULT LOW HIGH
words_integer() {
  REPLY=$3
  [[ ${words_given} != *" $1 "* ]] || values_integer "$2" "$4" "$5" || words_bad "$1" "$2"
}

# LABEL WORD DEFAULT MOST
words_text() {
  REPLY=$3
  [[ ${words_given} == *" $1 "* ]] || return 0
  [[ ${#2} -le $4 ]] || words_refuse "$1 is longer than $4 bytes" || return 1
  text_token "$2" || words_refuse "$1 is not UTF-8"
}

# LABEL DEFAULT MOST WORD…
words_set() {
  local label=$1
  REPLY=$2
  [[ ${words_given} == *" $1 "* ]] || return 0
  shift 2
  values_set "$@" || words_bad "${label}" "${@:2}"
}

# The same of an argument that takes all words that are left: LABEL DEFAULT MOST WORD…
words_many() {
  local label=$1
  REPLY=$2
  [[ ${words_given} == *" $1 "* ]] || return 0
  shift 2
  values_many "$@" || words_bad "${label}" "${@:2}"
}

words_time() {
  REPLY=$3
  [[ ${words_given} == *" $1 "* ]] || return 0
  cold_start
  words_moment "$@"
}

words_duration() {
  REPLY=$3
  [[ ${words_given} == *" $1 "* ]] || return 0
  cold_start
  values_duration "$2" || words_bad "$1" "$2"
}

# LABEL WORD DEFAULT SCALE LOW HIGH
words_decimal() {
  REPLY=$3
  [[ ${words_given} == *" $1 "* ]] || return 0
  cold_start
  words_fraction "$@"
}
