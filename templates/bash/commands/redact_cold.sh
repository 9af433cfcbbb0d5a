# redact_cold: takes texts of a record out of the store and its journal, and records that it did.

REDACT_MARK='"[redacted]"' # what stands where a text was

command_redact() {
  local wanted=() agent=${AGENT_ID-}
  words_begin redact 1 ''
  while [[ $# -gt 0 && -z ${words_help} ]]; do
    words_used=1
    case $1 in
      --field | --field=*) words_value often "$@" && wanted[${#wanted[@]}]=${REPLY} ;;
      --agent | --agent=*) words_value once "$@" && agent=${REPLY} ;;
      --print | --print=*) words_rare "$1" ;;
      *) words_common "$@" ;;
    esac
    shift "${words_used}"
  done
  commands_end redact || return
  transaction_clear
  if ! redact_words ${wanted[@]+"${wanted[@]}"}; then
    dispatch_refused redact
    return
  fi
  reader_open redact
  REDACT_COUNT=''
  if ! paths_file format; then
    [[ -n ${TX_EXIT} ]] || transaction_refuse 12 "there is no store in ${STORE_DIR}"
    dispatch_refused redact
    return
  fi
  REDACT_DONE=''
  redact_store || TX_EXIT=${TX_EXIT:-1}
  lock_drop
  [[ -n ${REDACT_DONE} ]] || spans_side "${TX_EXIT:-0}"
  if [[ -n ${TX_EXIT} ]]; then
    dispatch_refused redact
    return
  fi
  redact_answer
  answers_line "${REPLY}" || dispatch_refused redact
}

