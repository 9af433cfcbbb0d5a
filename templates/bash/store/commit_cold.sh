# commit_cold: refusals that are to be known, and durability.

# Leaves an entry for a refusal, with no changes.
commit_refusal() {
  local exit=${TX_EXIT} message=${TX_MESSAGE}
  TX_WRITES=() TX_OWN=() TX_EXIT=''
  slots_split "${STATE_CLEAN}"
  state_parse # the counters as they were
  commit_entry "${exit}" || return 1
  TX_EXIT=${exit} TX_MESSAGE=${message}
}

# Waits until the entry is on the disk; at a change of segments also those before it.
commit_sync() {
  if [[ $((STATE_SEQUENCE % 1000)) -eq 1 ]]; then
    sync 9>&-
  else
    sync -d "${STORE_DIR}/${JOURNAL_FILE}" 2>/dev/null 9>&- || sync 9>&-
  fi
}
