# audit_cold: what happened in the store, from its journal. A query like those of the pattern, but written by hand.

operation_audit_parse() {
  o_operation='' o_agent='' o_subject='' o_work='' o_since='' o_limit='' o_from='' r_count=''
  words_begin audit 0 ''
  while [[ $# -gt 0 && -z ${words_help} ]]; do
    words_used=1
    case $1 in
      --operation | --operation=*) words_value once "$@" && o_operation=${REPLY} ;;
      --agent | --agent=*) words_value once "$@" && o_agent=${REPLY} ;;
      --subject | --subject=*) words_value once "$@" && o_subject=${REPLY} ;;
      --work | --work=*) words_value once "$@" && o_work=${REPLY} ;;
      --since | --since=*) words_value once "$@" && o_since=${REPLY} ;;
      --limit | --limit=*) words_value once "$@" && o_limit=${REPLY} ;;
      --from | --from=*) words_value once "$@" && o_from=${REPLY} ;;
      *) words_common "$@" ;;
    esac
    shift "${words_used}"
  done
  words_walked || return 1
  if [[ ${words_given} == *' --subject '* && ${words_given} == *' --work '* ]]; then
    words_refuse 'give at most one of --subject and --work'
    return 1
  fi
  words_identifier --operation "${o_operation}" '' || return 1
  o_operation=${REPLY}
  words_identifier --agent "${o_agent}" '' || return 1
  o_agent=${REPLY}
  words_identifier --subject "${o_subject}" '' || return 1
  o_subject=${REPLY}
  words_identifier --work "${o_work}" '' || return 1
  o_work=${REPLY} AUDIT_STATUS=''
  REPLY=''
  [[ ${words_given} != *' --since '* ]] || words_moment --since "${o_since}" '' true || return 1
  o_since=${REPLY}
  words_integer --limit "${o_limit}" 100 1 10000 || return 1
  o_limit=${REPLY}
  words_integer --from "${o_from}" 1 1 9007199254740991 || return 1
  o_from=${REPLY}
  words_end 'sequence, time, operation, agent, subject, exit' || return 1
}

operation_audit_span() {

  TX_SPAN=swarmsh.audit.query
  REPLY=''
  spans_text swarmsh.coordination.operation audit
  [[ -z ${o_agent} ]] || spans_text swarmsh.audit.filter.agent "${o_agent}"
  [[ -z ${o_operation} ]] || spans_text swarmsh.audit.filter.operation "${o_operation}"
  [[ -z ${o_subject}${o_work} ]] || spans_text swarmsh.audit.filter.work "${o_work:-${o_subject}}"
  [[ -z ${r_count} ]] || spans_number swarmsh.coordination.result_count "${r_count}"
  spans_number swarmsh.coordination.result_limit "${o_limit}"
  [[ -z ${o_since} || ${o_since} -eq 0 ]] || spans_number swarmsh.coordination.since "${o_since}"
  REPLY=${REPLY%,}
}

