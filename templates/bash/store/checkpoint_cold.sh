# checkpoint_cold: what a power failure left of a durable store is put in order by the first operation after it.
#
# The file `checkpoint` says in which run of the machine that was done last, and up to which entry all files are known to
# be on the disk. Every later entry is on the disk before a file that it changes is touched, so that no file is ahead of
# the journal; files that are behind it are written anew from the entries after the checkpoint.

CHECKPOINT_MOST=1000 # entries that an operation replays by itself

# Puts a durable store in order if the machine was started since it was used last. Whoever calls holds the lock. Fails when
# it was refused: there is more to replay than an operation does by itself, or the journal is damaged.
checkpoint_settle() {
  local start=0 least=0 path=''
  [[ ${FORM_DURABILITY} == fsync ]] && ! checkpoint_same && checkpoint_boot || return 0
  checkpoint_sequence
  start=${REPLY}
  FOLD_FILES=()
  compare_found && fold_run "${start}" || return 1
  least=$((COMPARE_SEQUENCE > start ? COMPARE_SEQUENCE : start))
  if [[ ${#FOLD_DAMAGE[@]} -gt 0 || ${FOLD_SEQUENCE} -lt ${least} ]] ||
    [[ ${FOLD_SEQUENCE} -gt $((start + CHECKPOINT_MOST)) ]]; then
    printf -v path 'journal/%06d.jsonl' "$((FOLD_SEQUENCE > 0 ? (FOLD_SEQUENCE - 1) / 1000 + 1 : 1))"
    [[ ${#FOLD_DAMAGE[@]} -eq 0 ]] || path=${FOLD_DAMAGE[0]%%: *}
    transaction_damaged "${path}" repair
    return 1
  fi
  rebuild_write "${COMPARE_LOST}" ${FOLD_FILES[@]+"${!FOLD_FILES[@]}"} || return 1 # portability: table-order: each file by itself
  checkpoint_write "${FOLD_SEQUENCE}"
}

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

# Sets REPLY to the entry of the checkpoint, 0 when that is missing or does not have its form.
checkpoint_sequence() {
  local line='' number=''
  REPLY=0
  compare_read checkpoint && line=${REPLY} || line=''
  [[ -n ${line} && -z ${COMPARE_ZEROES} && ${#line} -eq 128 ]] || line=''
  number=${line##*"${TAB},\"sequence\":${TAB}"}
  number=${number%%"${TAB}"*}
  compare_whole "${number}"
  number=${line%%"${TAB},\"sequence\":${TAB}"*}
  printf -v number '%-127s\n' "${number}${TAB},\"sequence\":${TAB}${REPLY}${TAB}}"
  [[ ${number} == "${line}" && ${line} == "{\"boot\":${TAB}\""*"\"${TAB},"* ]] || REPLY=0
}