# Checks the words: FIELD…; sets REDACT_KIND, REDACT_ID, REDACT_FIELDS and TX_AGENT. Fails when it was refused.
redact_words() {
  local each='' ref='' found=' '
  if [[ ${#words_places[@]} -eq 0 ]]; then
    transaction_refuse 2 'argument ID is missing'
    return 1
  fi
  redact_kind || return 1
  words_given+='ID '
  words_identifier ID "${words_places[0]}" '' || return 1
  REDACT_ID=${REPLY} ref=TEXTS_${REDACT_KIND}
  for each in "$@"; do
    if [[ -z ${each} ]]; then
      words_empty --field
      return 1
    fi
    # shellcheck disable=SC2086 # the names of fields
    values_enum "${each}" ${!ref} || transaction_refuse 2 "--field: ${REPLY}" || return 1
    found+="${REPLY} "
  done
  [[ $# -gt 0 ]] || found=" ${!ref} "
  REDACT_FIELDS=''
  for each in ${!ref}; do
    [[ ${found} != *" ${each} "* ]] || REDACT_FIELDS+="${each} "
  done
  REDACT_FIELDS=${REDACT_FIELDS% }
  [[ -z ${agent} || ${words_given} == *' --agent '* ]] || words_given+='--agent '
  words_identifier --agent "${agent}" '' || return 1
  REDACT_AGENT=${REPLY}
}

# Sets REDACT_KIND to the first kind of record that has ids and texts. Fails when it was refused.
redact_kind() {
  local kind='' with='' prefix=''
  for kind in "${KINDS[@]}"; do
    with=TEXTS_${kind} prefix=PREFIX_${kind}
    if [[ -n ${!with} && -n ${!prefix} ]]; then
      REDACT_KIND=${kind}
      return 0
    fi
  done
  transaction_refuse 6 "no record of pattern ${PATTERN} has a text"
}

# Redacts; sets REDACT_COUNT, and REDACT_DONE when there was something to redact. Fails when it was refused.
redact_store() {
  local at='' number='' ref=''
  transaction_begin || return 1
  transaction_get "${REDACT_KIND}" "${REDACT_ID}" || return 1
  at=${REPLY}
  if [[ -n ${REDACT_AGENT} && " ${KINDS[*]} " == *' agent '* ]]; then
    transaction_get agent "${REDACT_AGENT}" || return 1
  fi
  TX_AGENT=${REDACT_AGENT} TX_SUBJECT=${REDACT_ID}
  ref="f_${REDACT_KIND}[${at} + NUMBER]"
  number=${!ref}
  shelf_open "${REDACT_KIND}" "${number}" || return 1
  REDACT_AWAY=''
  ! shelf_away "${REDACT_KIND}" "${number}" || REDACT_AWAY=yes
  redact_admit && redaction_begin || return 1
  redact_segments "${number}" && redact_shard "${number}" && redact_record "${at}" || redaction_cancel || return 1
  if [[ ${REDACT_COUNT} -eq 0 ]]; then
    redaction_cancel || return "${TX_EXIT:-0}"
  fi
  redact_commit "${number}"
}

# Lets only a journal pass that is what was sealed.
redact_admit() {
  VERIFY_LAST=${STATE_SEQUENCE} VERIFY_LENGTH=${STATE_JOURNAL}
  verify_segments || return 1
  [[ ${#VERIFY_FINDINGS[@]} -gt 0 ]] || return 0
  VERIFY_TORN=''
  verify_text
  transaction_refuse 9 "${STORE_DIR}/${REPLY%%$'\n'*}; nothing was changed"
}

# Takes the texts out of the record: AT. One that stands in the archive alone stays there: the entry writes none.
redact_record() {
  local field='' place='' ref=''
  for field in ${REDACT_FIELDS}; do
    place=${REDACT_KIND}_${field^^}
    place=$(($1 + ${!place}))
    ref="f_${REDACT_KIND}[${place}]"
    case ${!ref} in
      null | '""' | "${REDACT_MARK}") ;;
      *)
        records_put "${REDACT_KIND}" "${place}" "${REDACT_MARK}"
        REDACT_COUNT=$((REDACT_COUNT + 1))
        ;;
    esac
  done
  [[ -n ${REDACT_AWAY} ]] || transaction_touch "${REDACT_KIND}" "$1"
}

# Makes the entry of record NUMBER, and the new segments, part of the store. Fails when it was refused.
redact_commit() {
  local seal=null list='' field='' last='' open='' before=''
  JOURNAL_PATHS=() JOURNAL_SIZES=() JOURNAL_LINES=() JOURNAL_NEW=()
  journal_segment
  last=$(((STATE_SEQUENCE - 1) / 1000 + 1))
  if [[ ${JOURNAL_OFFSET} -eq 0 ]]; then
    seal="\"${VERIFY_DIGESTS[last]}\""
  fi
  commit_encode
  for field in ${REDACT_FILES}; do
    JOURNAL_WRITES+="${JOURNAL_WRITES:+${TAB},${TAB}}[\"${REDACT_KIND}.${field}\",$1,${REDACT_MARK}]"
    texts_path "${REDACT_KIND}" "$1" "${field}"
    journal_put "${REPLY}" 0 "${REDACT_MARK}"
  done
  journal_prepare || redaction_cancel || return 1
  list=${REDACT_FIELDS// /'","'}
  spans_around
  spans_object 0 "${TX_SEQUENCE}" "${TX_NOW}"
  journal_line 0 null "[\"${list}\"]" "[${REDACT_COUNT}${REDACT_PAIRS}]" "${seal}" "${REPLY}"
  open=${STORE_DIR}/redact.new/${JOURNAL_FILE#journal/}
  if [[ ${JOURNAL_OFFSET} -gt 0 && ${REDACT_WRITTEN} != *" ${last} "* ]]; then
    before=${JOURNAL_FILE}
  fi
  redact_planned
  if ! { [[ -z ${before} ]] || trail_bytes "${before}" "${REDACT_LENGTH}" >"${open}"; } 2>/dev/null ||
    ! { printf '%s\n' "${JOURNAL_LINE}" >>"${open}"; } 2>/dev/null ||
    ! { printf '%-511s\n' "${REPLY}" >"${STORE_DIR}/redact.new/state"; } 2>/dev/null; then
    transaction_storage || redaction_cancel || return 1
  fi
  [[ ${FORM_DURABILITY} == none ]] || sync 9>&-
  redaction_commit || return 1
  REDACT_DONE=yes
}

# Sets REPLY to the marked line of the state that the new segments have.
redact_planned() {
  REPLY=${STATE_CLEAN#*"${TAB},\"traces\":"}
  REPLY="{\"dirty\":${TAB}1${TAB},\"sequence\":${TAB}${STATE_SEQUENCE}${TAB},\"journal\":${TAB}${REDACT_LENGTH}${TAB},\"traces\":${REPLY}"
}

# Sets REPLY to what is told.
redact_answer() {
  local list=${REDACT_FIELDS// /'","'}
  if [[ ${words_form} == json ]]; then
    REPLY="{\"id\":\"${REDACT_ID}\",\"places\":${REDACT_COUNT},\"fields\":[\"${list}\"]}"
  elif [[ ${REDACT_COUNT} -eq 0 ]]; then
    REPLY="redact: ${REDACT_ID}: nothing to redact"
  else
    REPLY="redact: ${REDACT_ID}: ${REDACT_COUNT} places"
  fi
}

operation_redact_span() {
  TX_SPAN=swarmsh.audit.redact
  REPLY=''
  spans_text swarmsh.coordination.operation redact
  [[ ${REDACT_KIND} != work ]] || spans_text swarmsh.work.id "${REDACT_ID}"
  [[ -z ${REDACT_AGENT} ]] || spans_text swarmsh.agent.id "${REDACT_AGENT}"
  [[ ${REDACT_FIELDS} == *' '* ]] || spans_text swarmsh.audit.redacted_field "${REDACT_FIELDS}"
  [[ -z ${REDACT_COUNT} ]] || spans_number swarmsh.audit.redacted_count "${REDACT_COUNT}"
  REPLY=${REPLY%,}
}