# Keeps the last of the entries that are wanted.
operation_audit_steps() {
  local entries=() each='' first=0
  answers_rows audit 'sequence time operation agent subject exit'
  AUDIT_STATUS=''
  audit_walk "$((${#o_work} > 0 ? 1 : o_from))" "${TX_SEQUENCE}" || return 1
  first=$((${#entries[@]} > o_limit ? ${#entries[@]} - o_limit : 0))
  for each in ${entries[@]+"${entries[@]:first}"}; do
    journal_tokens "${each}"
    audit_row "${TOKENS[@]}" || return 1
  done
  r_count=${#answers_lines[@]}
}

# Adds what the journal says of the entries FIRST to LAST to `entries` of the caller, TABs between, if it is wanted.
# Fails when it was refused.
audit_walk() {
  local segment=$((($1 - 1) / 1000)) path='' lines=() number=0 line=''
  while [[ $((segment * 1000)) -lt $2 ]]; do
    number=$((segment * 1000)) segment=$((segment + 1))
    trail_path "${segment}"
    path=${REPLY}
    paths_folder journal && paths_file "${path}" && mapfile lines 2>/dev/null <"${STORE_DIR}/${path}" || lines=()
    if [[ ${#lines[@]} -lt $(($2 - number < 1000 ? $2 - number : 1000)) ]]; then
      [[ -n ${TX_EXIT} ]] || transaction_damaged "${path}" audit-verify
      return 1
    fi
    for line in "${lines[@]}"; do
      number=$((number + 1))
      [[ ${number} -ge $1 ]] || continue
      [[ ${number} -le $2 ]] || return 0
      if ! audit_take "${line}" "${number}"; then
        transaction_damaged "${path}" audit-verify
        return 1
      fi
    done
  done
}

# Takes the entry in LINE, which must have this NUMBER, or fails.
audit_take() {
  [[ $1 == "{\"sequence\":${TAB}$2${TAB},"*"${TAB}]}"$'\n' ]] || return 1
  journal_tokens "${1%%"${TAB},\"key\":"*}"
  [[ ${#TOKENS[@]} -eq 12 ]] && journal_number "${TOKENS[3]}" && journal_number "${TOKENS[11]}" || return 1
  if [[ -n ${o_work} ]]; then
    audit_changes "$1" || audit_is "${TOKENS[9]}" "${o_work}" || return 0
    [[ $2 -ge ${o_from} ]] || return 0
  fi
  if [[ ${TOKENS[3]} -lt ${o_since:-0} ]] || ! audit_is "${TOKENS[5]}" "${o_operation}" ||
    ! audit_is "${TOKENS[7]}" "${o_agent}" || ! audit_is "${TOKENS[9]}" "${o_subject}"; then
    return 0
  fi
  entries[${#entries[@]}]=$2${TAB}${TOKENS[3]}${TAB}${TOKENS[5]}${TAB}${TOKENS[7]}${TAB}${TOKENS[9]}${TAB}${TOKENS[11]}
}

# True when the entry in LINE gave the item o_work another status than it had.
audit_changes() {
  local rest=$1 head='' before=${AUDIT_STATUS} mark="${TAB},\"id\":${TAB}\"${o_work}\"${TAB}" field="${TAB},\"status\":${TAB}"
  while [[ ${rest} == *"${mark}"* ]]; do
    head=${rest%%"${mark}"*}
    rest=${rest#*"${mark}"}
    head=${head%"${TAB}"*}
    head=${head##*"${TAB}"}
    [[ ${head} == '["work",'* ]] || continue
    head=${TAB}${rest%%"${TAB}}]"*}
    head=${head#*"${field}"}
    AUDIT_STATUS=${head%%"${TAB}"*}
  done
  [[ ${AUDIT_STATUS} != "${before}" ]]
}

# True when TOKEN is the name WANTED, or none is.
audit_is() {
  [[ -z $2 || $1 == "\"$2\"" ]]
}

# Takes an entry into the answer: SEQUENCE TIME OPERATION AGENT SUBJECT EXIT, as they stand in the journal.
audit_row() {
  local line='' each='' fields=${answers_columns} mark=${ANSWERS_MARK}
  if [[ ${words_form} == json ]]; then
    json_number "$1"
    line="{\"sequence\":${REPLY},\"time\":"
    json_number "$2"
    answers_lines[${#answers_lines[@]}]="${line}${REPLY},\"operation\":$3,\"agent\":$4,\"subject\":$5,\"exit\":$6}"
    return 0
  fi
  if [[ ${words_form} == print ]]; then
    fields=${words_print//,/ } mark=${TAB}
  fi
  for each in ${fields}; do
    audit_cell "${each}" "$@"
    line+=${mark}${REPLY}
  done
  answers_lines[${#answers_lines[@]}]=${line#"${mark}"}
}

# Sets REPLY to FIELD of an entry, as audit_row has it.
audit_cell() {
  case $1 in
    sequence) REPLY=$2 ;;
    time)
      REPLY=$3
      [[ ${words_form} == print ]] || clock_text_of "$3"
      ;;
    operation) REPLY=$4 ;;
    agent) REPLY=$5 ;;
    subject) REPLY=$6 ;;
    *) REPLY=$7 ;;
  esac
  if [[ ${REPLY} == null ]]; then
    REPLY=-
    [[ ${words_form} != print ]] || REPLY=''
  fi
  REPLY=${REPLY//\"/}
}
