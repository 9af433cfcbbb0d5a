# lock_cold: the lock where there is no flock that can wait, and the lock that readers share.

# Tries for at most SECONDS, with a flock that cannot wait or with perl on the inherited descriptor. HOW is x or s.
lock_poll() {
  local how=${2:-x} elapsed=0 pause=1 status=0
  while :; do
    status=0
    flock -n "-${how}" 9 2>/dev/null || status=$?
    if [[ ${status} -ge 126 ]]; then
      lock_perl "${how}" && return 0
      [[ -z ${TX_EXIT} ]] || return 1
    fi
    [[ ${status} -ne 0 ]] || return 0
    [[ ${elapsed} -lt $(($1 * 1000)) ]] || return 1
    pause=$((pause < 20 ? pause * 2 : 20))
    printf -v status '0.%03d' "${pause}"
    sleep "${status}" 9>&- || return 1
    elapsed=$((elapsed + pause))
  done
}

# Tries once with perl, which leaves the lock on the descriptor it shares with this shell.
lock_perl() {
  local number=6 status=0
  [[ $1 == x ]] || number=5
  perl -e 'open(my $lock, "+<&=", 9) or open($lock, "<&=", 9) or exit 2; exit(flock($lock, $ARGV[0]) ? 0 : 1)' \
    "${number}" 2>/dev/null || status=$?
  [[ ${status} -gt 1 ]] || return "${status}"
  transaction_refuse 4 'there is no program to lock with; install flock (util-linux) or perl'
}

# Takes the lock against writers only; no permission to write is needed.
lock_share() {
  local status=0 seconds=${1:-30}
  paths_file lock || return 1
  if ! { exec 9<"${STORE_DIR}/lock"; } 2>/dev/null; then
    transaction_refuse 5 "${STORE_DIR}/lock: permission denied"
    return 1
  fi
  flock -s -E 75 -w "${seconds}" 9 2>/dev/null || status=$?
  case ${status} in
    0) return 0 ;;
    75) ;;
    *)
      lock_poll "${seconds}" s && return 0
      [[ -z ${TX_EXIT} ]] || return 1
      ;;
  esac
  lock_drop
  transaction_refuse 4 "the lock of the store was not obtained within ${seconds} s"
}

# Refuses a lock that could not be opened. bash does not say why; where the caller may, it is for want of storage.
lock_closed() {
  if [[ -r ${STORE_DIR}/lock && -w ${STORE_DIR}/lock ]]; then
    transaction_storage
  else
    transaction_refuse 5 "${STORE_DIR}/lock: permission denied"
  fi
}

# Refuses what SWARMSH_LOCK_TIMEOUT says, if it is no number of seconds. Sets REPLY to it.
lock_seconds() {
  values_integer "${SWARMSH_LOCK_TIMEOUT:-30}" 0 86400 || transaction_refuse 2 "SWARMSH_LOCK_TIMEOUT: ${REPLY}"
}
