# commit_cold: refusals that are to be known.

# Leaves an entry for a refusal, with no changes.
commit_refusal() {
  local exit=${TX_EXIT} message=${TX_MESSAGE}
  TX_WRITES=() TX_OWN=() TX_COUNTED=() TX_EXIT=''
  SLOTS_LINE=${STATE_CLEAN}
  state_parse # the counters as they were
  commit_entry "${exit}" || return 1
  TX_EXIT=${exit} TX_MESSAGE=${message}
}
