# renewer_cold: heartbeat-start, heartbeat-status, heartbeat-stop: a process that renews the leases of an agent.

RENEWER_PID='' RENEWER_START='' RENEWER_INTERVAL='' # what the slot says; the interval is in ns
RENEWER_STATE=''                                    # what was answered

command_heartbeat_start() {
  local interval='' parent='' agent='' parent_start='' form=''
  renewer_walk heartbeat-start "$@" || return
  if ! renewer_words || ! renewer_parent; then
    dispatch_refused heartbeat-start
    return
  fi
  run_open heartbeat-start
  form=${words_form}
  operation_heartbeat_parse --agent "${agent}"
  words_form=${form}
  transaction_run heartbeat && renewer_begin && renewer_answer heartbeat-start running "${RENEWER_PID}" && return
  renewer_close "${TX_EXIT}"
}

command_heartbeat_status() {
  local agent='' state=''
  renewer_walk heartbeat-status "$@" || return
  if ! renewer_agent; then
    dispatch_refused heartbeat-status
    return
  fi
  run_open heartbeat-status
  renewer_store && renewer_read && renewer_answer heartbeat-status "${state}" "${RENEWER_PID}" && return
  renewer_close "${TX_EXIT:-11}"
}

command_heartbeat_stop() {
  local agent='' state='' pid='' start=''
  renewer_walk heartbeat-stop "$@" || return
  if ! renewer_agent; then
    dispatch_refused heartbeat-stop
    return
  fi
  run_open heartbeat-stop
  renewer_store && renewer_end && renewer_answer heartbeat-stop stopped "${pid}" && return
  renewer_close "${TX_EXIT}"
}

# Reads the words of a COMMAND into `interval`, `parent` and `agent` of the caller. Fails when there is nothing left to do.
renewer_walk() {
  local name=$1
  shift
  words_begin "${name}" 0 ''
  while [[ $# -gt 0 && -z ${words_help} ]]; do
    words_used=1
    case ${name}:$1 in
      heartbeat-start:--interval | heartbeat-start:--interval=*) words_value once "$@" && interval=${REPLY} ;;
      heartbeat-start:--parent | heartbeat-start:--parent=*) words_value once "$@" && parent=${REPLY} ;;
      *:--agent | *:--agent=*) words_value once "$@" && agent=${REPLY} ;;
      *:--print | *:--print=*) words_rare "$1" ;;
      *) words_common "$@" ;;
    esac
    shift "${words_used}"
  done
  commands_end "${name}"
}

# Takes `agent` from the environment if it was not given, or refuses.
renewer_agent() {
  words_held --agent "${AGENT_ID-}" && agent=${REPLY}
  words_needed 'option --agent is missing; AGENT_ID can hold it' --agent || return 1
  words_identifier --agent "${agent}" ''
}

# Checks the words of heartbeat-start, or refuses.
renewer_words() {
  words_held --agent "${AGENT_ID-}" && agent=${REPLY}
  words_held --interval "${HEARTBEAT_INTERVAL-}" && interval=${REPLY}
  words_needed 'option --agent is missing; AGENT_ID can hold it' --agent || return 1
  words_duration --interval "${interval}" 60000000000 || return 1
  if [[ ${REPLY} -lt 1000000000 ]]; then
    transaction_refuse 2 "--interval: ${REPLY} is not between 1000000000 and 315360000000000000"
    return 1
  fi
  interval=${REPLY}
  words_integer --parent "${parent}" "${PPID}" 1 2147483647 || return 1
  parent=${REPLY}
  words_identifier --agent "${agent}" ''
}

# Sets `parent_start` to when the parent began, or refuses when there is no such process.
renewer_parent() {
  transaction_clear
  parent_start=null
  if [[ -r /proc/self/stat ]]; then
    renewer_stat "${parent}" || transaction_refuse 6 "no process ${parent}" || return 1
    parent_start=${REPLY}
  elif ! kill -s 0 "${parent}" 2>/dev/null; then
    transaction_refuse 6 "no process ${parent}"
  fi
}

# Looks whether there is a store, or refuses.
renewer_store() {
  local status=1
  transaction_clear
  [[ ! -d ${STORE_DIR} ]] || {
    status=0
    form_open || status=$?
  }
  [[ ${status} -ne 1 ]] || transaction_refuse 12 "there is no store in ${STORE_DIR}"
  [[ ${status} -eq 0 ]]
}

# Prints what there is: COMMAND STATE PID, and ends. Fails when the answer is a problem, or could not be written.
renewer_answer() {
  local text="$2" shown=${RENEWER_INTERVAL}
  [[ $2 != stopped ]] || shown=''
  [[ -z $3 ]] || text+=": process $3"
  if [[ -n ${shown} && $2 == running ]]; then
    show_duration "${shown}"
    text+=", every ${REPLY}"
  fi
  if [[ ${words_form} == json ]]; then
    json_number "${shown}"
    text="{\"agent\":\"${agent}\",\"state\":\"$2\",\"pid\":${3:-null},\"interval\":${REPLY}}"
  fi
  TX_EXIT=''
  answers_line "${text}" || return 1
  RENEWER_STATE=$2 RENEWER_PID=$3 RENEWER_INTERVAL=${shown}
  [[ $2 != lost ]] || return 1
  run_close 0 'done'
}

# Says why it was refused, if it was, and ends with EXIT.
renewer_close() {
  [[ -z ${TX_EXIT} ]] || dispatch_refused "${RUN_COMMAND}"
  run_close "$1" "${SPANS_OUTCOMES[$1]}"
}

# The attributes of the spans of the three commands.
operation_heartbeat_start_span() {
  TX_SPAN=swarmsh.lease.heartbeat_start REPLY=''
  [[ -z ${RENEWER_PID-} ]] || spans_number process.pid "${RENEWER_PID}"
  spans_text swarmsh.agent.id "${agent}"
  spans_text swarmsh.coordination.operation heartbeat_start
  spans_number swarmsh.lease.heartbeat_interval "${interval}"
  REPLY=${REPLY%,}
}

operation_heartbeat_stop_span() {
  TX_SPAN=swarmsh.lease.heartbeat_stop REPLY=''
  [[ -z ${pid} ]] || spans_number process.pid "${pid}"
  spans_text swarmsh.agent.id "${agent}"
  spans_text swarmsh.coordination.operation heartbeat_stop
  REPLY=${REPLY%,}
}

operation_heartbeat_status_span() {
  TX_SPAN=swarmsh.lease.heartbeat_status REPLY=''
  if [[ ${RENEWER_STATE-} == running ]]; then
    spans_number process.pid "${RENEWER_PID}"
  fi
  spans_text swarmsh.agent.id "${agent}"
  spans_text swarmsh.coordination.operation heartbeat_status
  if [[ ${RENEWER_STATE-} == running ]]; then
    spans_number swarmsh.lease.heartbeat_interval "${RENEWER_INTERVAL}"
  fi
  [[ -z ${RENEWER_STATE-} ]] || spans_text swarmsh.lease.renewer_state "${RENEWER_STATE}"
  REPLY=${REPLY%,}
}
