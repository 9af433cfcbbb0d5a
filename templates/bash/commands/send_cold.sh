# send_cold: one request of OTLP over HTTP, by curl.

SEND_MOST=65536 # bytes of an answer that are read
SEND_BLANKS='[ '$'\t\r\n'']*'

send_status=0 # of the answer, or 0 with send_failure: late or broken
send_failure=''
send_after=''   # the wait that the answer asks for, in s
send_rejected=0 # spans that were not taken, although the request was
send_says=''    # the reason given

# Sends BODY. What is secret reaches curl on standard input, so that it does not stand among the processes.
send_post() {
  local answer='' mark=$'\ncurl ended with ' code=0
  send_status=0 send_failure=broken send_after='' send_rejected=0 send_says=''
  send_config
  # Some more than what is read of a body, for its head.
  IFS= read -r -d '' -n "$((SEND_MOST * 2))" answer < <(
    exec 2>/dev/null 8>&- 9>&-
    printf '%s' "${REPLY}" | curl -q -s -i -g --config - --data-binary "@"<(printf '%s' "$1") || code=$?
    printf '%s%s' "${mark}" "${code}"
  ) || :
  if [[ ${answer} == *"${mark}"* ]]; then
    code=${answer##*"${mark}"} answer=${answer%"${mark}"*}
  fi
  [[ ${code} != 28 ]] || send_failure=late
  [[ ${code} != 0 ]] || send_parse "${answer}"
}

# Sets REPLY to the configuration of curl for a request.
send_config() {
  local each=''
  REPLY=''
  send_line url "${endpoint_address}"
  send_line header 'Content-Type: application/json'
  send_line header "User-Agent: swarmsh/${VERSION}"
  send_line header 'Expect:'
  for each in ${endpoint_headers[@]+"${endpoint_headers[@]}"}; do
    [[ ${each} != *': ' ]] || each="${each%': '};" # how curl is told of an empty one
    send_line header "${each}"
  done
  printf -v each '%d.%03d' "$((endpoint_timeout / 1000))" "$((endpoint_timeout % 1000))"
  send_line max-time "${each%.000}"
}

# Adds NAME = "VALUE" to REPLY.
send_line() {
  local value=$2 backslash=$'\\' quote='"' escaped=$'\\\\'
  value=${value//"${backslash}"/"${escaped}"}
  escaped='\"'
  value=${value//"${quote}"/"${escaped}"}
  REPLY+="$1 = \"${value}\""$'\n'
}

# Takes status, wait and reasons from an ANSWER: its head, a blank line, its body. Heads of other answers may come first.
send_parse() {
  local rest=$1 line='' status=''
  while [[ ${rest} == HTTP/* ]]; do
    send_after=''
    line=${rest%%$'\n'*}
    status=${line#* }
    status=${status:0:3}
    while [[ ${rest} == *$'\n'* ]]; do
      rest=${rest#*$'\n'}
      line=${rest%%$'\n'*}
      line=${line%$'\r'}
      [[ -n ${line} ]] || break
      [[ ${line,,} != retry-after:* ]] || send_wait "${line#*:}"
    done
    rest=${rest#*$'\n'}
    case ${status} in
      1?? | 2??) ;;
      *) break ;;
    esac
  done
  case ${status} in
    [1-5][0-9][0-9]) send_status=${status} ;;
    *) return 0 ;;
  esac
  send_reasons "${rest:0:SEND_MOST}"
}

# Takes the seconds in the value of Retry-After; a date counts as nothing.
send_wait() {
  endpoint_trimmed "$1"
  case ${REPLY} in
    '' | *[!0-9]* | ??????????*) ;;
    *) send_after=$((10#${REPLY})) ;;
  esac
}

# Takes what the BODY of an answer says of spans that were not taken.
send_reasons() {
  local name=message rejected="\"rejectedSpans\"${SEND_BLANKS}:${SEND_BLANKS}\"?([0-9]{1,18})" says=''
  if [[ ${send_status} == 2?? ]]; then
    name=errorMessage
    [[ ! $1 =~ ${rejected} ]] || send_rejected=$((10#${BASH_REMATCH[1]}))
  fi
  says="\"${name}\"${SEND_BLANKS}:${SEND_BLANKS}\"(([^\"\\\\]|\\\\.)*)\""
  [[ ! $1 =~ ${says} ]] || send_says=${BASH_REMATCH[1]}
}

# True when the request may be sent again.
send_again() {
  case ${send_status} in
    0 | 429 | 502 | 503 | 504) ;;
    *) return 1 ;;
  esac
}
