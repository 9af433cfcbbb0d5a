# state: what the journal comes to, in one slot of 512 bytes.

STATE_FORM=''  # the pattern of the line, once needed
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
  local IFS=${IFS} absent='' all='' name='' place=15 number='[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'
  if [[ -z ${STATE_FORM} ]]; then
    printf -v STATE_FORM ',"%s":\t*\t' dirty sequence journal traces time due lost ${COUNTERS[@]+"${COUNTERS[@]}"}
    STATE_FORM="{${STATE_FORM#,}}"
  fi
  # shellcheck disable=SC2053 # the right side is a pattern
  [[ ${SLOTS_LINE} == ${STATE_FORM} ]] || return 1
  IFS=${TAB}
  # shellcheck disable=SC2206 # to be split; globbing is off
  TOKENS=(${SLOTS_LINE})
  [[ ${#TOKENS[@]} -eq $((15 + 2 * ${#COUNTERS[@]})) ]] || return 1
  # Joined by TABs, the one byte that no token has.
  printf -v all '%.0s\t%s' "${TOKENS[@]:0:${#TOKENS[@]}-1}"
  STATE_DUE=${TOKENS[11]}
  if [[ ${STATE_DUE} == null ]]; then
    STATE_DUE='' absent=${TAB}null
    all=${all/"${absent}"/}
  fi
  # Nothing may reach arithmetic that is not a number, and a leading zero would make it octal.
  # shellcheck disable=SC2254 # the variable is a pattern
  case ${all} in
    *[!0-9${TAB}]* | *${TAB}${TAB}* | *${TAB}0[0-9]* | *[1-9]${number}${number}[0-9]* | \
      *9[3-9]${number}[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]*)
      return 1
      ;;
    *) ;;
  esac
  [[ ${TOKENS[1]} == [01] ]] || return 1
  STATE_DIRTY=${TOKENS[1]} STATE_SEQUENCE=${TOKENS[3]} STATE_JOURNAL=${TOKENS[5]} STATE_TRACES=${TOKENS[7]}
  STATE_TIME=${TOKENS[9]} STATE_LOST=${TOKENS[13]}
  for name in ${COUNTERS[@]+"${COUNTERS[@]}"}; do
    TX_COUNT["${name}"]=${TOKENS[place]}
    place=$((place + 2))
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
