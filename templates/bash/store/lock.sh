# lock: flock on descriptor 9, on a file that is never deleted.

# Takes the lock of the store, or refuses.
lock_take() {
  local seconds=${SWARMSH_LOCK_TIMEOUT:-30} try=''
  if ! values_whole "${seconds}" || [[ ${seconds} -lt 0 || ${seconds} -gt 86400 ]]; then
    cold_start
    lock_seconds
    return 1
  fi
  for try in 1 2; do
    if [[ ! -f ${STORE_DIR}/lock || -L ${STORE_DIR}/lock ]]; then
      cold_start
      form_lock || return 1
    fi
    { exec 9<>"${STORE_DIR}/lock"; } 2>/dev/null || {
      cold_start
      lock_closed
      return 1
    }
    flock -E 75 -w "${seconds}" 9 2>/dev/null
    case $? in
      0) ;;
      75) break ;;
      *) # there is no flock, or one that cannot wait
        cold_start
        lock_poll "${seconds}" || break
        ;;
    esac
    # Whoever replaced the file while we waited for the old one made a lock that others hold.
    [[ ! /proc/self/fd/9 -ef ${STORE_DIR}/lock && -e /proc/self/fd/9 ]] || return 0
    lock_drop
  done
  lock_drop
  [[ -z ${TX_EXIT} ]] || return 1
  clock_now
  [[ -n ${TX_WAIT} ]] || TX_WAIT=$((REPLY > TX_START ? REPLY - TX_START : 0))
  transaction_refuse 4 "the lock of the store was not obtained within ${seconds} s"
}

lock_drop() {
  exec 9>&-
}
