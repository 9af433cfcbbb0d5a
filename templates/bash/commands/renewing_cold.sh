# renewing_cold: the process that renews the leases of an agent, and its slot.
#
# The slot says which process it is. That is believed only of a process that began when the slot says.

RENEWER_SIZE=128
RENEWER_LAST=5000 # ms that a process gets to end, and another time to be killed

# Sets REPLY to when process PID began, in ticks since the machine did; fails when it is not there, or a zombie.
renewer_stat() {
  local line='' fields=() IFS=' '
  { IFS= read -r line <"/proc/$1/stat"; } 2>/dev/null || [[ -n ${line} ]] || return 1
  line=${line##*') '} # a name may have anything in it
  # shellcheck disable=SC2206 # to be split; globbing is off
  fields=(${line})
  case ${fields[0]-} in
    '' | [ZXx]) return 1 ;;
    *) ;;
  esac
  REPLY=${fields[19]-}
  values_whole "${REPLY}" && [[ ${REPLY} != -* ]]
}

# True when process PID is the one that began at START (null where nobody knows).
renewer_lives() {
  if [[ -r /proc/self/stat ]]; then
    renewer_stat "$1" && [[ ${REPLY} == "$2" ]]
  else
    kill -s 0 "$1" 2>/dev/null
  fi
}

# Reads the slot of `agent`: sets `state` of the caller, RENEWER_PID, RENEWER_START, RENEWER_INTERVAL. Fails when refused.
renewer_read() {
  local status=0
  RENEWER_PID='' RENEWER_START='' RENEWER_INTERVAL='' state=stopped
  paths_named renewers "${agent}"
  RENEWER_PATH=${REPLY}
  slots_read "${RENEWER_PATH}" "${RENEWER_SIZE}" || status=$?
  [[ ${status} -ne 1 ]] || return 0
  [[ ${status} -eq 0 ]] || return 1
  renewer_line null null null null
  [[ ${SLOTS_LINE} != "${REPLY}" ]] || return 0
  renewer_parse || transaction_damaged "${RENEWER_PATH}" || return 1
  state=lost
  ! renewer_lives "${RENEWER_PID}" "${RENEWER_START}" || state=running
}

# Takes the slot in SLOTS_LINE apart, or fails. A number is one that this program would write, and of a process that is
# neither the first one nor a group.
renewer_parse() {
  local fields=() each='' IFS=${TAB}
  # shellcheck disable=SC2206
  fields=(${SLOTS_LINE})
  for each in 1 3 5 7; do
    [[ ${each} -eq 3 && ${fields[3]-} == null ]] || { values_whole "${fields[each]-}" && [[ ${REPLY} -ge 0 ]]; } || return 1
  done
  RENEWER_PID=${fields[1]} RENEWER_START=${fields[3]} RENEWER_INTERVAL=${fields[7]}
  renewer_line "${fields[1]}" "${fields[3]}" "${fields[5]}" "${fields[7]}"
  [[ ${SLOTS_LINE} == "${REPLY}" && ${RENEWER_PID} -gt 1 && ${RENEWER_PID} -le 2147483647 ]]
}

# Sets REPLY to a slot: PID START PARENT INTERVAL.
renewer_line() {
  REPLY="{\"pid\":${TAB}$1${TAB},\"start\":${TAB}$2${TAB},\"parent\":${TAB}$3${TAB},\"interval\":${TAB}$4${TAB}}"
}

# Writes LINE to the slot, or refuses. Whoever calls holds the lock of the store.
renewer_write() {
  local status=0
  paths_folder "${RENEWER_PATH%/*}" || status=$?
  [[ ${status} -ne 2 ]] || return 1
  if [[ ${status} -eq 1 ]] && ! mkdir -p -- "${STORE_DIR}/${RENEWER_PATH%/*}" 2>/dev/null; then
    segments_denied "${RENEWER_PATH%/*}"
    return 1
  fi
  { printf '%-*s\n' "$((RENEWER_SIZE - 1))" "$1" 1<>"${STORE_DIR}/${RENEWER_PATH}"; } 2>/dev/null ||
    segments_denied "${RENEWER_PATH}"
}

