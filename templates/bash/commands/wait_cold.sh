# wait_cold: trying again until there is something, or the time is over. The lock is not held meanwhile.

# Runs OPERATION again while it finds nothing, for words_wait ns: the pauses double from 100 ms to 1 s. What a pause took
# is what it was asked to take; nothing here reads a clock.
wait_run() {
  local left=${words_wait} pause=100000000 rest='' seconds=''
  while [[ ${TX_EXIT} -eq 7 && ${left} -gt 0 ]]; do
    rest=$((pause < left ? pause : left))
    printf -v seconds '%d.%09d' "$((rest / 1000000000))" "$((rest % 1000000000))"
    sleep "${seconds}" 2>/dev/null || sleep 1 || return "${TX_EXIT}"
    left=$((left - rest)) pause=$((pause * 2 < 1000000000 ? pause * 2 : 1000000000))
    ! transaction_run "$1" || return 0
  done
  return "${TX_EXIT}"
}
