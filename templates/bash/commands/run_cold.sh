# run_cold: takes an item, runs a command for it, and ends the item by the command's exit status. No lock is held between
# the operations that it calls.

RUN_SIGNAL='' # the exit code of a signal that ends this process
RUN_LOST=''   # why the lease was lost
RUN_ENDED=''  # whether the command has ended the item itself
RUN_RENEWED=0 RUN_WORK='' RUN_FENCE='' RUN_COMPLETION='' RUN_STATUS='' RUN_NAME=''

command_run() {
  local own=() command=() grace='' path=''
  run_walk "$@"
  if [[ -n ${words_help} ]]; then
    commands_help run
    return
  elif ! run_words; then
    run_say "${TX_MESSAGE}" "${SPANS_OUTCOMES[TX_EXIT]}"
    return 125
  fi
  run_open run
  if ! run_find || ! run_claim; then
    [[ -n ${RUN_SIGNAL} ]] || run_say "${TX_MESSAGE}" "${SPANS_OUTCOMES[TX_EXIT]}"
    run_close "${RUN_SIGNAL:-125}" not_started
  elif [[ -n ${RUN_SIGNAL} ]] || ! child_start "${path}" "${command[@]}"; then
    [[ -n ${RUN_SIGNAL} ]] || run_say "command \"${RUN_NAME}\" could not be started" not_started
    run_release
    run_close "${RUN_SIGNAL:-125}" not_started
  else
    run_name "${command[0]}"
    run_watch
    run_end
  fi
}

