# stats_cold: how many operations there were, how they ended and how long they took, from their spans.

operation_stats_parse() {
  o_window='' r_spans='' r_success='' r_p50='' r_p95=''
  words_begin stats 0 ''
  while [[ $# -gt 0 && -z ${words_help} ]]; do
    words_used=1
    case $1 in
      --window | --window=*) words_value once "$@" && o_window=${REPLY} ;;
      --print | --print=*) words_rare "$1" ;;
      *) words_common "$@" ;;
    esac
    shift "${words_used}"
  done
  words_walked && words_enum --window "${o_window}" 24h 1h 24h 7d all || return 1
  o_window=${REPLY}
}

operation_stats_span() {
  TX_SPAN=swarmsh.telemetry.stats
  REPLY=''
  spans_text swarmsh.coordination.operation stats
  spans_text swarmsh.telemetry.window "${o_window}"
  if [[ -n ${r_spans} ]]; then
    spans_number swarmsh.telemetry.span_count "${r_spans}"
    spans_number swarmsh.telemetry.success_rate "${r_success}"
    spans_number swarmsh.telemetry.latency.p50 "${r_p50}"
    spans_number swarmsh.telemetry.latency.p95 "${r_p95}"
  fi
  REPLY=${REPLY%,}
}

# Sets WINDOW_ANSWER to what the spans of the window come to. Fails when it was refused.
operation_stats_after() {
  local since='' scanned='' rows=() foreign='' first='' total=() rates=() length=0 IFS=$'\n'
  stats_tools || return 1
  window_start "${o_window}"
  since=${REPLY}
  stats_scanned || return 1
  # shellcheck disable=SC2206 # to be split; globbing is off
  rows=(${scanned})
  IFS=' '
  foreign=${rows[0]%% *} first=${rows[0]#* }
  # shellcheck disable=SC2206
  total=(${rows[1]})
  if [[ ${total[0]} -eq 0 ]]; then
    stats_none
    return 1
  fi
  [[ ${o_window} != all ]] || since=${first}
  length=$(((TX_NOW - since) / 1000000))
  [[ ${length} -ge 1000 ]] || length=1000
  stats_rates "${total[@]}"
  r_spans=${total[0]} r_success=${rates[0]} r_p50=${total[2]} r_p95=${total[3]}
  if [[ ${words_form} == json ]]; then
    stats_json
  else
    stats_text
  fi
}

# Fails, refused, when a program is missing.
stats_tools() {
  local each=''
  for each in awk sort tr cat; do
    type -P "${each}" >/dev/null || transaction_refuse 11 "there is no ${each}; install it" || return 1
  done
}

# Sets `scanned` of the caller to what scan_run prints of the spans since `since`. Fails when it was refused.
stats_scanned() {
  local try=0 status=0 each='' moved=''
  while [[ ${try} -lt 20 ]]; do
    try=$((try + 1)) status=0 moved=''
    window_files "${since}" || status=$?
    [[ ${status} -ne 2 ]] || return 1
    if [[ ${status} -eq 0 ]]; then
      ! scanned=$(scan_run "${since}") || return 0
      for each in ${WINDOW_FILES[@]+"${WINDOW_FILES[@]}"}; do
        [[ -e ${STORE_DIR}/telemetry/${each} ]] || moved=yes
      done
      [[ -n ${moved} ]] || transaction_storage || return 1
    fi
    sleep 0.1 2>/dev/null || sleep 1 # one was put away, and others with it
  done
  transaction_refuse 4 'the files of spans were moved all the time'
}

# Refuses for want of spans.
stats_none() {
  local message='there are no spans'
  [[ ${o_window} == all ]] || message+=" of the last ${o_window}"
  [[ ${foreign} -eq 0 ]] || message+="; ${foreign} lines are no spans of this store"
  transaction_refuse 12 "${message}"
}

# Sets `rates` of the caller to the success in tenths of a percent and the hundredths an hour, rounded half up, of COUNT spans with
# ERRORS in the `length` (ms) of the caller.
stats_rates() {
  rates=("$(((2 * ($1 - $2) * 1000 + $1) / (2 * $1)))" "$(((2 * $1 * 360000000 + length) / (2 * length)))")
}

# Sets WINDOW_ANSWER to the answer of the caller as JSON.
stats_json() {
  local text='' each='' row=()
  for each in "${rows[@]:2}"; do
    # shellcheck disable=SC2206 # to be split; globbing is off
    row=(${each})
    stats_members "${row[@]:1}"
    text+=",{\"operation\":\"${row[0]}\",${REPLY}}"
  done
  WINDOW_ANSWER="{\"window\":\"${o_window}\""
  json_number "${since}"
  WINDOW_ANSWER+=",\"from\":${REPLY}"
  json_number "${TX_NOW}"
  WINDOW_ANSWER+=",\"to\":${REPLY},\"foreign\":${foreign},\"operations\":[${text#,}]"
  stats_members "${total[@]}"
  WINDOW_ANSWER+=",\"total\":{${REPLY}}}"
}

# Sets REPLY to members of JSON: COUNT ERRORS P50 P95 MAX.
stats_members() {
  local text="\"count\":$1,\"errors\":$2" each='' names=(p50 p95 max) at=0
  stats_rates "$1" "$2"
  text+=",\"success_rate\":${rates[0]}"
  json_number "${rates[1]}"
  text+=",\"per_hour\":${REPLY}"
  for each in "${@:3}"; do
    json_number "${each}"
    text+=",\"${names[at]}\":${REPLY}"
    at=$((at + 1))
  done
  REPLY=${text}
}

# Sets WINDOW_ANSWER to the answer of the caller for people.
stats_text() {
  local row=() each='' text=''
  answers_rows stats 'operation count errors success per_hour p50_ms p95_ms max_ms'
  for each in "${rows[@]:2}"; do
    # shellcheck disable=SC2206 # to be split; globbing is off
    row=(${each})
    stats_row "${row[@]}"
  done
  stats_row total "${total[@]}"
  answers_table
  WINDOW_ANSWER=${REPLY}
  clock_text_of "${since}"
  text=${REPLY}
  clock_text_of "${TX_NOW}"
  WINDOW_ANSWER+=$'\n'"${o_window}: ${total[0]} spans from ${text} to ${REPLY}"
  [[ ${foreign} -eq 0 ]] || WINDOW_ANSWER+=$'\n'"${foreign} lines are no spans of this store"
}

# Adds a row of the table: NAME COUNT ERRORS P50 P95 MAX.
stats_row() {
  local line=$1${ANSWERS_MARK}$2${ANSWERS_MARK}$3 each=''
  stats_rates "$2" "$3"
  show_decimal "${rates[0]}" 1
  line+=${ANSWERS_MARK}${REPLY}
  show_decimal "${rates[1]}" 2
  line+=${ANSWERS_MARK}${REPLY}
  for each in "${@:4}"; do
    show_decimal "$(((each + 500) / 1000))" 3
    line+=${ANSWERS_MARK}${REPLY}
  done
  answers_lines[${#answers_lines[@]}]=${line}
}
