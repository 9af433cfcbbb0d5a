# state: what the journal comes to, in one slot of 512 bytes.

STATE_NAMES=(dirty sequence journal traces time due lost) # and the counters, once read
STATE_CLEAN=''                                            # the line that was read or written last, with dirty 0

# Reads `state` into STATE_DIRTY … STATE_LOST and TX_COUNT. Fails when it was refused.
state_read() {
  local status=0
  [[ ${#STATE_NAMES[@]} -gt 7 ]] || STATE_NAMES+=(${COUNTERS[@]+"${COUNTERS[@]}"})
  slots_read state 512 || status=$?
  [[ ${TX_EXIT} != 5 ]] || return 1
  if [[ ${status} -ne 0 ]] || ! state_parse; then
    transaction_damaged state repair
    return 1
  fi
}

# Takes the state out of TOKENS, or fails.
state_parse() {
  local place=1 name='' keys='' all='' each=''
  [[ ${#TOKENS[@]} -eq $((2 * ${#STATE_NAMES[@]} + 1)) && ${TOKENS[1]} == [01] ]] || return 1
  for name in "${STATE_NAMES[@]}"; do
    [[ ${TOKENS[place - 1]} == "${keys:-"{"}\"${name}\":" ]] || return 1
    keys=,
    case ${name} in
      time | due) ;;
      *) all+=:${TOKENS[place]} ;;
    esac
    place=$((place + 2))
  done
  # Nothing may reach arithmetic that is not a number, and a leading zero would make it octal.
  case ${all}: in
    *[!0-9:]* | *:0[0-9]* | *[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]*)
      return 1
      ;;
    *) ;;
  esac
  STATE_DUE=${TOKENS[11]}
  [[ ${STATE_DUE} != null ]] || STATE_DUE=''
  for each in "${TOKENS[9]}" ${STATE_DUE:+"${STATE_DUE}"}; do
    values_whole "${each}" && [[ ${each} != -* ]] || return 1
  done
  [[ ${TOKENS[place - 1]} == '}' ]] || return 1
  STATE_DIRTY=${TOKENS[1]} STATE_SEQUENCE=${TOKENS[3]} STATE_JOURNAL=${TOKENS[5]} STATE_TRACES=${TOKENS[7]}
  STATE_TIME=${TOKENS[9]} STATE_LOST=${TOKENS[13]}
  place=15
  for name in ${COUNTERS[@]+"${COUNTERS[@]}"}; do
    TX_COUNT[${name}]=${TOKENS[place]}
    place=$((place + 2))
  done
  TOKENS[1]=0
  local IFS=${TAB}
  STATE_CLEAN="${TOKENS[*]}"
}

# Sets REPLY to the clean line of STATE_* and TX_COUNT.
state_line() {
  local name=''
  REPLY="{\"dirty\":${TAB}0${TAB},\"sequence\":${TAB}${STATE_SEQUENCE}${TAB},\"journal\":${TAB}${STATE_JOURNAL}${TAB}"
  REPLY+=",\"traces\":${TAB}${STATE_TRACES}${TAB},\"time\":${TAB}${STATE_TIME}${TAB}"
  REPLY+=",\"due\":${TAB}${STATE_DUE:-null}${TAB},\"lost\":${TAB}${STATE_LOST}${TAB}"
  for name in ${COUNTERS[@]+"${COUNTERS[@]}"}; do
    REPLY+=",\"${name}\":${TAB}${TX_COUNT[${name}]}${TAB}"
  done
  REPLY+='}'
}

# Writes STATE_CLEAN with this mark: DIRTY, 0 or 1.
state_write() {
  { printf '%-511s\n' "${STATE_CLEAN:0:10}$1${STATE_CLEAN:11}" 1<>"${STORE_DIR}/state"; } 2>/dev/null
}