# Sorts the words: `own` are those of claim, `command` is what stands after --.
run_walk() {
  local name=''
  words_begin run 1 ''
  while [[ $# -gt 0 && -z ${words_help} ]]; do
    words_used=1 name=${1%%=*}
    if [[ $1 == -- ]]; then
      shift
      command=("$@")
      return
    elif [[ ${name} != --?* || ${name} == *' '* ]]; then
      words_common "$@"
    elif [[ " ${CLAIM_FLAGS} " == *" ${name} "* ]]; then
      words_flag "$1" && own[${#own[@]}]=$1
    elif [[ " ${CLAIM_VALUES} " == *" ${name} "* ]]; then
      words_value once "$@" && own[${#own[@]}]=${name}=${REPLY}
    elif [[ " ${CLAIM_SETS} " == *" ${name} "* ]]; then
      words_value often "$@" && own[${#own[@]}]=${name}=${REPLY}
    elif [[ ${name} == --grace ]]; then
      words_value once "$@" && grace="=${REPLY}"
    else
      words_rare "$@"
    fi
    shift "${words_used}"
  done
}

# Checks the words, or refuses. Sets RUN_GRACE (ms).
run_words() {
  words_walked || return 1
  if [[ ${#command[@]} -eq 0 ]]; then
    transaction_refuse 2 'argument COMMAND is missing'
    return 1
  fi
  own+=(-- ${words_places[@]+"${words_places[@]}"})
  operation_claim_parse "${own[@]}" || return 1
  [[ -z ${grace} ]] || words_given+='--grace '
  words_duration --grace "${grace#=}" 10000000000 || return 1
  RUN_GRACE=$((REPLY / 1000000)) RUN_AGENT=${TX_AGENT} RUN_WORK=${TX_SUBJECT} RUN_SELECTION=named
  [[ -n ${TX_SUBJECT} ]] || RUN_SELECTION=next
  [[ -n ${command[0]} ]] || transaction_refuse 2 'argument COMMAND is empty'
}

# Begins the span of this invocation of a COMMAND. Those of the operations that it calls are below it.
run_open() {
  RUN_COMMAND=$1
  spans_open
  clock_now
  RUN_START=${REPLY} RUN_TRACEPARENT='' RUN_SPAN=${SPANS_ID}
  [[ -n ${SPANS_ID} ]] || return 0
  RUN_TRACE=${CONTEXT_TRACE} RUN_PARENT=${CONTEXT_PARENT} RUN_FLAGS=${CONTEXT_FLAGS} RUN_STATE=${CONTEXT_STATE}
  printf -v RUN_TRACEPARENT '00-%s-%s-%02x' "${RUN_TRACE}" "${RUN_SPAN}" "$((RUN_FLAGS & 3))"
  TRACEPARENT=${RUN_TRACEPARENT} TRACESTATE=${RUN_STATE} CONTEXT_REMOTE=256
}

# Sets `path` of the caller to the program, or refuses before anything is taken.
run_find() {
  local status=0 reason='was not found'
  child_find "${command[0]}" || status=$?
  path=${REPLY}
  text_show "${command[0]}" 80
  RUN_NAME=${REPLY}
  [[ ${status} -ne 0 ]] || return 0
  [[ ${status} -eq 1 ]] || reason='cannot be executed'
  TX_EXIT=125 TX_MESSAGE="command \"${RUN_NAME}\" ${reason}" SPANS_OUTCOMES[125]=not_started
  return 1
}

# Takes the item, or fails. What a signal ends from here on is tidied up.
run_claim() {
  trap 'run_signal 129' HUP
  trap 'run_signal 130' INT
  trap 'run_signal 143' TERM
  transaction_run claim || dispatch_again claim || return 1
  RUN_WORK=${r_id} RUN_FENCE=${r_fence} RUN_LEASE=$((s_stale_threshold / 1000000))
}

# Stops the command, or ends waiting for an item.
run_signal() {
  [[ -z ${RUN_SIGNAL} ]] || return 0
  RUN_SIGNAL=$1 words_wait=0
  child_kill TERM
}

# Renews the lease until the command has ended. CHILD_STATUS is then its exit status.
run_watch() {
  local third=$((RUN_LEASE / 3)) kill='' killed='' given=${SWARMSH_LOCK_TIMEOUT-} next=0 until=''
  lock_seconds
  SWARMSH_LOCK_TIMEOUT=$((REPLY < third / 1000 ? REPLY : third / 1000 + 1))
  next=${third} RUN_UNTIL=${RUN_LEASE}
  while :; do
    until=${next}
    [[ -z ${RUN_LOST}${RUN_ENDED} ]] || until=$((CHILD_NOW + 60000))
    [[ -z ${kill} || -n ${killed} || ${until} -le ${kill} ]] || until=${kill}
    ! child_wait "${until}" || break
    [[ -z ${RUN_SIGNAL}${RUN_LOST} || -n ${kill} ]] || kill=$((CHILD_NOW + RUN_GRACE))
    if [[ -n ${kill} && -z ${killed} && ${CHILD_NOW} -ge ${kill} ]]; then
      killed=yes
      child_kill KILL
    fi
    [[ -n ${RUN_LOST}${RUN_ENDED} || ${CHILD_NOW} -lt ${next} ]] || run_renew
  done
  SWARMSH_LOCK_TIMEOUT=${given}
  [[ -z ${RUN_SIGNAL}${RUN_LOST} ]] || child_gone "${kill:-$((CHILD_NOW + RUN_GRACE))}"
}

# Renews the lease; sets `next` of the caller. What hinders it may pass; it is tried again until the lease has passed.
run_renew() {
  local now=${CHILD_NOW} third=$((RUN_LEASE / 3)) status=0
  operation_heartbeat_parse "${RUN_WORK}" --fence "${RUN_FENCE}" --agent "${RUN_AGENT}"
  transaction_run heartbeat || status=$?
  child_clock 0
  if [[ ${status} -eq 0 ]]; then
    RUN_RENEWED=$((RUN_RENEWED + 1)) next=$((now + third)) RUN_UNTIL=$((now + RUN_LEASE))
  elif [[ ${status} -ne 3 && ${status} -ne 6 && ${CHILD_NOW} -lt ${RUN_UNTIL} ]]; then
    next=$((CHILD_NOW + (third < 4000 ? third / 4 : 1000)))
  elif [[ ${status} -ne 3 ]] || ! run_itself; then
    RUN_LOST=${TX_MESSAGE}
    child_kill TERM
  fi
}

# True, with RUN_ENDED set, when the command has completed or blocked the item itself. TX_MESSAGE stays as it is.
run_itself() {
  local message=${TX_MESSAGE} exit=${TX_EXIT}
  if operation_show_parse "${RUN_WORK}" --print status,fence && reader_run show; then
    case ${answers_lines[0]} in
      "completed${TAB}${RUN_FENCE}" | "blocked${TAB}${RUN_FENCE}") RUN_ENDED=yes ;;
      *) ;;
    esac
  fi
  TX_MESSAGE=${message} TX_EXIT=${exit}
  [[ -n ${RUN_ENDED} ]]
}

# Ends the item as the command ended, and this process with it.
run_end() {
  local outcome='done'
  RUN_STATUS=${CHILD_STATUS}
  [[ -n ${RUN_LOST}${RUN_SIGNAL}${RUN_ENDED} ]] || run_complete
  if [[ -n ${RUN_LOST} ]]; then
    run_say "the lease of work \"${RUN_WORK}\" was lost: ${RUN_LOST}; the command ended with ${RUN_STATUS}" lease_lost
    run_close 124 lease_lost
    return
  elif [[ -n ${RUN_SIGNAL} ]]; then
    [[ -n ${RUN_ENDED}${RUN_COMPLETION} ]] || run_release
    run_close "${RUN_SIGNAL}"
    return
  fi
  [[ ${RUN_STATUS} -eq 0 ]] || outcome=command_failed
  if [[ -n ${TX_EXIT} ]]; then
    run_say "work \"${RUN_WORK}\" could not be completed: ${TX_MESSAGE}" "${SPANS_OUTCOMES[TX_EXIT]}"
    [[ ${RUN_STATUS} -ne 0 ]] || outcome=${SPANS_OUTCOMES[TX_EXIT]} RUN_STATUS=1
    run_close "${RUN_STATUS}" "${outcome}"
    return
  fi
  run_close "${RUN_STATUS}" "${outcome}"
}

# Completes the item, or fails it. What hinders it may pass; it is tried again until the lease has passed.
run_complete() {
  local words=(success) status=0
  [[ ${RUN_STATUS} -eq 0 ]] || words=(failed --result "exit status ${RUN_STATUS}")
  while :; do
    operation_complete_parse "${RUN_WORK}" "${words[@]}" --fence "${RUN_FENCE}" --agent "${RUN_AGENT}"
    status=0
    transaction_run complete || status=$?
    child_clock 0
    case ${status} in
      0) RUN_COMPLETION=${words[0]} ;;
      3 | 6)
        if [[ ${status} -eq 6 ]] || ! run_itself; then
          RUN_LOST=${TX_MESSAGE}
        fi
        TX_EXIT=''
        ;;
      4 | 10)
        if [[ -z ${RUN_SIGNAL} && ${CHILD_NOW} -lt ${RUN_UNTIL} ]]; then
          sleep 1
          child_clock 1000
          continue
        fi
        ;;
      *) ;;
    esac
    return 0
  done
}

# Hands the item back; says so when that fails.
run_release() {
  operation_release_parse "${RUN_WORK}" --fence "${RUN_FENCE}" --agent "${RUN_AGENT}"
  transaction_run release || run_say "work \"${RUN_WORK}\" could not be released: ${TX_MESSAGE}" "${SPANS_OUTCOMES[TX_EXIT]}"
}

# Says MESSAGE, which is about an outcome that WORD names.
run_say() {
  printf '%s: run: %s (%s)\n' "${PROGRAM}" "$1" "$2" >&2
}

# Writes the span of this invocation, and returns its exit code: EXIT [OUTCOME].
run_close() {
  local outcome=${2-}
  case ${RUN_SIGNAL} in
    129) outcome=hangup ;;
    130) outcome=interrupt ;;
    141) outcome=broken_pipe ;;
    143) outcome=terminated ;;
    *) ;;
  esac
  [[ -n ${RUN_SPAN} ]] || return "$1"
  TX_OPERATION=${RUN_COMMAND} TX_START=${RUN_START} TX_NOW='' TX_WAIT='' TX_KEY='' TX_DUE_COUNT=0 TX_LINE=0 words_wait=''
  SPANS_ID=${RUN_SPAN} CONTEXT_TRACE=${RUN_TRACE} CONTEXT_PARENT=${RUN_PARENT} CONTEXT_FLAGS=${RUN_FLAGS}
  CONTEXT_STATE=${RUN_STATE} STATE_SEQUENCE='' SPANS_OUTCOMES[$1]=${outcome}
  spans_side "$1"
  return "$1"
}

