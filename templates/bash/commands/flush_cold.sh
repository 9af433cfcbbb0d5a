# flush_cold: sends what was not sent yet. It holds no lock of the store, and is alone by a lock of its own.

FLUSH_MARK='{"resourceSpans":['
FLUSH_LINES=512 FLUSH_BYTES=1048576 # the most that one request takes, of what stands in the file
FLUSH_LONGEST=65536
FLUSH_FIRST=500 FLUSH_LAST=30000 # ms between two tries: the first wait, and the longest
FLUSH_REFUSALS=3                 # requests that may be refused in a row before it is thought that the endpoint takes none

telemetry_flush() {
  flush_sent=0 flush_requests=0 flush_refused=0 flush_damaged=0 flush_left=0 flush_row=0
  endpoint_given || return 1
  if [[ -z ${endpoint_shown} ]]; then
    transaction_refuse 2 'there is no endpoint; set OTEL_EXPORTER_OTLP_ENDPOINT'
    return 1
  fi
  segments_found || return 1
  if ! type -P curl >/dev/null; then
    transaction_refuse 11 'there is no program to send with; install curl'
    return 1
  fi
  flush_alone && segments_found && flush_run || return 1
  if [[ ${flush_damaged} -gt 0 && -z ${TELEMETRY_PROBLEM} ]]; then
    TELEMETRY_PROBLEM="${flush_damaged} lines are no spans; they were left out"
  fi
  flush_answer
}

# Sets REPLY to what came of it.
flush_answer() {
  local problem=null
  REPLY="flush: ${flush_sent} spans sent in ${flush_requests} requests, ${flush_refused} refused"
  REPLY+=", ${flush_damaged} damaged, ${flush_left} left"
  [[ ${words_form} == json ]] || return 0
  if [[ -n ${TELEMETRY_PROBLEM} ]]; then
    text_token "${TELEMETRY_PROBLEM}"
    problem=${REPLY}
  fi
  REPLY="{\"sent\":${flush_sent},\"requests\":${flush_requests},\"refused\":${flush_refused},\"damaged\":${flush_damaged}"
  REPLY+=",\"left\":${flush_left},\"problem\":${problem}}"
}

# Takes the lock on descriptor 8 that lets one flush or archive run at a time. Fails when it was refused.
flush_alone() {
  local status=0
  paths_folder telemetry || status=$?
  [[ ${status} -ne 2 ]] || return 1
  if [[ ${status} -eq 1 ]] && ! mkdir -- "${STORE_DIR}/telemetry" 2>/dev/null; then
    segments_denied telemetry
    return 1
  fi
  paths_file telemetry/lock || [[ $? -eq 1 ]] || return 1
  if ! { exec 8<>"${STORE_DIR}/telemetry/lock"; } 2>/dev/null; then
    segments_denied telemetry/lock
    return 1
  fi
  status=0
  flock -n 8 2>/dev/null 9>&- || status=$?
  if [[ ${status} -ge 126 ]]; then
    status=0
    perl -e 'open(my $lock, "+<&=", 8) or exit 2; exit(flock($lock, 6) ? 0 : 1)' 2>/dev/null || status=$?
  fi
  case ${status} in
    0) ;;
    1) transaction_refuse 3 'another flush or archive is running' ;;
    *) transaction_refuse 4 'there is no program to lock with; install flock (util-linux) or perl' ;;
  esac
}

