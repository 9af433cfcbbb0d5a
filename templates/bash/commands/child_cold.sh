# child_cold: a command of the caller's: finding its program, starting it, waiting for it, stopping it.
#
# A guard, which is a child of this shell and ignores signals, is its parent and tells its end on descriptor 6. So this
# shell can wait for that and for a time at once, whatever its version, without a signal that comes between two steps.

CHILD_PID='' CHILD_TARGET='' CHILD_STATUS=''
CHILD_NOW=0 CHILD_LAST=0 # ms since it was started; the clock (ms) when that was counted

# Sets REPLY to the file that COMMAND names. Fails with 1 when there is none, with 2 when none can be executed.
child_find() {
  local rest=${PATH-}: status=1
  if [[ $1 == */* ]]; then
    REPLY=$1
    [[ -e $1 ]] || return 1
    child_runs "$1"
    return
  fi
  while [[ -n ${rest} ]]; do
    REPLY=${rest%%:*}
    REPLY=${REPLY:-.}/$1 rest=${rest#*:}
    ! child_runs "${REPLY}" || return 0
    [[ ! -f ${REPLY} ]] || status=2
  done
  return "${status}"
}

# True when FILE can be executed, and so can what it names as its interpreter. Fails with 2.
child_runs() {
  local line=''
  [[ -f $1 && -x $1 ]] || return 2
  { IFS= read -r -n 2 line <"$1"; } 2>/dev/null || return 0
  [[ ${line} == '#!' ]] || return 0
  IFS= read -r -n 255 line <"$1" || :
  line=${line#'#!'}
  line=${line#"${line%%[! "${TAB}"]*}"}
  line=${line%%[ "${TAB}"]*}
  [[ -f ${line} && -x ${line} ]] || return 2
}

# Starts COMMAND, whose program is PATH. Fails when it could not be started.
child_start() {
  local folder=${STORE_DIR}
  [[ ${folder} == /* ]] || folder=$(pwd -P)/${folder#./}
  { exec 4>&1; } 2>/dev/null || exec 4>/dev/null
  { exec 5<&0; } 2>/dev/null || exec 5</dev/null
  exec 6< <(child_guard "${PRELUDE_UMASK}" "$1" "${RUN_WORK}" "${RUN_FENCE}" "${RUN_AGENT}" "${folder}" \
    "${RUN_TRACEPARENT}" "${RUN_STATE-}" "${@:2}")
  exec 4>&- 5<&-
  IFS= read -r -u 6 CHILD_PID || :
  [[ ${CHILD_PID} == [1-9]* ]] || return 1
  CHILD_TARGET=${CHILD_PID}
  [[ -t 0 ]] || CHILD_TARGET=-${CHILD_PID}
  child_clock 0
  CHILD_NOW=0
  [[ -z ${RUN_SIGNAL} ]] || child_kill TERM # it came before there was something to stop
}

# Tells the number of a new process that does what child_become does with these words, then how it ended. The process has
# a group of its own, unless it reads from a terminal: only one group may do that.
child_guard() {
  trap '' HUP INT TERM
  exec 7>&1 >&4 4>&-
  [[ -t 5 ]] || set -m
  (
    trap - HUP INT TERM
    child_become "$@"
  ) <&5 5<&- 6<&- 7>&- 8<&- 9<&- &
  printf '%s\n' "$!" >&7
  exec 2>/dev/null # where bash would tell of signals
  wait "$!"
  printf '%s\n' "$?" >&7
}

# Becomes a command: UMASK PATH WORK FENCE AGENT FOLDER TRACEPARENT TRACESTATE COMMAND [WORD…]. Its environment is the one
# that this program was given, as far as the system still knows it, whatever variables have the same names here.
child_become() {
  local CHILD_ENTRY=''
  umask "$1"
  export -n LC_ALL # the prelude's
  if { exec 8<"/proc/$$/environ"; } 2>/dev/null; then
    while IFS= read -r -d '' -u 8 CHILD_ENTRY; do
      case ${CHILD_ENTRY%%=*} in
        '' | [0-9]* | *[!A-Za-z0-9_]* | BASHOPTS | BASH_VERSINFO | CHILD_ENTRY | EUID | PPID | SHELLOPTS | UID) ;;
        *)
          unset -v "${CHILD_ENTRY%%=*}"
          export "${CHILD_ENTRY?}"
          ;;
      esac
    done
    exec 8<&-
  fi
  export SWARMSH_WORK_ID=$3 SWARMSH_FENCE=$4 AGENT_ID=$5 SWARMSH_DATA_DIR=$6
  if [[ -n $7 ]]; then
    unset -v TRACESTATE
    export TRACEPARENT=$7
    [[ -z $8 ]] || export TRACESTATE=$8
  fi
  exec -a "$9" "$2" "${@:10}"
}

# Waits until the command ends, with its status in CHILD_STATUS, or fails at TIME (as CHILD_NOW). A signal may end the
# waiting, and half a second does, since not every version runs a trap while it reads.
child_wait() {
  local left=$(($1 - CHILD_NOW)) seconds=''
  left=$((left < 500 ? left : 500))
  left=$((left > 1 ? left : 1))
  printf -v seconds '%d.%03d' "$((left / 1000))" "$((left % 1000))"
  if IFS= read -r -t "${seconds}" -u 6 CHILD_STATUS; then
    child_clock 0
    return 0
  elif [[ $? -le 128 ]]; then
    CHILD_STATUS=137 # the guard was killed
    return 0
  fi
  CHILD_STATUS=''
  child_clock "${left}"
  return 1
}

# Counts what passed since it was called last: at least LEAST ms, whatever the clock says.
child_clock() {
  local now='' passed=0
  [[ ${PRELUDE_VERSION} -lt 500 ]] || now=${EPOCHREALTIME-}
  case ${now} in
    [1-9]*[.,][0-9][0-9][0-9][0-9][0-9][0-9]) now=${now%[.,]*}${now: -6:3} ;;
    *) printf -v now '%d000' "${SECONDS:-0}" ;;
  esac
  passed=$((now - CHILD_LAST))
  [[ ${passed} -ge $1 ]] || passed=$1
  CHILD_LAST=${now} CHILD_NOW=$((CHILD_NOW + passed))
}

# Sends SIGNAL to the command, if it runs, and to all that it started in its group.
child_kill() {
  [[ -z ${CHILD_TARGET} ]] || kill -s "$1" -- "${CHILD_TARGET}" 2>/dev/null || :
}

# Waits until nothing of the group of a command that ended is left; at TIME (as CHILD_NOW) kills the rest.
child_gone() {
  [[ ${CHILD_TARGET} == -* ]] || return 0
  while kill -s 0 -- "${CHILD_TARGET}" 2>/dev/null; do
    if [[ ${CHILD_NOW} -ge $1 ]]; then
      child_kill KILL
      return 0
    fi
    sleep 0.1 2>/dev/null || sleep 1
    child_clock 100
  done
}
