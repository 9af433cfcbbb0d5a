# commit: the end of a transaction, from changed cells to a clean state.

# Writes an entry for what the operation touched: EXIT. Returns 0 when it is committed, whatever happened after that.
commit_entry() {
  local key=null request=null answer=null seal=${TX_SEAL:-null} span='' place='' status=0
  JOURNAL_PATHS=() JOURNAL_SIZES=() JOURNAL_LINES=() JOURNAL_NEW=() SHELF_SLOTS=() SHELF_VALUES=()
  [[ ${#TX_COUNTED[@]} -eq 0 ]] || counts_settle || return 1
  journal_segment
  if [[ ${JOURNAL_OFFSET} -eq 0 && ${STATE_SEQUENCE} -gt 0 ]]; then
    cold_start
    seal_digest "$((STATE_SEQUENCE / 1000))" || return 1
    seal="\"${REPLY}\""
  fi
  commit_encode || return 1
  if [[ -n ${TX_KEY} && $1 -eq 0 && ${TX_OPERATION} != tick ]]; then
    keys_tokens # sets key, request, answer
  fi
  journal_prepare || return 1
  spans_around
  REPLY=null
  [[ ${TX_OPERATION} == tick ]] || spans_object "$1" "${TX_SEQUENCE}" "${TX_NOW}"
  [[ ${REPLY} == null ]] || span=${SPANS_BEFORE}${REPLY}${SPANS_AFTER}
  journal_line "$1" "${key}" "${request}" "${answer}" "${seal}" "${REPLY}"
  if ! state_write 1; then
    [[ -w ${STORE_DIR}/state ]] || paths_closed state || return 1
    transaction_storage
    return 1
  fi
  # The newline of the line is the commit.
  if ! journal_append "${STORE_DIR}/${JOURNAL_FILE}" "${JOURNAL_LINE}"; then
    commit_failed "$1" || status=$?
    return "${status}"
  fi
  place=$((JOURNAL_OFFSET + ${#JOURNAL_LINE} + 1))
  if [[ ${JOURNAL_END:-${place}} -ne ${place} ]]; then
    commit_misplaced "${#JOURNAL_LINE}" "${place}"
    return 1
  fi
  STATE_SEQUENCE=${TX_SEQUENCE} STATE_JOURNAL=${place} STATE_TIME=${TX_NOW} STATE_DUE=${TX_DUE}
  [[ ${FORM_DURABILITY} == none ]] || commit_sync ||
    transaction_refuse 1 "${STORE_DIR}: the operation is done, but may not survive a power failure" || :
  if journal_apply "${span}"; then
    state_line
    STATE_CLEAN=${REPLY}
    if state_write 0; then
      [[ $1 -ne 0 ]] || TX_HELD=${TX_MORE} # what is in memory is what is on the disk
      return 0
    fi
  fi
  commit_rescue finish ||
    printf '%s: %s: done, but the disk is full; the next operation ends the writing\n' "${PROGRAM}" "${TX_OPERATION}" >&2
  return 0
}

# Sets JOURNAL_WRITES to the writes of the entry, joined, and lists their files. Fails when it was refused.
commit_encode() {
  local each='' kind='' number='' ref='' comma='' place=0
  JOURNAL_WRITES=''
  for each in ${TX_WRITES[@]+"${TX_WRITES[@]}"}; do
    kind=${each% *}
    ref="f_${kind}[${each#* } + NUMBER]"
    number=${!ref} ref=SLOT_${kind}
    "${kind}_line" "${each#* }"
    JOURNAL_WRITES+=${comma}[\"${kind}\",${number},${REPLY}] comma=${TAB},${TAB}
    JOURNAL_PATHS[place]=records/${kind}/$((number / 1000))/${number}
    JOURNAL_SIZES[place]=${!ref}
    JOURNAL_LINES[place]=${REPLY}
    [[ -w ${STORE_DIR}/${JOURNAL_PATHS[place]} && -z ${TX_NEW["${kind}.${number}"]-} ]] ||
      JOURNAL_NEW+=("${JOURNAL_PATHS[place]}")
    place=$((place + 1))
  done
  if [[ -n ${TX_TEXTS} ]]; then
    cold_start
    texts_encode
  fi
  [[ ${#TX_OWN[@]} -eq 0 ]] || transaction_owned
  [[ ${#TX_SHELVED[@]} -eq 0 ]] || shelf_encode
}

# After a failed append of an entry with this EXIT: takes the part of the line away that is there, unless it is all of it.
# An operation that frees
# something may begin again with the room of the reserve. Fails when nothing was committed.
commit_failed() {
  local status=0
  commit_rescue undo || status=$?
  [[ ${status} -ne 3 ]] || return 0
  if [[ ${status} -eq 0 ]] && commit_free; then
    cold_start
    commit_entry "$1"
    return
  fi
  transaction_storage
}

# Gives the room of the reserve to an operation that frees something. Fails where there is none to give.
commit_free() {
  [[ " ${FREEING} " == *" ${TX_OPERATION} "* && -f ${STORE_DIR}/reserve ]] && rm -f -- "${STORE_DIR}/reserve"
}

# Takes a line of LENGTH bytes away that ends elsewhere than at PLACE, where the state says: the journal had lost something,
# or had something behind its end.
commit_misplaced() {
  local helps=doctor
  [[ ${JOURNAL_END} -gt $2 ]] || helps=repair
  journal_cut "${JOURNAL_FILE}" "$((JOURNAL_END - $1 - 1))"
  state_write 0
  transaction_damaged "${JOURNAL_FILE}" "${helps}"
}

# Lets recovery end what this process began: MODE is undo (3 when it could be finished after all) or finish. Another
# process does it where this one has not parsed how, with the lock inherited.
commit_rescue() {
  if declare -F recovery_rescue >/dev/null; then
    (recovery_rescue "$1")
  else
    SWARMSH_COLD=$1 "${BASH}" "${PRELUDE_SCRIPT}" </dev/null >/dev/null
  fi
}

# Waits until the entry is on the disk, before any file that it changes is touched: a power failure must not leave files
# that are ahead of the journal. The first entry of a segment moves the checkpoint.
commit_sync() {
  if [[ $((STATE_SEQUENCE % 1000)) -ne 1 ]]; then
    sync -d -- "${STORE_DIR}/${JOURNAL_FILE}" 2>/dev/null 9>&- || commit_sync_all
  elif [[ ${STATE_SEQUENCE} -eq 1 ]]; then
    sync 9>&-
  else # all is parsed: the segment before was sealed
    checkpoint_reach "$((STATE_SEQUENCE - 1))"
  fi
}

# Syncs everything, where sync takes no file. Fails where it does, since it was the file then.
commit_sync_all() {
  ! sync -d -- "${STORE_DIR}/format" 2>/dev/null 9>&- && sync 9>&-
}