# Sends all files in their order. Fails when it was refused; what the endpoint did not take is no refusal.
flush_run() {
  local number='' part='' unsent=() todo=''
  for number in ${SEGMENTS[@]+"${SEGMENTS[@]}"}; do
    for part in traces side; do
      [[ -n ${SEGMENTS_SIZE["${part}.${number}"]-} ]] || continue
      segments_path "${part}" "${number}"
      segments_count "${REPLY}" "${SEGMENTS_SENT["${part}.${number}"]}" "${SEGMENTS_SIZE["${part}.${number}"]}" || return 1
      flush_left=$((flush_left + REPLY))
      [[ ${REPLY} -eq 0 ]] || unsent[${#unsent[@]}]="${part} ${number} ${REPLY}"
    done
  done
  for todo in ${unsent[@]+"${unsent[@]}"}; do
    part=${todo%% *} number=${todo#* }
    number=${number% *}
    segments_keep "${number}" || return 1 # before anything is sent that could not be written down
    flush_part "${part}" "${number}" "${todo##* }" || {
      [[ -z ${TX_EXIT} ]]
      return
    }
  done
}

# Sends the LINES of PART of segment NUMBER that were not sent. Fails when there is no use in going on, or refused.
flush_part() {
  local key=$1.$2 left=$3 taken=0 size=0 spans=()
  segments_path "$1" "$2"
  segments_readable "${REPLY}" || return 1
  while [[ ${left} -gt 0 ]]; do
    flush_batch "${SEGMENTS_SENT["${key}"]}" "${left}" || return 1
    [[ ${#spans[@]} -eq 0 ]] || flush_batch_sent "$2" || return 1
    flush_damaged=$((flush_damaged + taken - ${#spans[@]})) flush_left=$((flush_left - taken)) left=$((left - taken))
    SEGMENTS_SENT["${key}"]=$((SEGMENTS_SENT["${key}"] + size))
    segments_keep "$2" || return 1
    [[ ${flush_row} -lt ${FLUSH_REFUSALS} ]] || return 1
  done
}

# Reads what one request takes of the next LINES after OFFSET: sets `spans` of the caller, and `taken` and `size` to the
# lines and bytes that they stand in. Fails when it was refused.
flush_batch() {
  local lines=() line=''
  { exec 7<"${STORE_DIR}/${SEGMENTS_FILE}"; } 2>/dev/null || {
    transaction_storage
    return 1
  }
  dd bs=1 "skip=$1" count=0 <&7 2>/dev/null 8>&- 9>&- # moves the descriptor, which this shell shares
  mapfile -u 7 -n "$(($2 < FLUSH_LINES ? $2 : FLUSH_LINES))" lines
  exec 7<&-
  taken=0 size=0 spans=()
  for line in "${lines[@]}"; do
    [[ ${taken} -eq 0 || $((size + ${#line})) -le ${FLUSH_BYTES} ]] || break
    taken=$((taken + 1)) size=$((size + ${#line}))
    ! flush_span "${line}" || spans[${#spans[@]}]=${REPLY}
  done
  # What was read does not tell how long it was: of a line with a zero byte the rest is missing.
  segments_number flush_size "$1" "${taken}" || return 1
  size=${REPLY}
}

flush_size() {
  tail -c "+$(($1 + 1))" | head -n "$2" | wc -c
}

# Sets REPLY to what stands between the brackets of a LINE, or fails when it is no span. A line that was written after a
# torn one is taken out of it.
flush_span() {
  local line=$1
  [[ ${line} == *$'\n' ]] || return 1
  line=${line%$'\n'}
  [[ ${line} == *"${FLUSH_MARK}"*'}]}' ]] || return 1
  if [[ ${line} == "${FLUSH_MARK}"* ]]; then
    line=${line#"${FLUSH_MARK}"} # what follows is slow on long lines
  fi
  [[ ${line} != *"${FLUSH_MARK}"* ]] || line=${line##*"${FLUSH_MARK}"}
  [[ ${line} == *'}]}' && $((${#line} + ${#FLUSH_MARK})) -le ${FLUSH_LONGEST} && ${line} != *[$'\001'-$'\037']* ]] || return 1
  text_utf8 "${line}" || return 1
  REPLY=${line%']}'}
}

# Sends `spans` of the caller, of segment NUMBER, as often as need be. Fails when they were neither taken nor refused for
# what is in them.
flush_batch_sent() {
  local body='' try=0 refused=0 IFS=,
  body="${FLUSH_MARK}${spans[*]}]}"
  IFS=$' \t\n'
  while :; do
    try=$((try + 1))
    send_post "${body}"
    flush_requests=$((flush_requests + 1))
    send_again && [[ ${try} -lt ${tries} ]] || break
    flush_wait "${try}"
  done
  case ${send_status} in
    2??)
      refused=$((send_rejected < ${#spans[@]} ? send_rejected : ${#spans[@]}))
      flush_row=0
      ;;
    400)
      refused=${#spans[@]}
      flush_row=$((flush_row + 1))
      ;;
    *)
      flush_trouble
      return 1
      ;;
  esac
  flush_sent=$((flush_sent + ${#spans[@]} - refused)) flush_refused=$((flush_refused + refused))
  SEGMENTS_REFUSED[$1]=$((SEGMENTS_REFUSED[$1] + refused))
  [[ ${refused} -gt 0 ]] || return 0
  text_show "${send_says}" 80
  TELEMETRY_PROBLEM="${endpoint_shown} refused ${flush_refused} spans${REPLY:+: }${REPLY}"
}

# Says why the last request came to nothing.
flush_trouble() {
  TELEMETRY_PROBLEM="${endpoint_shown} could not be reached, or hung up"
  [[ ${send_failure} != late ]] || TELEMETRY_PROBLEM="${endpoint_shown} did not answer within ${endpoint_timeout} ms"
  [[ ${send_status} -eq 0 ]] || TELEMETRY_PROBLEM="${endpoint_shown} answered ${send_status}"
}

# Waits after try NUMBER: as long as was asked for, else about twice as long each time.
flush_wait() {
  local wait=$((FLUSH_FIRST << ($1 - 1))) seconds=''
  if [[ -n ${send_after} ]]; then
    wait=$((send_after * 1000 < FLUSH_LAST ? send_after * 1000 : FLUSH_LAST))
  else
    [[ ${wait} -le ${FLUSH_LAST} ]] || wait=${FLUSH_LAST}
    wait=$((wait - RANDOM % (wait / 2)))
  fi
  [[ ${wait} -gt 0 ]] || return 0
  printf -v seconds '%d.%03d' "$((wait / 1000))" "$((wait % 1000))"
  sleep "${seconds}" 8>&- 9>&- || sleep 1 8>&- 9>&-
}
