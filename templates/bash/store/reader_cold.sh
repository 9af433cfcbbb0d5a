# reader_cold: queries. They read without the lock, and read again when an operation came between.

READER_TRIES=20

# Runs the query whose words have been read into a_ and o_. Returns its exit code; the reply is in r_, or the reason in
# TX_MESSAGE. TX_PROBLEM is 11 when the reply tells of a problem.
reader_run() {
  reader_open "$1"
  TX_PROBLEM=''
  if reader_read "operation_${1//-/_}_steps" && [[ " ${JUDGING} " == *" $1 "* ]]; then
    ! "operation_${1//-/_}_problem" || TX_PROBLEM=11
  fi
  [[ -n ${TX_EXIT} || -z ${words_output} ]] || output_write "${1//-/_}" || :
  reader_close "${TX_PROBLEM:-0}"
  return "${TX_EXIT:-0}"
}

# Begins an invocation that is no operation of the pattern's own: NAME.
reader_open() {
  transaction_clear
  TX_OPERATION=$1 TX_REPEATED=false TX_WAIT='' TX_DUE_COUNT=0 TX_NOW='' TX_SPAN='' TX_KEY=''
  spans_open
  clock_now
  TX_START=${REPLY}
}

# Ends a query, whose span ends now: EXIT, which does not count when it was refused.
reader_close() {
  TX_WAIT=''
  [[ -n ${SPANS_ID} ]] || return 0
  clock_now
  [[ ${REPLY} -ge ${TX_NOW:-0} ]] || REPLY=${TX_NOW}
  spans_side "${TX_EXIT:-$1}" "${REPLY}"
}

# Calls FUNCTION so that all it reads is of one moment. It may be called several times, and is then to start anew.
# Fails when it was refused.
reader_read() {
  local try=0 status=0 seen=''
  transaction_clear
  checkpoint_ready || return 1
  while [[ ${try} -lt ${READER_TRIES} ]]; do
    try=$((try + 1))
    transaction_clear
    if reader_begin; then
      [[ ${STATE_DIRTY} -eq 0 ]] || continue
      seen=${READER_SEEN} status=0
      "$1" || status=1
      reader_end "${seen}" || continue
      return "${status}"
    fi
    # What looks damaged may have been read while it was written; under the lock this tells.
    [[ ${TX_EXIT} -eq 9 ]] || return 1
  done
  reader_locked "$1"
}

# Reads `format` and `state`, or refuses.
reader_begin() {
  local status=1
  [[ ! -d ${STORE_DIR} ]] || {
    status=0
    form_open || status=$?
  }
  if [[ ${status} -eq 1 ]]; then
    transaction_refuse 12 "there is no store in ${STORE_DIR}"
    return 1
  fi
  [[ ${status} -eq 0 ]] && state_read || return 1
  READER_SEEN=${SLOTS_LINE}
  clock_now
  TX_NOW=${REPLY}
  recovery_clock || return 1
  [[ ${TX_NOW} -ge ${STATE_TIME} ]] || TX_NOW=${STATE_TIME}
  TX_DUE=${STATE_DUE} TX_SEQUENCE=${STATE_SEQUENCE}
}

# True when `state` still is as it was SEEN.
reader_end() {
  local line=''
  { IFS=' ' read -r line <"${STORE_DIR}/state"; } 2>/dev/null || line='' # without padding, as slots_read has it
  [[ ${line} == "$1" ]]
}

# Calls FUNCTION while nobody can write.
reader_locked() {
  local try=0 status=0
  while [[ ${try} -lt ${READER_TRIES} ]]; do
    try=$((try + 1))
    transaction_clear
    lock_seconds && lock_share "${REPLY}" || return 1
    if ! reader_begin; then
      lock_drop
      return 1
    fi
    if [[ ${STATE_DIRTY} -eq 1 && -w ${STORE_DIR}/lock && -w ${STORE_DIR}/state ]]; then
      lock_drop
      reader_recover || return 1
      continue
    fi
    [[ ${STATE_DIRTY} -eq 0 ]] || reader_overlay || status=1
    [[ ${status} -ne 0 ]] || "$1" || status=1
    lock_drop
    SLOTS_OVERLAY=() SHELF_OVERLAY=()
    return "${status}"
  done
  transaction_refuse 4 "the store was written all the time"
}

# Ends what an interrupted operation began.
reader_recover() {
  local status=0
  lock_take || return 1
  transaction_clear
  if reader_begin && [[ ${STATE_DIRTY} -eq 1 ]]; then
    recovery_run || :
  fi
  lock_drop
  [[ -z ${TX_EXIT} ]]
}

# For who may not write: the interrupted operation's entry counts, if it is whole.
reader_overlay() {
  local place=0
  recovery_tail || return 1
  [[ -n ${REPLY} ]] || return 0
  if ! journal_parse "${REPLY}"; then
    transaction_damaged "${JOURNAL_FILE}" repair
    return 1
  fi
  while [[ ${place} -lt ${#JOURNAL_PATHS[@]} ]]; do
    SLOTS_OVERLAY["${JOURNAL_PATHS[place]}"]=${JOURNAL_LINES[place]}
    place=$((place + 1))
  done
  shelf_overlay
  journal_counts
  STATE_SEQUENCE=$((STATE_SEQUENCE + 1)) TX_SEQUENCE=${STATE_SEQUENCE}
  [[ ${TX_NOW} -ge ${ENTRY_TIME} ]] || TX_NOW=${ENTRY_TIME}
}
