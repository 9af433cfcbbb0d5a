# reserve_cold: 1 MiB of a store that is given back to the disk when the disk is full, so that what was begun can be
# ended. Its bytes are random, since some file systems store nothing for bytes that repeat.

# Makes the reserve, under another name first, so that there is never a part of it; or takes away what fitted and fails.
reserve_make() {
  paths_file reserve || [[ $? -eq 1 ]] || return 1
  paths_file reserve.new || [[ $? -eq 1 ]] || return 1
  if dd if=/dev/urandom "of=${STORE_DIR}/reserve.new" bs=65536 count=16 2>/dev/null; then
    mv -f -- "${STORE_DIR}/reserve.new" "${STORE_DIR}/reserve" 2>/dev/null && return 0
  fi
  reserve_free
  return 1
}

# Gives the room back to the disk.
reserve_free() {
  rm -f -- "${STORE_DIR}/reserve" "${STORE_DIR}/reserve.new" 2>/dev/null
}

# Makes a missing reserve again. Without room for it only operations that free something may go on.
reserve_need() {
  reserve_make && return 0
  [[ -z ${TX_EXIT} ]] || return 1
  [[ " ${FREEING} " == *" ${TX_OPERATION} "* ]] || transaction_storage
}
