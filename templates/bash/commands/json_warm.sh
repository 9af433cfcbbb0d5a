# json_warm: values in answers.

# Sets REPLY to a number as a JSON token: a string where readers that hold doubles would round it.
json_number() {
  REPLY=${1:-null}
  [[ ${#REPLY} -ge 16 ]] || return 0
  [[ $1 -ge -9007199254740992 && $1 -le 9007199254740992 ]] || REPLY="\"$1\""
}

# Sets REPLY to a word as a JSON token.
json_word() {
  REPLY=${1:+\"$1\"}
  REPLY=${REPLY:-null}
}
