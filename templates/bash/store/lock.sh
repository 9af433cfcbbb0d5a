# lock: flock on descriptor 9, on a file that is never deleted.

# Takes the lock of the store, or refuses.
lock_take() {
  local seconds=30 try=''
  if [[ -n ${SWARMSH_LOCK_TIMEOUT-} ]]; then
    if ! values_integer "${SWARMSH_LOCK_TIMEOUT}" 0 86400; then
      transaction_refuse 2 "SWARMSH_LOCK_TIMEOUT: ${REPLY}"
      return 1
    fi
    seconds=${REPLY}
  fi
  for try in 1 2; do
    if [[ ! -f ${STORE_DIR}/lock || -L ${STORE_DIR}/lock ]]; then
      cold_start
      form_lock || return 1
    fi
    if ! { exec 9<>"${STORE_DIR}/lock"; } 2>/dev/null; then
      transaction_refuse 5 "${STORE_DIR}/lock: permission denied"
      return 1
    fi
    lock_wait "${seconds}" || return 1
    # Whoever replaced the file while we waited for the old one made a lock that others hold.
    [[ ! /proc/self/fd/9 -ef ${STORE_DIR}/lock && -e /proc/self/fd/9 ]] || return 0
    lock_drop
  done
  lock_late "${seconds}"
}

# Waits at most SECONDS for the lock on descriptor 9.
lock_wait() {
  flock -E 75 -w "$1" 9 2>/dev/null
  case $? in
    0) return 0 ;;
    75) ;;
    *) # there is no flock, or one that cannot wait
      cold_start
      lock_poll "$1" && return 0
      [[ -z ${TX_EXIT} ]] || return 1
      ;;
  esac
  lock_late "$1"
}

lock_late() {
  lock_drop
  clock_now
  [[ -n ${TX_WAIT} ]] || TX_WAIT=$((REPLY > TX_START ? REPLY - TX_START : 0))
  transaction_refuse 4 "the lock of the store was not obtained within $1 s"
}

lock_drop() {
  exec 9>&-
}
