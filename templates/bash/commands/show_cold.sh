# show_cold: values as people read them.

# Sets REPLY to a length of time in whole units; nanoseconds that make no millisecond end in ns.
show_duration() {
  local left=${1#-} text='' unit='' size=''
  for unit in d:86400000000000 h:3600000000000 m:60000000000 s:1000000000; do
    size=${unit#*:}
    [[ ${left} -lt ${size} ]] || text+=$((left / size))${unit%%:*}
    left=$((left % size))
  done
  if [[ $((left % 1000000)) -ne 0 ]]; then
    text+=${left}ns
  elif [[ ${left} -ne 0 ]]; then
    text+=$((left / 1000000))ms
  fi
  REPLY=${text:-0s}
  [[ $1 != -* ]] || REPLY=-${REPLY}
}

# Sets REPLY to UNITS of 10**-SCALE.
show_decimal() {
  local digits=${1#-}
  if [[ $2 -gt 0 ]]; then
    while [[ ${#digits} -le $2 ]]; do
      digits=0${digits}
    done
    digits=${digits:0:${#digits}-$2}.${digits:${#digits}-$2}
  fi
  REPLY=${digits}
  [[ $1 != -* ]] || REPLY=-${digits}
}

# Sets REPLY to the text in a TOKEN so that it cannot disturb a terminal.
show_text() {
  text_plain "$1"
  text_show "${REPLY}"
}
