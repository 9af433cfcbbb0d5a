# monitor_cold: the dashboard, again and again. No lock is held between two looks.

MONITOR_SHOWN=0 # how often it was shown

command_monitor() {
  local interval='' count='' status=0
  monitor_walk "$@" || return
  if ! monitor_words; then
    dispatch_refused monitor
    return
  fi
  run_open monitor
  trap 'RUN_SIGNAL=${RUN_SIGNAL:-129}' HUP
  trap 'RUN_SIGNAL=${RUN_SIGNAL:-130}' INT
  trap 'RUN_SIGNAL=${RUN_SIGNAL:-141}' PIPE
  trap 'RUN_SIGNAL=${RUN_SIGNAL:-143}' TERM
  monitor_repeat || status=${TX_EXIT}
  if [[ -n ${RUN_SIGNAL} ]]; then
    run_close "${RUN_SIGNAL}"
    return
  fi
  [[ ${status} -eq 0 ]] || dispatch_refused monitor
  run_close "${status}" "${SPANS_OUTCOMES[status]}"
}

# Reads the words into `interval` and `count` of the caller. Fails when there is nothing left to do.
monitor_walk() {
  words_begin monitor 0 ''
  while [[ $# -gt 0 && -z ${words_help} ]]; do
    words_used=1
    case $1 in
      --interval | --interval=*) words_value once "$@" && interval=${REPLY} ;;
      --count | --count=*) words_value once "$@" && count=${REPLY} ;;
      --json | --json=* | --print | --print=*) words_rare "${1%%=*}" ;;
      *) words_common "$@" ;;
    esac
    shift "${words_used}"
  done
  commands_end monitor
}

# Checks the words, or refuses.
monitor_words() {
  words_duration --interval "${interval}" 2000000000 || return 1
  if [[ ${REPLY} -lt 100000000 || ${REPLY} -gt 86400000000000 ]]; then
    transaction_refuse 2 "--interval: ${REPLY} is not between 100000000 and 86400000000000"
    return 1
  fi
  interval=${REPLY}
  words_integer --count "${count}" 0 1 9007199254740991 || return 1
  count=${REPLY}
}

# Shows it until it was shown `count` times, 0 for ever, or a signal comes. Fails when it was refused.
monitor_repeat() {
  local before='' mark=''
  [[ ! -t 1 ]] || mark=$'\033[H\033[2J' before=${mark}
  exec 7<> <(:) || exec 7</dev/null
  while :; do
    operation_dashboard_parse -- # no words
    reader_read operation_dashboard_steps || return 1
    [[ -z ${RUN_SIGNAL} ]] || return 0
    operation_dashboard_text
    answers_line "${before}${REPLY}" || return 1
    MONITOR_SHOWN=$((MONITOR_SHOWN + 1)) before=${mark:-$'\n'}
    [[ ${MONITOR_SHOWN} -ne ${count} ]] || return 0
    monitor_wait
    [[ -z ${RUN_SIGNAL} ]] || return 0
  done
}

# Waits for `interval`, or for a signal; in pieces, since not every version runs a trap while it reads. Nothing ever comes
# from descriptor 7; where it cannot be waited for there is sleep.
monitor_wait() {
  local left=$((interval / 1000000)) slice=0 seconds='' status=0
  while [[ ${left} -gt 0 && -z ${RUN_SIGNAL} ]]; do
    slice=$((left < 500 ? left : 500))
    left=$((left - slice)) status=0
    printf -v seconds '%d.%03d' "$((slice / 1000))" "$((slice % 1000))"
    read -r -t "${seconds}" -u 7 || status=$?
    [[ ${status} -gt 128 ]] || sleep "${seconds}" 2>/dev/null || sleep 1
  done
}

operation_monitor_span() {
  TX_SPAN=swarmsh.health.monitor REPLY=''
  spans_text swarmsh.coordination.operation monitor
  spans_number swarmsh.health.interval "${interval}"
  spans_number swarmsh.health.refresh_count "${MONITOR_SHOWN}"
  REPLY=${REPLY%,}
}