# Starts the process unless it runs, under the lock. Fails when refused.
renewer_begin() {
  local state='' folder=${STORE_DIR} line='' start=null status=0
  [[ ${folder} == /* ]] || folder=$(pwd -P)/${folder#./}
  transaction_clear
  lock_take || return 1
  renewer_read || status=1
  if [[ ${status} -eq 0 && ${state} != running ]]; then
    set -m # a group of its own, so that nothing meant for the caller ends it
    renewer_serve "${folder}" </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
    RENEWER_PID=$! RENEWER_INTERVAL=${interval}
    set +m
    ! renewer_stat "${RENEWER_PID}" || start=${REPLY}
    renewer_line "${RENEWER_PID}" "${start}" "${parent}" "${interval}"
    renewer_write "${REPLY}" || status=1
    [[ ${status} -eq 0 ]] || kill -s KILL "${RENEWER_PID}" 2>/dev/null || :
  fi
  lock_drop
  return "${status}"
}

# Renews until the parent has ended, the agent is not registered, or the slot says otherwise: FOLDER of the store.
renewer_serve() {
  local own='' status=0
  trap '' HUP
  STORE_DIR=$1 TX_EXIT='' TX_WAIT=0 CONTEXT_REMOTE=768
  unset -v TRACEPARENT TRACESTATE
  cd / || return
  ! renewer_stat "${BASHPID}" || own=${REPLY}
  renewer_line "${BASHPID}" "${own:-null}" "${parent}" "${interval}"
  own=${REPLY}
  exec 7<> <(:) || return
  lock_take || return # whoever started this has written the slot by then
  lock_drop
  while renewer_pause; do
    renewer_owns "${own}" || return
    operation_heartbeat_parse --agent "${agent}"
    status=0
    transaction_run heartbeat || status=$?
    [[ ${status} -ne 6 ]] || break
  done
  renewer_owns "${own}" && lock_take || return # or a store that was removed would be made
  if renewer_owns "${own}"; then
    renewer_line null null null null
    renewer_write "${REPLY}"
  fi
  lock_drop
}

# True when the slot still is as this process has it: LINE.
renewer_owns() {
  transaction_clear
  slots_read "${RENEWER_PATH}" "${RENEWER_SIZE}" && [[ ${SLOTS_LINE} == "$1" ]]
}

# Waits for `interval`, and looks every second whether the parent is there. Fails when it is not. Nothing ever comes from
# descriptor 7; where it cannot be waited for there is sleep.
renewer_pause() {
  local left=$((interval / 1000000)) slice=0 seconds='' status=0
  while [[ ${left} -gt 0 ]]; do
    slice=$((left < 1000 ? left : 1000))
    left=$((left - slice)) status=0
    printf -v seconds '%d.%03d' "$((slice / 1000))" "$((slice % 1000))"
    read -r -t "${seconds}" -u 7 || status=$?
    [[ ${status} -gt 128 ]] || sleep "${seconds}" || sleep 1 || return 1
    renewer_lives "${parent}" "${parent_start}" || return 1
  done
}

# Ends the process, if it runs. Sets `pid` of the caller to what ran. Fails when refused.
renewer_end() {
  local signal=TERM passed=0
  lock_take || return 1
  if ! renewer_read; then
    lock_drop
    return 1
  fi
  [[ ${state} != running ]] || pid=${RENEWER_PID} start=${RENEWER_START}
  if [[ -n ${pid} ]] && ! renewer_kill TERM; then
    lock_drop
    return 1
  fi
  lock_drop # only now can it end what it has begun
  while [[ -n ${pid} ]] && renewer_lives "${pid}" "${start}"; do
    [[ ${passed} -ne ${RENEWER_LAST} ]] || signal=KILL
    [[ ${passed} -lt $((2 * RENEWER_LAST)) ]] || transaction_refuse 1 "process ${pid} does not end" || return 1
    [[ ${signal} == TERM ]] || renewer_kill KILL || return 1
    sleep 0.05 2>/dev/null || sleep 1
    passed=$((passed + 50))
  done
  [[ ${state} != stopped ]] || return 0
  start=${RENEWER_START}
  renewer_forget "${RENEWER_PID}"
}

renewer_kill() {
  kill -s "$1" "${pid}" 2>/dev/null && return 0
  ! renewer_lives "${pid}" "${start}" || transaction_refuse 5 "process ${pid} belongs to another user"
}

# Writes that process PID, which began at `start`, is no more; unless somebody has started another one.
renewer_forget() {
  local status=0
  lock_take || return 1
  if ! renewer_read; then
    status=1
  elif [[ ${RENEWER_PID}:${RENEWER_START} == "$1:${start}" ]]; then
    renewer_line null null null null
    renewer_write "${REPLY}" || status=1
  fi
  lock_drop
  return "${status}"
}
