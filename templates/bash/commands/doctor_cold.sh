# doctor_cold: what this host and the store have and lack.

DOCTOR_ROOM=16 # MiB below which a disk counts as nearly full

command_doctor() {
  local report='' failed=''
  words_begin doctor 0 ''
  while [[ $# -gt 0 && -z ${words_help} ]]; do
    words_used=1
    case $1 in
      --accept-clock | --accept-clock=*) words_flag "$1" ;;
      --json | --json=* | --print | --print=*) words_rare "$1" ;;
      *) words_common "$@" ;;
    esac
    shift "${words_used}"
  done
  commands_end doctor || return
  transaction_clear
  if [[ ${words_given} == *' --accept-clock '* ]] && ! doctor_accept; then
    spans_side "${TX_EXIT}"
    dispatch_refused doctor
    return
  fi
  TX_EXIT=''
  doctor_check ok bash "${BASH_VERSION%%[!0-9.]*}"
  doctor_lock
  doctor_store
  if ! answers_line "${report%$'\n'}"; then
    dispatch_refused doctor
    return
  fi
  [[ -z ${failed} ]] || return 11
}

# Adds a line of the report: VERDICT NAME TEXT.
doctor_check() {
  local line=''
  printf -v line '%-4s %s: %s' "$@"
  report+=${line}$'\n'
  [[ $1 != fail ]] || failed=yes
}

# The program that locks: flock with -w, flock that must be asked again and again, or perl.
doctor_lock() {
  if flock -E 75 -w 1 /dev/null true 2>/dev/null 9>&-; then
    doctor_check ok lock flock
  elif command -v flock >/dev/null; then
    doctor_check ok lock 'flock without -w'
  elif command -v perl >/dev/null; then
    doctor_check warn lock 'perl; flock (util-linux) is faster'
  else
    doctor_check fail lock 'there is none; install flock (util-linux) or perl'
  fi
}

doctor_store() {
  local status=0
  if [[ ! -e ${STORE_DIR} ]]; then
    doctor_check warn 'data directory' "${STORE_DIR} is not there yet"
    return 0
  elif [[ ! -d ${STORE_DIR} ]]; then
    doctor_check fail 'data directory' "${STORE_DIR} is not a folder"
    return 0
  fi
  form_mode
  if [[ ${FORM_SHARED} == false && ! -O ${STORE_DIR} ]]; then
    doctor_check fail 'data directory' "${STORE_DIR} belongs to another user"
    return 0
  elif [[ ${FORM_SHARED} == true ]]; then
    doctor_check ok 'data directory' "${STORE_DIR}, shared by a group"
  else
    doctor_check ok 'data directory' "${STORE_DIR}"
  fi
  form_open || status=$?
  case ${status} in
    0) doctor_check ok format "pattern ${PATTERN}, layout ${LAYOUT}" && doctor_state ;;
    1) doctor_check warn format 'there is no store yet' ;;
    *) doctor_check fail format "${TX_MESSAGE}" ;;
  esac
  doctor_space "${status}"
}

# The state and the end of the journal, under the lock, so that nothing is in between.
doctor_state() {
  TX_START=0
  if ! lock_take || ! state_read; then
    doctor_check fail state "${TX_MESSAGE}"
    lock_drop
    return 0
  fi
  clock_now
  if [[ ${STATE_TIME} -gt $((REPLY + 600000000000)) ]]; then
    doctor_check fail state \
      'the last entry is more than 10 minutes ahead of the clock; --accept-clock takes the clock'
  elif [[ ${STATE_DIRTY} -eq 1 ]]; then
    doctor_check warn state 'an operation was interrupted; the next one ends its writing'
  elif [[ ${STATE_LOST} -gt 0 ]]; then
    doctor_check warn state "${STATE_SEQUENCE} entries, ${STATE_LOST} spans lost"
  else
    doctor_check ok state "${STATE_SEQUENCE} entries"
  fi
  doctor_journal
  lock_drop
}

# The segment that the last entry is in: its length, and the form of its lines.
doctor_journal() {
  local entries=() path='' size=0
  if [[ ${STATE_SEQUENCE} -eq 0 ]]; then
    doctor_check ok journal empty
    return 0
  fi
  printf -v path 'journal/%06d.jsonl' "$(((STATE_SEQUENCE - 1) / 1000 + 1))"
  o_since='' o_operation='' o_agent='' o_subject='' o_work=''
  if ! audit_walk "$(((STATE_SEQUENCE - 1) / 1000 * 1000 + 1))" "${STATE_SEQUENCE}" || ! recovery_size "${path}"; then
    doctor_check fail journal "${TX_MESSAGE}"
    return 0
  fi
  size=${REPLY} path=${STORE_DIR}/${path}
  if [[ ${size} -lt ${STATE_JOURNAL} ]] || [[ ${size} -gt ${STATE_JOURNAL} && ${STATE_DIRTY} -eq 0 ]]; then
    doctor_check fail journal "${path} has ${size} bytes, not ${STATE_JOURNAL}"
  else
    doctor_check ok journal "${path}, ${size} bytes"
  fi
}

# The room that is left: STATUS is 1 when there is no store yet.
doctor_space() {
  local free='' line='' verdict=ok
  { IFS= read -r line && read -r line line line free line; } < <(df -Pk "${STORE_DIR}" 2>/dev/null 9>&-) || :
  if [[ -z ${free} || ${free} == *[!0-9]* ]]; then
    doctor_check warn space 'df does not tell'
    return 0
  fi
  free=$((free / 1024))
  [[ ${free} -ge ${DOCTOR_ROOM} ]] || verdict=warn
  if [[ $1 -ne 1 && ! -s ${STORE_DIR}/reserve ]]; then
    doctor_check warn space "${free} MiB free; the reserve is used up"
  else
    doctor_check "${verdict}" space "${free} MiB free"
  fi
}

# Takes the clock as it is, although the last entry is later, and leaves an entry that says so. Fails when refused.
doctor_accept() {
  local status=0
  reader_open doctor
  if [[ ! -d ${STORE_DIR} || ! -f ${STORE_DIR}/format ]]; then
    transaction_refuse 12 "there is no store in ${STORE_DIR}"
    return 1
  fi
  lock_take || return 1
  clock_now
  TX_NOW=${REPLY} TX_WAIT=$((REPLY > TX_START ? REPLY - TX_START : 0))
  if ! form_open || ! checkpoint_settle || ! state_read || { [[ ${STATE_DIRTY} -eq 1 ]] && ! recovery_run; }; then
    lock_drop
    return 1
  fi
  doctor_due && commit_entry 0 || status=$?
  lock_drop
  return "${status}"
}

# Moves what is due by the clock that is accepted, as any operation does before it runs.
doctor_due() {
  while :; do
    TX_DUE=${STATE_DUE} TX_SEQUENCE=$((STATE_SEQUENCE + 1))
    [[ -n ${TX_DUE} && ${TX_DUE} -le ${TX_NOW} ]] || return 0
    due_advance || return 1
    [[ ${REPLY} == tick ]] || return 0
    transaction_clear
  done
}

operation_doctor_span() {
  TX_SPAN=swarmsh.coordination.doctor
  REPLY='{"key":"swarmsh.coordination.operation","value":{"stringValue":"doctor"}}'
}
