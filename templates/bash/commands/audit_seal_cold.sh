# audit_seal_cold: an entry with the digest of what the open segment of the journal holds before it.

command_audit_seal() {
  audit_words audit-seal "$@" || return
  reader_open audit-seal
  SEAL_LAST=''
  if ! paths_file format; then
    [[ -n ${TX_EXIT} ]] || transaction_refuse 12 "there is no store in ${STORE_DIR}"
    dispatch_refused audit-seal
    return
  fi
  if ! audit_seal; then
    lock_drop
    spans_side "${TX_EXIT}"
    dispatch_refused audit-seal
    return
  fi
  lock_drop
  if [[ ${words_form} == json ]]; then
    REPLY="{\"segment\":${SEAL_SEGMENT},\"last_sequence\":${SEAL_LAST},\"hash\":${TX_SEAL},\"sequence\":${STATE_SEQUENCE}}"
  else
    REPLY="audit-seal: segment ${SEAL_SEGMENT} up to entry ${SEAL_LAST}: ${TX_SEAL//\"/}"
  fi
  answers_line "${REPLY}" || dispatch_refused audit-seal
}

# Leaves the entry. Fails when it was refused.
audit_seal() {
  local path=''
  transaction_begin || return 1
  if [[ ${STATE_SEQUENCE} -eq 0 ]]; then
    transaction_refuse 12 "the journal of ${STORE_DIR} has no entries"
    return 1
  fi
  SEAL_SEGMENT=$(((STATE_SEQUENCE - 1) / 1000 + 1))
  printf -v path 'journal/%06d.jsonl' "${SEAL_SEGMENT}"
  if ! paths_file "${path}"; then
    [[ -n ${TX_EXIT} ]] || transaction_damaged "${path}" repair
    return 1
  fi
  trail_digest "${path}" "${STATE_JOURNAL}" || return 1
  SEAL_LAST=${STATE_SEQUENCE} TX_SEAL="\"${REPLY}\""
  commit_entry 0
}

operation_audit_seal_span() {
  TX_SPAN=swarmsh.audit.seal
  REPLY=''
  spans_text swarmsh.coordination.operation audit_seal
  if [[ -n ${SEAL_LAST} ]]; then
    spans_number swarmsh.audit.segment "${SEAL_SEGMENT}"
    spans_text swarmsh.audit.hash "${TX_SEAL//\"/}"
    spans_number swarmsh.audit.last_sequence "${SEAL_LAST}"
  fi
  REPLY=${REPLY%,}
}
