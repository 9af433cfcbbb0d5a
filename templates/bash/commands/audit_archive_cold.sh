# audit_archive_cold: puts old sealed segments of the journal away. It loses nothing: a segment is moved by one rename, never
# onto another file, and whatever reads the journal finds it in both places.

command_audit_archive() {
  local days=''
  AWAY_MOVED=''
  words_begin audit-archive 0 ''
  while [[ $# -gt 0 && -z ${words_help} ]]; do
    words_used=1
    case $1 in
      --days | --days=*) words_value once "$@" && days=${REPLY} ;;
      --print | --print=*) words_rare "$1" ;;
      *) words_common "$@" ;;
    esac
    shift "${words_used}"
  done
  commands_end audit-archive || return
  transaction_clear
  if ! words_integer --days "${days}" 30 7 36500; then
    dispatch_refused audit-archive
    return
  fi
  days=${REPLY}
  reader_open audit-archive
  if ! reader_read away_stand || ! away_locked "${days}"; then
    AWAY_MOVED=''
    audit_refused audit-archive
    return
  fi
  reader_close 0
  REPLY="audit-archive: ${AWAY_MOVED} segments moved, ${AWAY_LEFT} left"
  [[ ${words_form} != json ]] || REPLY="{\"moved\":${AWAY_MOVED},\"left\":${AWAY_LEFT}}"
  answers_line "${REPLY}" || dispatch_refused audit-archive
}

away_stand() {
  :
}

# Moves segments that were closed more than DAYS ago, with the lock. Fails when it was refused.
away_locked() {
  local status=0 wait=${TX_WAIT}
  if ! lock_take || ! form_open || ! state_read; then
    lock_drop
    return 1
  fi
  away_run "$1" || status=1
  lock_drop
  TX_WAIT=${wait}
  return "${status}"
}

# Sets AWAY_MOVED to the number of segments that were moved, oldest first, and AWAY_LEFT to that of those that are left with
# the open one. Fails when it was refused.
away_run() {
  local number=0 oldest=0 open=$((STATE_SEQUENCE > 0 ? (STATE_SEQUENCE - 1) / 1000 + 1 : 1)) status=0
  AWAY_MOVED=0 AWAY_LEFT=1
  paths_folder journal/archive || status=$?
  [[ ${status} -ne 2 ]] || return 1
  clock_now
  oldest=$(((REPLY > STATE_TIME ? REPLY : STATE_TIME) - $1 * 86400 * 1000000000))
  for ((number = 1; number < open; number++)); do
    trail_path "${number}"
    [[ ${REPLY} != journal/archive/* ]] || continue
    if [[ ${AWAY_LEFT} -eq 1 ]]; then
      archive_closed "${number}" || return 1
    fi
    if [[ ${AWAY_LEFT} -gt 1 || ${REPLY} -ge ${oldest} ]]; then
      AWAY_LEFT=$((AWAY_LEFT + 1))
      continue
    fi
    away_move "${number}" "${status}" || return 1
    status=0 AWAY_MOVED=$((AWAY_MOVED + 1))
  done
  [[ ${AWAY_MOVED} -eq 0 || ${FORM_DURABILITY} == none ]] || sync 9>&-
}

# Moves segment NUMBER; MISSING is 1 when the folder is to be made. Fails when it was refused.
away_move() {
  local name=''
  printf -v name '%06d.jsonl' "$1"
  if [[ $2 -eq 1 ]] && ! mkdir -- "${STORE_DIR}/journal/archive" 2>/dev/null; then
    segments_denied journal/archive
    return 1
  fi
  if [[ -e ${STORE_DIR}/journal/archive/${name} || -L ${STORE_DIR}/journal/archive/${name} ]]; then
    transaction_damaged "journal/archive/${name}"
    return 1
  fi
  mv -- "${STORE_DIR}/journal/${name}" "${STORE_DIR}/journal/archive/${name}" 2>/dev/null ||
    archive_stuck "journal/${name}" journal/archive
}

operation_audit_archive_span() {
  TX_SPAN=swarmsh.audit.archive
  REPLY=''
  spans_text swarmsh.coordination.operation audit_archive
  [[ -z ${AWAY_MOVED} ]] || spans_number swarmsh.audit.segment_count "${AWAY_MOVED}"
  REPLY=${REPLY%,}
}
