# diagram_cold: Mermaid of what the journal says.

operation_diagram_parse() {
  o_window='' a_kind=''
  words_begin diagram 1 ''
  while [[ $# -gt 0 && -z ${words_help} ]]; do
    words_used=1
    case $1 in
      --window | --window=*) words_value once "$@" && o_window=${REPLY} ;;
      --json | --json=* | --print | --print=*) words_rare "$1" ;;
      *) words_common "$@" ;;
    esac
    shift "${words_used}"
  done
  words_walked || return 1
  words_argument KIND 0 || words_refuse 'argument KIND is missing' || return 1
  words_enum KIND "${REPLY}" '' timeline flow gantt architecture dashboard || return 1
  a_kind=${REPLY}
  words_enum --window "${o_window}" 24h 1h 24h 7d all || return 1
  o_window=${REPLY}
}

operation_diagram_span() {
  TX_SPAN=swarmsh.health.diagram
  REPLY=''
  spans_text swarmsh.coordination.operation diagram
  spans_text swarmsh.health.diagram "${a_kind}"
  spans_text swarmsh.telemetry.window "${o_window}"
  REPLY=${REPLY%,}
}

# Sets WINDOW_ANSWER to the diagram. Fails when it was refused.
operation_diagram_after() {
  local history_since='' history_now='' history_files=0 history_archived=0 endpoint_shown='' number=0
  window_start "${o_window}"
  history_since=${REPLY}
  clock_text_of "${TX_NOW}"
  history_now=${REPLY}
  if [[ ${WINDOW_LAST} -gt 0 ]]; then
    [[ ${a_kind} != architecture ]] || endpoint_given || return 1
    stats_tools || return 1
    [[ ${a_kind} != architecture ]] || diagram_files || return 1
    diagram_drawn || return 1
  fi
  case ${WINDOW_ANSWER} in
    '')
      number=' of the last '${o_window}
      transaction_refuse 12 "there is nothing to draw${number%' of the last all'}"
      ;;
    '!damaged '*)
      number=${WINDOW_ANSWER#* }
      trail_path "$(((number - 1) / 1000 + 1))"
      transaction_damaged "${REPLY}" repair
      ;;
    *) ;;
  esac
}

# Sets WINDOW_ANSWER to what history_run prints. Fails when it was refused.
diagram_drawn() {
  local try=0
  while [[ ${try} -lt 3 ]]; do
    try=$((try + 1))
    history_found "${WINDOW_LAST}" || return 1
    # A segment that went away is put away: it stands elsewhere then.
    ! WINDOW_ANSWER=$(history_run "${REPLY}" "${WINDOW_LAST}" "${a_kind}") || return 0
  done
  transaction_storage
}

# Counts the files of spans, and those of them that were put away. Fails when it was refused.
diagram_files() {
  local each=''
  window_files 0 || [[ $? -eq 1 ]] || return 1
  for each in ${WINDOW_FILES[@]+"${WINDOW_FILES[@]}"}; do
    case ${each} in
      archive/*) history_archived=$((history_archived + 1)) ;;
      *) history_files=$((history_files + 1)) ;;
    esac
  done
}
