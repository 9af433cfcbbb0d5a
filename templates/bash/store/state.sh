# state: what the journal comes to, in one slot of 512 bytes.

STATE_CLEAN='' # the line that was read or written last; its mark is of no account

# Reads `state` into STATE_DIRTY … STATE_LOST and TX_COUNT. Fails when it was refused.
state_read() {
  local status=0
  slots_read state 512 || status=$?
  [[ ${status} -eq 0 || ${TX_EXIT:-9} -eq 9 ]] || return 1
  if [[ ${status} -ne 0 ]] || ! state_parse; then
    transaction_damaged state repair
    return 1
  fi
  STATE_CLEAN=${SLOTS_LINE}
}

# Takes the state out of SLOTS_LINE, or fails.
state_parse() {
  local IFS=${TAB} absent=' null ' zero=' 0 ' numbers='' rounded='' name=''
  # shellcheck disable=SC2053 # the pattern of a line, which says what a number may begin with
  [[ ${SLOTS_LINE} == ${STATE_FORM} ]] || return 1
  # shellcheck disable=SC2086 # to be split, here and below; globbing is off
  printf -v numbers '%.0s %s ' ${SLOTS_LINE%\}}
  IFS=' '
  # shellcheck disable=SC2086
  set -- ${numbers}
  # What is no number, has a leading zero or does not fit 64 bits comes back as another one.
  numbers=${numbers//"${absent}"/"${zero}"}
  # shellcheck disable=SC2086
  printf -v rounded ' %d ' ${numbers} 2>/dev/null
  [[ $# -eq $((7 + ${#COUNTERS[@]})) && ${rounded} == "${numbers}" ]] || return 1
  STATE_DIRTY=$1 STATE_SEQUENCE=$2 STATE_JOURNAL=$3 STATE_TRACES=$4 STATE_TIME=$5 STATE_DUE=${6#null} STATE_LOST=$7
  shift 7
  for name in ${COUNTERS[@]+"${COUNTERS[@]}"}; do
    TX_COUNT["${name}"]=$1
    shift
  done
}

# Sets REPLY to the clean line of STATE_* and TX_COUNT.
state_line() {
  local name=''
  REPLY="{\"dirty\":${TAB}0${TAB},\"sequence\":${TAB}${STATE_SEQUENCE}${TAB},\"journal\":${TAB}${STATE_JOURNAL}${TAB}\
,\"traces\":${TAB}${STATE_TRACES}${TAB},\"time\":${TAB}${STATE_TIME}${TAB},\"due\":${TAB}${STATE_DUE:-null}${TAB}\
,\"lost\":${TAB}${STATE_LOST}${TAB}"
  for name in ${COUNTERS[@]+"${COUNTERS[@]}"}; do
    REPLY+=",\"${name}\":${TAB}${TX_COUNT[${name}]}${TAB}"
  done
  REPLY+='}'
}

# Writes STATE_CLEAN with this mark: DIRTY, 0 or 1.
state_write() {
  { printf '%-511s\n' "${STATE_CLEAN:0:10}$1${STATE_CLEAN:11}" 1<>"${STORE_DIR}/state"; } 2>/dev/null
}
