# window_cold: the time that a summary looks back over, the files of spans that may hold some of it, and queries whose
# longest part comes after the reading, since it need not be of one moment.

WINDOW_ANSWER='' # what such a query prints
WINDOW_FILES=()  # relative to `telemetry`

# Runs such a query: NAME WORD…
window_dispatch() {
  local name=$1
  shift
  if ! "operation_${name}_parse" "$@" || ! window_run "${name}" || ! answers_line "${WINDOW_ANSWER}"; then
    dispatch_refused "${name}"
  fi
}

# Like reader_run, but calls operation_NAME_after when all was read of which the moment counts.
window_run() {
  WINDOW_ANSWER=''
  reader_open "$1"
  if reader_read window_moment; then
    "operation_$1_after" || :
  fi
  reader_close 0
  return "${TX_EXIT:-0}"
}

# There is nothing to read but the state, which has been read.
window_moment() {
  WINDOW_LAST=${TX_SEQUENCE}
}

# Sets REPLY to the time (ns) at which WINDOW begins that ends at TX_NOW; 0 for all.
window_start() {
  local hour=3600000000000
  case $1 in
    1h) REPLY=$((TX_NOW - hour)) ;;
    24h) REPLY=$((TX_NOW - 24 * hour)) ;;
    7d) REPLY=$((TX_NOW - 168 * hour)) ;;
    *) REPLY=0 ;;
  esac
  [[ ${REPLY} -ge 0 ]] || REPLY=0
}

# Sets WINDOW_FILES to the files in which spans that ended at START (ns) or later may stand; those that were put away too.
# What is moved meanwhile is found at its old place or at its new one, never at neither. Fails with 1 when one went away,
# with 2 when it was refused.
window_files() {
  local part='' status=0 name='' cut=0 names=()
  WINDOW_FILES=()
  window_cut "$1"
  cut=${REPLY}
  for part in traces side archive/traces archive/side; do
    status=0
    paths_folder "telemetry/${part}" || status=$?
    [[ ${status} -ne 2 ]] || return 2
    [[ ${status} -eq 0 ]] || continue
    [[ -r ${STORE_DIR}/telemetry/${part} ]] || paths_closed "telemetry/${part}" || return 2
    set +f
    shopt -s nullglob
    names=("${STORE_DIR}/telemetry/${part}"/[0-9]*.jsonl)
    shopt -u nullglob
    set -f
    for name in ${names[@]+"${names[@]}"}; do
      name=${name##*/}
      window_number "${name}" && [[ ${REPLY} -gt ${cut} ]] || continue
      paths_file "telemetry/${part}/${name}" || return
      segments_readable "telemetry/${part}/${name}" || return 2
      WINDOW_FILES[${#WINDOW_FILES[@]}]=${part}/${name}
    done
  done
}

# Sets REPLY to the segment of a file NAME: NNNNNN.jsonl, or a further one, NNNNNN.2.jsonl. Fails for other names.
window_number() {
  local stem=${1%.jsonl} further=''
  REPLY=${stem%%.*}
  further=${stem#"${REPLY}"}
  further=${further#.}
  [[ ${#REPLY} -ge 6 && ${#REPLY} -le 15 && ${REPLY}${further} != *[!0-9]* && ${stem} != *. ]] && REPLY=$((10#${REPLY}))
}

# Sets REPLY to the last segment that was closed an hour before START (ns), as far as the journal tells, else to 0. A query
# ends a little after the segment that it writes its span to was closed, if it was held up; hence the hour.
window_cut() {
  local start=$(($1 - 3600000000000)) number=$((WINDOW_LAST > 0 ? (WINDOW_LAST - 1) / 1000 + 1 : 1))
  while [[ ${start} -gt 0 && ${number} -gt 1 ]]; do
    number=$((number - 1))
    if window_closed "${number}" && [[ ${REPLY} -lt ${start} ]]; then
      REPLY=${number}
      return 0
    fi
  done
  REPLY=0
}

# Sets REPLY to the time (ns) at which segment NUMBER was closed, that of the first entry of the next one; fails when that
# cannot be had.
window_closed() {
  local path='' line='' tokens=() IFS=${TAB}
  trail_path "$(($1 + 1))"
  path=${STORE_DIR}/${REPLY}
  [[ -f ${path} && ! -L ${path} && -r ${path} ]] || return 1
  IFS= read -r -n 4096 line 2>/dev/null <"${path}" || :
  # shellcheck disable=SC2206 # to be split; globbing is off
  tokens=(${line})
  [[ ${#tokens[@]} -ge 5 && ${tokens[2]} == ',"time":' ]] && values_whole "${tokens[3]}"
}
