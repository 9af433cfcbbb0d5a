# checkpoint_cold: what a power failure left of a durable store is put in order by the first operation after it.
#
# The file `checkpoint` says in which run of the machine that was done last, and up to which entry all files are known to
# be on the disk. Every later entry is on the disk before a file that it changes is touched, so that no file is ahead of
# the journal; files that are behind it are written anew from the entries after the checkpoint.

# The same for a query, which does not hold the lock.
checkpoint_ready() {
  local status=1
  [[ ! -d ${STORE_DIR} ]] || {
    status=0
    form_open || status=$?
  }
  if [[ ${status} -ne 0 || ${FORM_DURABILITY-} != fsync ]] || checkpoint_same; then
    TX_EXIT=''
    return 0
  fi
  lock_take || return 1
  cold_start checkpoint_settle
  checkpoint_settle || status=1
  lock_drop
  return "${status}"
}

# Notes that entry SEQUENCE is the last one, after seeing to it that all files are on the disk.
checkpoint_reach() {
  sync 9>&-
  checkpoint_write "$1"
}

# Writes the checkpoint of entry SEQUENCE, and waits until it is on the disk. Fails when it was refused.
checkpoint_write() {
  local boot='' line=''
  paths_file checkpoint || [[ $? -eq 1 ]] || return 1
  checkpoint_boot && boot=${REPLY}
  line="{\"boot\":${TAB}\"${boot}\"${TAB},\"sequence\":${TAB}$1${TAB}}"
  if ! { printf '%-127s\n' "${line}" 1<>"${STORE_DIR}/checkpoint"; } 2>/dev/null || ! journal_cut checkpoint 128; then
    transaction_storage
    return 1
  fi
  sync "${STORE_DIR}/checkpoint" "${STORE_DIR}" 2>/dev/null 9>&- || sync 9>&-
}

# Sets REPLY to what tells this run of the machine from others. Fails where the system does not say.
checkpoint_boot() {
  REPLY=''
  { read -r REPLY <"${SWARMSH_BOOT_ID_FILE:-/proc/sys/kernel/random/boot_id}"; } 2>/dev/null
  values_is_identifier "${REPLY}"
}
