# archive_cold: moves closed segments of spans out of the way, the oldest first. It loses nothing: a file is moved by one
# rename, and never onto another.

telemetry_archive() {
  local age='' most_bytes='' most_lines='' moved=0 kept=0 left_lines=0 left_bytes=0 status=0 text=''
  archive_limit TELEMETRY_RETENTION_DAYS 30 36500 || return 1
  age=$((REPLY * 86400 * 1000000000))
  archive_limit TELEMETRY_MAX_SIZE_MB 10 1000000 || return 1
  most_bytes=$((REPLY * 1000000))
  archive_limit TELEMETRY_ARCHIVE_LINES 5000 1000000000000 || return 1
  most_lines=${REPLY}
  TX_START=0 TX_WAIT=0
  endpoint_given && replay_form && flush_alone && lock_take || return 1
  archive_run || status=1
  lock_drop
  [[ ${status} -eq 0 ]] || return 1
  if [[ ${words_form} == json ]]; then
    REPLY="{\"moved\":${moved},\"kept\":${kept},\"lines\":${left_lines},\"bytes\":${left_bytes}}"
    return 0
  fi
  [[ ${kept} -eq 0 ]] || text=", ${kept} kept until they are sent"
  REPLY="archive: ${moved} segments moved${text}, ${left_lines} lines, ${left_bytes} bytes left"
}

# Sets REPLY to the whole number in the variable NAME: NAME DEFAULT MOST. Fails when it was refused.
archive_limit() {
  values_integer "${!1:-$2}" 0 "$3" || transaction_refuse 2 "$1: ${REPLY}"
}

# Moves what is old or too much, with the lock held; sets moved, kept, left_lines, left_bytes of the caller. Fails when it
# was refused.
archive_run() {
  local number='' oldest=0 open=0
  declare -A segment_bytes segment_lines
  form_open && state_read || return 1
  clock_now
  oldest=$(((REPLY > STATE_TIME ? REPLY : STATE_TIME) - age))
  open=$((STATE_SEQUENCE > 0 ? (STATE_SEQUENCE - 1) / 1000 + 1 : 1))
  segments_listed "${STATE_SEQUENCE}" "${STATE_TRACES}" || return 1
  for number in ${SEGMENTS[@]+"${SEGMENTS[@]}"}; do
    archive_sum "${number}" || return 1
  done
  for number in ${SEGMENTS[@]+"${SEGMENTS[@]}"}; do
    [[ ${number} -ne ${open} ]] || break
    if [[ ${left_bytes} -le ${most_bytes} && ${left_lines} -le ${most_lines} ]]; then
      archive_closed "${number}" || return 1
      [[ ${REPLY} -lt ${oldest} ]] || continue
    fi
    archive_unsent "${number}" || return 1
    if [[ ${REPLY} -gt 0 && -n ${endpoint_shown} ]]; then
      kept=$((kept + 1))
      continue
    fi
    archive_move "${number}" || return 1
    moved=$((moved + 1)) left_bytes=$((left_bytes - segment_bytes[${number}]))
    left_lines=$((left_lines - segment_lines[${number}]))
  done
}

# Adds segment NUMBER to the sums of the caller. Fails when it was refused.
archive_sum() {
  local part='' size=0
  segment_bytes["$1"]=0 segment_lines["$1"]=0
  for part in traces side; do
    size=${SEGMENTS_SIZE["${part}.$1"]-}
    [[ -n ${size} ]] || continue
    segments_path "${part}" "$1"
    segments_count "${REPLY}" 0 "${size}" || return 1
    segment_bytes["$1"]=$((segment_bytes["$1"] + size)) segment_lines["$1"]=$((segment_lines["$1"] + REPLY))
    left_bytes=$((left_bytes + size)) left_lines=$((left_lines + REPLY))
  done
}

# Sets REPLY to the time (ns) at which segment NUMBER was closed, that of the first entry of the next one. Fails when it
# was refused.
archive_closed() {
  local path='' tokens=() line='' status=0 IFS=${TAB}
  trail_path "$(($1 + 1))"
  path=${REPLY}
  paths_file "${path}" || status=$?
  [[ ${status} -ne 2 ]] || return 1
  IFS= read -r -n 4096 line 2>/dev/null <"${STORE_DIR}/${path}" || :
  # shellcheck disable=SC2206 # to be split; globbing is off
  tokens=(${line})
  if [[ ${#tokens[@]} -lt 5 || ${tokens[2]} != ',"time":' ]] || ! journal_number "${tokens[3]}"; then
    transaction_damaged "${path}" repair
    return 1
  fi
}

# Sets REPLY to the lines of segment NUMBER that were not sent. Fails when it was refused.
archive_unsent() {
  local part='' found=0
  for part in traces side; do
    [[ -n ${SEGMENTS_SIZE["${part}.$1"]-} ]] || continue
    segments_path "${part}" "$1"
    segments_count "${REPLY}" "${SEGMENTS_SENT["${part}.$1"]}" "${SEGMENTS_SIZE["${part}.$1"]}" || return 1
    found=$((found + REPLY))
  done
  REPLY=${found}
}

# Moves the files of segment NUMBER, then forgets what was acknowledged of it; may be interrupted, and done again. Fails
# when it was refused.
archive_move() {
  local part='' folder='' target='' free='' copy=1 status=0 path=''
  for part in traces side; do
    [[ -n ${SEGMENTS_SIZE["${part}.$1"]-} ]] || continue
    folder=telemetry/archive/${part} status=0
    paths_folder "${folder}" || status=$?
    [[ ${status} -ne 2 ]] || return 1
    if [[ ${status} -eq 1 ]] && ! mkdir -p -- "${STORE_DIR}/${folder}" 2>/dev/null; then
      segments_denied "${folder}"
      return 1
    fi
    segments_path "${part}" "$1"
    path=${REPLY} copy=1
    printf -v target '%s/%s/%06d' "${STORE_DIR}" "${folder}" "$1"
    free=${target}.jsonl
    while [[ -e ${free} || -L ${free} ]]; do # a query that was slow wrote into a segment that had been put away
      copy=$((copy + 1))
      free=${target}.${copy}.jsonl
    done
    if ! mv -- "${STORE_DIR}/${path}" "${free}" 2>/dev/null; then
      archive_stuck "${path}" "${folder}"
      return 1
    fi
  done
  printf -v path 'telemetry/sent/%06d' "$1"
  rm -f -- "${STORE_DIR}/${path}" 2>/dev/null || transaction_storage
}

# Refuses to go on after a PATH could not be moved to FOLDER.
archive_stuck() {
  if [[ -w ${STORE_DIR}/${1%/*} && -w ${STORE_DIR}/$2 ]]; then
    transaction_storage
  else
    transaction_refuse 5 "${STORE_DIR}/$1: permission denied"
  fi
}
