# recovery_cold: ends what an interrupted operation began. May itself be interrupted at any point.

# With the lock held and `state` read: brings the store to where operations can run.
recovery_mend() {
  [[ ${STATE_DIRTY} -eq 0 ]] || recovery_run || return 1
  recovery_clock || return 1
  [[ -s ${STORE_DIR}/reserve && -f ${STORE_DIR}/reserve && ! -L ${STORE_DIR}/reserve ]] || reserve_need
}

# Refuses a clock that is far behind the last entry.
recovery_clock() {
  [[ ${STATE_TIME} -gt $((TX_NOW + 600000000000)) ]] || return 0
  transaction_refuse 9 "the last entry of the store is more than 10 minutes ahead of the clock; run \"${PROGRAM} \
doctor --accept-clock\""
}

# With the lock held and `state` read as dirty: completes the entry after it when its line is whole, else takes it away.
# Sets RECOVERY to done or undone. Fails when it was refused.
recovery_run() {
  RECOVERY=undone
  [[ ! -d ${STORE_DIR}/redact && ! -d ${STORE_DIR}/redact.new ]] ||
    { cold_start redaction_finish && redaction_finish; } || return 1
  recovery_tail || return 1
  if [[ -n ${REPLY} ]]; then
    recovery_redo "${REPLY}" || return 1
  else
    recovery_traces || return 1
    # dd may hide that it failed, so the file is measured.
    journal_cut "${JOURNAL_FILE}" "${JOURNAL_OFFSET}" || :
    recovery_size "${JOURNAL_FILE}" || return 1
    if [[ ${REPLY} -ne ${JOURNAL_OFFSET} ]] || ! state_write 0; then
      transaction_storage
      return 1
    fi
  fi
  state_read
}

# Sets REPLY to the line of the entry after a dirty state, without its newline, or to nothing when it is not whole.
# Fails when it was refused.
recovery_tail() {
  local lines=() size=0
  journal_segment
  recovery_size "${JOURNAL_FILE}" || return 1
  size=${REPLY}
  REPLY=''
  if [[ ${size} -lt ${JOURNAL_OFFSET} ]]; then
    transaction_damaged "${JOURNAL_FILE}" repair
    return 1
  fi
  [[ ${size} -gt ${JOURNAL_OFFSET} ]] || return 0
  # The mark at the end says that nothing of it is missing. No journal holds such a byte. It has a line of its own, since
  # mapfile drops the rest of a line after a NUL, and a disk that lost power leaves zeros where data never came.
  mapfile -n 4 lines < <(exec 2>/dev/null 9>&- && tail -c "+$((JOURNAL_OFFSET + 1))" "${STORE_DIR}/${JOURNAL_FILE}" &&
    printf '\n\001')
  if [[ ${#lines[@]} -lt 4 && ${lines[*]:${#lines[@]}-1} != *$'\001' ]]; then
    recovery_unread "${JOURNAL_FILE}"
    return 1
  fi
  [[ ${#lines[@]} -eq 3 && ${lines[1]} == $'\n' && ${lines[2]} == $'\001' ]] || return 0
  ! recovery_whole "${lines[0]}" "$((size - JOURNAL_OFFSET))" || REPLY=${lines[0]%$'\n'}
}

# Sets REPLY to the bytes of a PATH, 0 when there is no file. Fails when it was refused.
recovery_size() {
  local status=0
  REPLY=0
  paths_file "$1" || status=$?
  [[ ${status} -ne 1 ]] || return 0
  [[ ${status} -eq 0 ]] || return 1
  REPLY=$(exec 2>/dev/null 9>&- && wc -c <"${STORE_DIR}/$1") || REPLY=''
  REPLY=${REPLY//[!0-9]/}
  [[ -n ${REPLY} ]] || recovery_unread "$1"
}

# Refuses to go on without a PATH that a helper could not read: an entry must not be taken for torn because of that.
recovery_unread() {
  transaction_refuse 10 "${STORE_DIR}/$1 could not be read; nothing was changed"
}

# True when LINE is SIZE bytes long, newline included, and the whole entry after STATE_SEQUENCE.
recovery_whole() {
  [[ ${#1} -eq $2 && $1 == "{\"sequence\":${TAB}$((STATE_SEQUENCE + 1))${TAB},"* && $1 == *"${TAB}]}"$'\n' ]]
}

# Takes away the span of the entry, if it is there.
recovery_traces() {
  recovery_size "${JOURNAL_TRACES}" || return 1
  [[ ${REPLY} -le ${JOURNAL_TRACED} ]] || journal_cut "${JOURNAL_TRACES}" "${JOURNAL_TRACED}"
}

# Does what the author of LINE had not done yet.
recovery_redo() {
  local span=''
  if ! journal_parse "$1"; then
    transaction_damaged "${JOURNAL_FILE}" repair
    return 1
  fi
  journal_prepare || return 1
  recovery_traces || return 1
  # Its author may not have waited for the disk.
  [[ ${FORM_DURABILITY} == none ]] || checkpoint_reach "${STATE_SEQUENCE}" || return 1
  [[ ${#SHELF_SLOTS[@]} -eq 0 ]] || shelf_check || return 1
  spans_around
  [[ ${ENTRY_SPAN} == null ]] || span=${SPANS_BEFORE}${ENTRY_SPAN}${SPANS_AFTER}
  if ! journal_apply "${span}"; then
    reserve_free
    if ! journal_apply "${span}"; then
      transaction_storage
      return 1
    fi
  fi
  STATE_SEQUENCE=$((STATE_SEQUENCE + 1)) STATE_JOURNAL=$((JOURNAL_OFFSET + ${#1} + 1)) STATE_TIME=${ENTRY_TIME}
  journal_counts
  state_line
  STATE_CLEAN=${REPLY}
  RECOVERY="done"
  state_write 0 || transaction_storage
}

# For an operation that could not go on, in a process of its own that inherited the lock: MODE is undo, or finish, which
# may use the reserve. Returns 0, or 3 when the entry to undo was complete.
recovery_rescue() {
  TX_EXIT=''
  [[ $1 != finish ]] || reserve_free
  form_open && state_read || return 1
  [[ ${STATE_DIRTY} -eq 1 ]] || return 0
  recovery_run || return 1
  [[ $1 != undo || ${RECOVERY} != "done" ]] || return 3
}

# Before the operations that are not hot: a process that was started for nothing else does that.
recovery_start() {
  case ${PRELUDE_COLD} in
    undo | finish)
      recovery_rescue "${PRELUDE_COLD}"
      exit
      ;;
    *) ;;
  esac
}
