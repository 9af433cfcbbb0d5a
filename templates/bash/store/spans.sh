# spans: the span of an invocation: of a committed operation in the journal and in the traces, of any other on the side.

SPANS_LIMIT=4095 # bytes in a line without its newline; a longer one would be written in two pieces

# Takes the ids of an invocation. SPANS_ID stays empty when no span is wanted: by TELEMETRY_ENABLED=false, or because
# the caller's trace is not sampled.
spans_open() {
  SPANS_ID=''
  [[ ${TELEMETRY_ENABLED-} != false ]] || return 0
  context_open
  [[ $((CONTEXT_FLAGS & 1)) -eq 1 ]] || return 0
  ids_new 1
  SPANS_ID=${REPLY}
}

# Sets SPANS_BEFORE and SPANS_AFTER to what stands around a span in a line of this store.
spans_around() {
  SPANS_BEFORE='{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"swarmsh"}}'
  SPANS_BEFORE+=",{\"key\":\"swarmsh.coordination.store.id\",\"value\":{\"stringValue\":\"${FORM_STORE}\"}}]}"
  SPANS_BEFORE+=",\"scopeSpans\":[{\"scope\":{\"name\":\"swarmsh.${PATTERN}\",\"version\":\"${VERSION}\"},\"spans\":["
  SPANS_AFTER="],\"schemaUrl\":\"${SCHEMA_URL}\"}]}]}"
}

# Sets REPLY to the span object, null when none is wanted: EXIT SEQUENCE (empty when nothing was committed) END in ns.
# Takes as many attributes as fit the line.
spans_object() {
  local head='' start=${TX_START} tail=',"status":{}}'
  REPLY=null
  [[ -n ${SPANS_ID} ]] || return 0
  "operation_${TX_OPERATION//-/_}_span"
  [[ ${start} -le $3 ]] || start=$3
  head="{\"traceId\":\"${CONTEXT_TRACE}\",\"spanId\":\"${SPANS_ID}\""
  if [[ -n ${CONTEXT_STATE} ]]; then
    head+=",\"traceState\":\"${CONTEXT_STATE}\""
  fi
  [[ -z ${CONTEXT_PARENT} ]] || head+=",\"parentSpanId\":\"${CONTEXT_PARENT}\""
  head+=",\"flags\":${CONTEXT_FLAGS},\"name\":\"${TX_SPAN}\",\"kind\":1,\"startTimeUnixNano\":\"${start}\"\
,\"endTimeUnixNano\":\"$3\""
  REPLY+=${REPLY:+,}
  spans_text swarmsh.coordination.outcome "${SPANS_OUTCOMES[$1]:-internal}"
  spans_number swarmsh.coordination.exit_code "$1"
  if [[ $1 -ne 0 ]]; then
    spans_text error.type "${SPANS_OUTCOMES[$1]:-internal}"
    tail=',"status":{"code":2}}'
  fi
  spans_text swarmsh.coordination.pattern "${PATTERN}"
  [[ -z $2 ]] || spans_number swarmsh.coordination.sequence "$2"
  [[ -z ${TX_WAIT} ]] || spans_number swarmsh.coordination.store_lock_wait "${TX_WAIT}"
  if [[ -n ${TX_KEY} || ${TX_DUE_COUNT} -ne 0 ]]; then
    cold_start
    spans_rare
  fi
  if [[ -n ${SWARMSH_CORRELATION_ID-} ]] && values_is_identifier "${SWARMSH_CORRELATION_ID}"; then
    spans_text swarmsh.coordination.correlation.id "${SWARMSH_CORRELATION_ID}"
  fi
  [[ ${TX_LINE} -eq 0 ]] || spans_number swarmsh.coordination.batch.line "${TX_LINE}"
  if [[ $((${#SPANS_BEFORE} + ${#head} + ${#REPLY} + ${#tail} + ${#SPANS_AFTER} + 15)) -gt ${SPANS_LIMIT} ]]; then
    cold_start
    spans_fit "$((SPANS_LIMIT - ${#SPANS_BEFORE} - ${#head} - ${#tail} - ${#SPANS_AFTER}))" "${REPLY%,}"
  else
    REPLY=",\"attributes\":[${REPLY%,}]"
  fi
  REPLY=${head}${REPLY}${tail}
}

SPANS_OUTCOMES=("done" internal usage conflict timeout permission not_found empty limit damaged storage problem no_data)

# Add an attribute and a comma to REPLY: KEY VALUE.
spans_text() {
  REPLY+="{\"key\":\"$1\",\"value\":{\"stringValue\":\"$2\"}},"
}

spans_number() {
  REPLY+="{\"key\":\"$1\",\"value\":{\"intValue\":\"$2\"}},"
}

# Writes the span of an invocation that committed nothing: EXIT [END in ns]; none when it is tried again.
# What goes wrong goes unsaid: without the lock there is nowhere to count it.
spans_side() {
  local file='' end=${2-${TX_NOW}}
  [[ -n ${SPANS_ID} && (${TX_MARK-} != again || ${words_wait:-0} -eq 0) ]] || return 0
  if [[ -z ${FORM_STORE} || -z ${STATE_SEQUENCE} ]]; then
    spans_look || return 0
  fi
  if [[ -z ${end} ]]; then
    clock_now
    end=${REPLY}
  fi
  spans_around
  spans_object "$1" '' "${end}"
  printf -v file '%s/telemetry/side/%06d.jsonl' "${STORE_DIR}" "$((STATE_SEQUENCE > 0 ? (STATE_SEQUENCE - 1) / 1000 + 1 : 1))"
  [[ ! -L ${STORE_DIR}/telemetry && ! -L ${STORE_DIR}/telemetry/side && ! -L ${file} ]] || return 0
  [[ -f ${file} || ! -e ${file} ]] || return 0
  { printf '%s\n' "${SPANS_BEFORE}${REPLY}${SPANS_AFTER}" >>"${file}"; } 2>/dev/null || {
    [[ ! -d ${file%/*} ]] && mkdir -p -- "${file%/*}" && printf '%s\n' "${SPANS_BEFORE}${REPLY}${SPANS_AFTER}" >>"${file}"
  } 2>/dev/null || :
}

# Reads what a side span needs to know, for an invocation that did not get that far; fails when there is no store.
spans_look() {
  local exit=${TX_EXIT} message=${TX_MESSAGE} status=0
  [[ -d ${STORE_DIR} ]] && form_open && state_read || status=1
  TX_EXIT=${exit} TX_MESSAGE=${message}
  return "${status}"
}