operation_run_span() {
  TX_SPAN=swarmsh.work.run
  REPLY=''
  spans_text swarmsh.agent.id "${RUN_AGENT}"
  spans_text swarmsh.coordination.operation run
  [[ -z ${RUN_TOKEN-} ]] || spans_text process.executable.name "${RUN_TOKEN}"
  [[ -z ${CHILD_STATUS} ]] || spans_number process.exit.code "${CHILD_STATUS}"
  if [[ -n ${RUN_FENCE} ]]; then
    spans_number swarmsh.lease.fence "${RUN_FENCE}"
    spans_number swarmsh.lease.renewal_count "${RUN_RENEWED}"
  fi
  [[ -z ${RUN_COMPLETION} ]] || spans_text swarmsh.work.completion "${RUN_COMPLETION}"
  [[ -z ${RUN_WORK} ]] || spans_text swarmsh.work.id "${RUN_WORK}"
  spans_text swarmsh.work.selection "${RUN_SELECTION}"
  REPLY=${REPLY%,}
}

# Sets RUN_TOKEN to the name of the program in COMMAND as a span may have it; none when it is not UTF-8.
run_name() {
  RUN_TOKEN=''
  text_token "${1##*/}" || return 0
  RUN_TOKEN=${REPLY:1:${#REPLY}-2}
}
