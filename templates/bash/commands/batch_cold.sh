# batch_cold: many operations in one process, one a line.

BATCH_MOST=262144 # bytes of a line
BATCH_LINES=()    # lines that were read and not run
BATCH_ENDED=''    # whether there is no more to read
BATCH_ANSWERS=''  # of lines that share the lock, which is not held while somebody may keep us waiting

command_batch() {
  local line='' number=0 left='' most=1
  commands_read batch 0 "$@" || return
  while [[ -z ${BATCH_ENDED} ]]; do
    batch_read "${most}"
    most=50 # the first line alone shows whether answers can be written
    left=${#BATCH_LINES[@]}
    for line in ${BATCH_LINES[@]+"${BATCH_LINES[@]}"}; do
      number=$((number + 1)) left=$((left - 1)) TX_MORE=''
      [[ ${left} -eq 0 ]] || TX_MORE=yes
      [[ -n ${line} ]] || continue
      batch_line "${line}" "${number}"
      batch_answer "${number}"
    done
    batch_unlock
    line=${BATCH_ANSWERS%$'\n'} BATCH_ANSWERS=''
    if [[ -n ${line} ]] && ! answers_line "${line}"; then
      dispatch_refused batch
      return
    fi
  done
}

# Reads the next line into BATCH_LINES, and those that are there already, MOST in all. The lock is not held meanwhile. A
# line that has begun is waited for: a read that ends in time cannot tell whether it took the end of the line. Versions
# before 5.1 read one line.
batch_read() {
  local line=''
  BATCH_LINES=()
  while [[ ${#BATCH_LINES[@]} -lt $1 && -z ${BATCH_ENDED} ]]; do
    [[ ${#BATCH_LINES[@]} -eq 0 ]] || { [[ ${PRELUDE_VERSION} -ge 501 ]] && read -r -t 0; } || return 0
    IFS= read -r line || BATCH_ENDED=yes
    [[ -n ${BATCH_ENDED} && -z ${line} ]] || BATCH_LINES+=("${line}")
  done
}

# Lets go of the lock that operations shared.
batch_unlock() {
  [[ -z ${TX_HELD} ]] || lock_drop
  TX_HELD=''
}

# Runs LINE, which has this NUMBER. Sets TX_EXIT, and REPLY to the answer as JSON.
batch_line() {
  local words=()
  words_help='' TX_EXIT='' TX_PROBLEM='' REPLY=''
  if [[ ${#1} -gt ${BATCH_MOST} ]]; then
    transaction_refuse 2 "the line is longer than ${BATCH_MOST} bytes"
  elif ! batch_words "$1"; then
    transaction_refuse 2 "a word has an escape other than \\t, \\n and \\\\"
  else
    batch_named "$2" "${words[@]}"
  fi
}

# Runs what the words ask for: NUMBER WORD…
batch_named() {
  local number=$1 name=$2
  shift 2
  dispatch_kind "${name}"
  if [[ ${REPLY} == family ]]; then
    dispatch_second "${name}" "$@" || transaction_refuse 2 "${REPLY}" || return 0
    name+=" $1"
    shift
  fi
  case ${REPLY}:${name} in
    change:*) batch_operation transaction_run "${number}" "${name}" "$@" ;;
    query:*)
      batch_unlock
      batch_operation reader_run "${number}" "${name}" "$@"
      ;;
    help:* | *:help | *:-h | *:--help | *:--version | *:completion)
      words_help=yes # they print texts and have nothing to answer here
      ;;
    *)
      text_show "${name}" 80
      transaction_refuse 2 "unknown operation \"${REPLY}\"; see \"${PROGRAM} help\"" || :
      ;;
  esac
}

# Reads the words of an operation and runs it: RUN NUMBER NAME WORD…
batch_operation() {
  local run=$1 name=${3// /-} function=${3//[- ]/_} number=$2
  shift 3
  "operation_${function}_parse" "$@" || return 0
  words_form=json TX_LINE=${number}
  if ! "${run}" "${name}" && [[ ${TX_MARK} == again && -n ${words_wait} ]]; then
    wait_run "${name}"
  fi
  [[ -z ${TX_EXIT} ]] || return 0
  case " ${ANSWER_ROWS} / ${ANSWER_RECORDS} " in
    *" ${function} "*/*) answers_rows_json ;;
    */*" ${function} "*) REPLY=${answers_lines[0]} ;;
    *) "operation_${function}_json" ;;
  esac
}

# Sets `words` of the caller to the words of LINE, or fails.
batch_words() {
  local rest=$1${TAB} word=''
  while [[ -n ${rest} ]]; do
    word=${rest%%"${TAB}"*}
    rest=${rest:${#word}+1} # not ${rest#*TAB}: it takes a time that grows with the square of the length
    if [[ ${word} == *\\* ]]; then
      batch_word "${word}" || return 1
      word=${REPLY}
    fi
    words[${#words[@]}]=${word}
  done
}

# Sets REPLY to WORD without its escapes, or fails.
batch_word() {
  local rest=$1 head=''
  REPLY=''
  while [[ ${rest} == *\\* ]]; do
    head=${rest%%\\*}
    rest=${rest:${#head}+1}
    case ${rest} in
      t*) head+=${TAB} ;;
      n*) head+=$'\n' ;;
      \\*) head+=\\ ;;
      *) return 1 ;;
    esac
    rest=${rest#?}
    REPLY+=${head}
  done
  REPLY+=${rest}
}

# Adds the answer of line NUMBER to BATCH_ANSWERS.
batch_answer() {
  local answer=${REPLY} message=null exit=${TX_EXIT:-${TX_PROBLEM:-0}}
  if [[ -n ${words_help} ]]; then
    exit=0 answer=null
  elif [[ -n ${TX_EXIT} ]]; then
    text_token "${TX_MESSAGE}" || text_token '(not UTF-8)'
    message=${REPLY} answer=null
  fi
  TX_LINE=0
  BATCH_ANSWERS+="{\"line\":$1,\"exit\":${exit},\"answer\":${answer},\"message\":${message}}"$'\n'
}
