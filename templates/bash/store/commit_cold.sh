# commit_cold: refusals that are to be known.

# Leaves an entry for a refusal, with no changes.
commit_refusal() {
  local exit=${TX_EXIT} message=${TX_MESSAGE}
  TX_WRITES=() TX_OWN=() TX_COUNTED=() TX_SHELVED=() TX_EXIT=''
  SLOTS_LINE=${STATE_CLEAN}
  state_parse # the counters as they were
  commit_entry "${exit}" || return 1
  TX_EXIT=${exit} TX_MESSAGE=${message}
}

# Sets REPLY to COUNT cells of a KIND from AT on, joined. A slice takes a time that grows with all cells that are loaded,
# so that a thousand records would take minutes; cells that stand side by side are each a step away.
commit_join() {
  local each=$2 end=$(($2 + $3)) ref='' line=''
  while [[ ${each} -lt ${end} ]]; do
    ref="f_$1[${each}]"
    line+=${TAB}${!ref} each=$((each + 1))
  done
  REPLY=${line#"${TAB}"}
}
