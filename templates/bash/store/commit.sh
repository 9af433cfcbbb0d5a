# commit: the end of a transaction, from changed cells to a clean state.

# Writes an entry for what the operation touched: EXIT. Returns 0 when it is committed, whatever happened after that.
commit_entry() {
  local key=null request=null answer=null seal=null span='' line='' writes='' status=0
  JOURNAL_PATHS=() JOURNAL_SIZES=() JOURNAL_LINES=()
  journal_segment
  if [[ ${JOURNAL_OFFSET} -eq 0 && ${STATE_SEQUENCE} -gt 0 ]]; then
    cold_start
    seal_digest "$((STATE_SEQUENCE / 1000))" || return 1
    seal="\"${REPLY}\""
  fi
  commit_encode || return 1
  writes=${REPLY}
  if [[ -n ${TX_KEY} && $1 -eq 0 && ${TX_OPERATION} != tick ]]; then
    keys_tokens # sets key, request, answer
  fi
  journal_prepare || return 1
  spans_around
  REPLY=null
  [[ ${TX_OPERATION} == tick ]] || spans_object "$1" "${TX_SEQUENCE}" "${TX_NOW}"
  [[ ${REPLY} == null ]] || line=${SPANS_BEFORE}${REPLY}${SPANS_AFTER}
  span=${REPLY}
  journal_line "$1" "${key}" "${request}" "${answer}" "${seal}" "${span}" "${writes}"
  span=${line} line=${REPLY}
  if ! state_write 1; then
    transaction_storage
    return 1
  fi
  if ! journal_append "${line}"; then
    commit_again "${line}" || status=$?
    [[ ${status} -eq 2 ]] || return "${status}"
  fi
  STATE_SEQUENCE=${TX_SEQUENCE} STATE_JOURNAL=$((JOURNAL_OFFSET + ${#line} + 1)) STATE_TIME=${TX_NOW} STATE_DUE=${TX_DUE}
  if journal_apply "${span}"; then
    state_line
    STATE_CLEAN=${REPLY}
    ! state_write 0 || return 0
  fi
  # Committed, but not all of it is written down.
  commit_rescue finish ||
    printf '%s: %s: done, but the disk is full; the next operation finishes the writing\n' "${PROGRAM}" "${TX_OPERATION}" >&2
  return 0
}

# Sets REPLY to the writes of the entry, joined, and lists their files.
commit_encode() {
  local each='' kind='' number='' size='' fields='' ref='' texts='' token='' all=''
  for each in ${TX_WRITES[@]+"${TX_WRITES[@]}"}; do
    kind=${each% *} number=${each#* }
    size=SLOT_${kind} fields=TEXTS_${kind}
    for fields in ${!fields}; do
      ref="f_${kind}[${number}_${fields}]"
      token=${!ref}
      [[ ${#token} -le ${TEXT_INLINE} ]] || texts+=" ${kind} ${number} ${fields}"
    done
    "${kind}_encode" "${number}" || return 1
    token=${REPLY}
    all+="${TAB},${TAB}[\"${kind}\",${number},${token}]"
    paths_slot "${kind}" "${number}"
    journal_put "${REPLY}" "${!size}" "${token}"
  done
  if [[ -n ${texts} ]]; then
    cold_start
    texts_encode "${texts}"
  fi
  for each in ${TX_OWN[@]+"${TX_OWN[@]}"}; do
    kind=${each%% *} number=${each#* }
    each=${number#* } number=${number% *}
    all+="${TAB},${TAB}[\"${kind}.id\",${number},\"${each}\"]"
    paths_named "ids/${kind}" "${each}"
    journal_put "${REPLY}" 24 "${number}"
  done
  REPLY=${all#"${TAB},${TAB}"}
}

# After a failed append of LINE: takes the part of it away, unless all of it is there. An operation that frees something
# may use the reserve for a second try. Fails with 1 when nothing was committed, with 2 when LINE is only appended.
commit_again() {
  local status=0
  commit_rescue undo || status=$?
  [[ ${status} -ne 3 ]] || return 0
  if [[ ${status} -eq 0 && " ${FREEING} " == *" ${TX_OPERATION} "* && -f ${STORE_DIR}/reserve ]]; then
    rm -f -- "${STORE_DIR}/reserve"
    ! state_write 1 || ! journal_append "$1" || return 2
    commit_rescue undo || status=$?
    [[ ${status} -ne 3 ]] || return 0
  fi
  transaction_storage
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
