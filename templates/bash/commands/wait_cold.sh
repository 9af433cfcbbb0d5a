# wait_cold: trying again until there is something, or the time is over. The lock is not held meanwhile.

# Runs OPERATION again while it is refused for something that may pass, for words_wait ns: the pauses double from 100 ms to
# 1 s. What a pause took is what it was asked to take; nothing here reads a clock. words_wait is the time that is left:
# while there is some, a try that was refused so leaves no span.
wait_run() {
  local pause=100000000 rest='' seconds=''
  while [[ ${TX_MARK} == again && ${words_wait} -gt 0 ]]; do
    rest=$((pause < words_wait ? pause : words_wait))
    printf -v seconds '%d.%09d' "$((rest / 1000000000))" "$((rest % 1000000000))"
    if ! sleep "${seconds}" 2>/dev/null && ! sleep 1; then
      words_wait=0
      spans_side "${TX_EXIT}"
      return "${TX_EXIT}"
    fi
    words_wait=$((words_wait - rest)) pause=$((pause * 2 < 1000000000 ? pause * 2 : 1000000000))
    ! transaction_run "$1" || return 0
  done
  return "${TX_EXIT}"
}
