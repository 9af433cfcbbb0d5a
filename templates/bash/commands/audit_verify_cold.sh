# audit_verify_cold: whether the sealed segments of the journal are what was sealed.

VERIFY_FINDINGS=() # segment, path, line or nothing, violation, problem: with marks between
VERIFY_UNSEALED='is not what was sealed'

command_audit_verify() {
  local found=0
  audit_words audit-verify "$@" || return
  reader_open audit-verify
  if ! reader_read verify_stand || ! verify_segments || ! verify_again; then
    audit_refused audit-verify
    return
  fi
  found=${#VERIFY_FINDINGS[@]}
  reader_close "$((found > 0 ? 11 : 0))"
  if [[ ${words_form} == json ]]; then
    verify_json
  else
    verify_text
  fi
  answers_line "${REPLY}" || {
    dispatch_refused audit-verify
    return
  }
  [[ ${found} -eq 0 ]] || return 11
}

# Notes the last entry and the bytes of its segment.
verify_stand() {
  VERIFY_LAST=${TX_SEQUENCE} VERIFY_LENGTH=${STATE_JOURNAL}
  [[ ${VERIFY_LAST} -gt 0 ]] || transaction_refuse 12 "the journal of ${STORE_DIR} has no entries"
}

# Checks the journal up to VERIFY_LAST: sets VERIFY_FINDINGS, VERIFY_TORN to the path and line of an end that is not whole,
# by segment VERIFY_DIGESTS, and VERIFY_INNER: of entries that seal what stands before them the digest they have, their
# line, and the digest that is now. Fails when it was refused.
verify_segments() {
  local number=0 seals=() findings=() paths=() each=''
  VERIFY_OPEN=$(((VERIFY_LAST - 1) / 1000 + 1)) VERIFY_FINDINGS=() VERIFY_TORN='' TRAIL_VOUCHED=()
  VERIFY_DIGESTS=() VERIFY_INNER=()
  paths_folder journal || [[ $? -eq 1 ]] || return 1
  while [[ ${number} -lt ${VERIFY_OPEN} ]]; do
    number=$((number + 1))
    if [[ ${number} -lt ${VERIFY_OPEN} ]]; then
      trail_scan "${number}" 1000 || return 1
    else
      trail_scan "${number}" "$((VERIFY_LAST - (number - 1) * 1000))" "${VERIFY_LENGTH}" || return 1
      [[ ${TRAIL_TAIL} -eq 0 ]] || VERIFY_TORN="${TRAIL_PATH} $((VERIFY_LAST - (number - 1) * 1000 + 1))"
    fi
    VERIFY_DIGESTS[number]=${TRAIL_DIGEST} seals[number]=${TRAIL_SEAL} findings[number]=${TRAIL_FINDING}
    paths[number]=${TRAIL_PATH} VERIFY_INNER[number]=''
    for each in ${TRAIL_SEALS[@]+"${TRAIL_SEALS[@]}"}; do
      trail_digest "${TRAIL_PATH}" "${each##* }" || return 1
      VERIFY_INNER[number]+="${each#* } "
      VERIFY_INNER[number]=${VERIFY_INNER[number]% * }" ${each%% *} ${REPLY} "
    done
  done
  verify_chain
}

# Adds what seals tell of segments whose lines have their form. When a segment and the one before both differ from what
# was sealed, it may be its own seal that was edited.
verify_chain() {
  local number=0 differs=' ' mark=${ANSWERS_MARK} finding=''
  for ((number = 1; number < VERIFY_OPEN; number++)); do
    [[ -z ${seals[number + 1]} || -n ${findings[number]} ]] || trail_stands "${seals[number + 1]}" "${VERIFY_DIGESTS[number]}" ||
      differs+="${number} "
  done
  for ((number = 1; number <= VERIFY_OPEN; number++)); do
    finding=${findings[number]}
    if [[ -n ${finding} ]]; then
      :
    elif [[ ${differs} == *" ${number} "* && ${differs} == *" $((number - 1)) "* ]]; then
      finding="1${TAB}broken_chain${TAB}does not fit segment $((number - 1))"
    elif [[ ${differs} == *" ${number} "* && ${differs} != *" $((number + 1)) "* ]] || ! verify_inner "${number}"; then
      finding="${TAB}edited${TAB}${VERIFY_UNSEALED}"
    fi
    [[ -z ${finding} ]] ||
      VERIFY_FINDINGS[${#VERIFY_FINDINGS[@]}]=${number}${mark}${paths[number]}${mark}${finding//"${TAB}"/"${mark}"}
  done
}

# True when all that entries of segment NUMBER seal before them stands.
verify_inner() {
  # shellcheck disable=SC2086 # digest that was sealed, line, digest that is, and so on
  set -- ${VERIFY_INNER[$1]}
  while [[ $# -gt 0 ]]; do
    trail_stands "$1" "$3" || return 1
    shift 3
  done
}

# What was found without the lock may have been changed meanwhile by a redaction: it is looked for again under the shared
# one. Fails when it was refused.
verify_again() {
  [[ ${#VERIFY_FINDINGS[@]} -gt 0 || -n ${VERIFY_TORN} ]] || return 0
  if ! replay_lock || ! form_open || ! state_read; then
    lock_drop
    return 1
  fi
  VERIFY_LAST=${STATE_SEQUENCE} VERIFY_LENGTH=${STATE_JOURNAL}
  if ! verify_segments || ! verify_locate; then
    lock_drop
    return 1
  fi
  [[ ${STATE_DIRTY} -eq 0 ]] || VERIFY_TORN=''
  lock_drop
}

# Looks for the lines of what the digests of segments show: by the form of their values, and by what the journal comes to.
# Fails when it was refused.
verify_locate() {
  local place=0 IFS=${ANSWERS_MARK} parts=() folded=''
  for ((place = 0; place < ${#VERIFY_FINDINGS[@]}; place++)); do
    # shellcheck disable=SC2206 # to be split; globbing is off
    parts=(${VERIFY_FINDINGS[place]})
    [[ ${parts[4]} == "${VERIFY_UNSEALED}" ]] || continue
    if [[ -z ${folded} ]]; then
      FOLD_FILES=() COMPARE_WRONG=() folded=yes
      IFS=$' \t\n'
      fold_run && compare_files || return 1
      IFS=${ANSWERS_MARK}
    fi
    IFS=$' \t\n'
    verify_line "${parts[0]}" "${parts[1]}" || return 1
    IFS=${ANSWERS_MARK}
    parts[2]=${REPLY}
    VERIFY_FINDINGS[place]="${parts[*]}"
  done
}

# Sets REPLY to the line of segment NUMBER at PATH that is to blame, or to nothing. Fails when it was refused.
verify_line() {
  local lines=() zeroes=0 line='' place=0 last='' at=0 path=''
  fold_read "$2" || return 1
  grammar_begin
  for line in ${lines[@]+"${lines[@]}"}; do
    place=$((place + 1))
    if ! grammar_parse "${line}" "$((($1 - 1) * 1000 + place))"; then
      last=${place}
      break
    fi
    at=0
    for path in ${GRAMMAR_PATHS[@]+"${GRAMMAR_PATHS[@]}"}; do
      [[ -z ${COMPARE_WRONG["${path}"]-} || ${FOLD_FILES["${path}"]-} != "${GRAMMAR_FILES[at]}" ]] || last=${place}
      at=$((at + 1))
    done
  done
  REPLY=${last}
}

# Sets REPLY to what people read.
verify_text() {
  local each='' parts=() text='' IFS=${ANSWERS_MARK}
  [[ -z ${VERIFY_TORN} ]] ||
    text="${VERIFY_TORN% *}: line ${VERIFY_TORN##* }: torn_tail: what comes before it is not affected"$'\n'
  for each in ${VERIFY_FINDINGS[@]+"${VERIFY_FINDINGS[@]}"}; do
    # shellcheck disable=SC2206 # to be split; globbing is off
    parts=(${each})
    text+="${parts[1]}: ${parts[2]:+line ${parts[2]}: }${parts[3]}: ${parts[4]}"$'\n'
  done
  [[ ${#VERIFY_FINDINGS[@]} -gt 0 ]] ||
    text+="audit-verify: ${VERIFY_LAST} entries, ${VERIFY_OPEN} segments, $((VERIFY_OPEN - 1)) sealed"
  REPLY=${text%$'\n'}
}

# Sets REPLY to the same as JSON.
verify_json() {
  local each='' parts=() rows='' torn=null IFS=${ANSWERS_MARK}
  [[ -z ${VERIFY_TORN} ]] || torn="{\"path\":\"${VERIFY_TORN% *}\",\"line\":${VERIFY_TORN##* }}"
  for each in ${VERIFY_FINDINGS[@]+"${VERIFY_FINDINGS[@]}"}; do
    # shellcheck disable=SC2206 # to be split; globbing is off
    parts=(${each})
    rows+=",{\"segment\":${parts[0]},\"path\":\"${parts[1]}\",\"line\":${parts[2]:-null},\"violation\":\"${parts[3]}\""
    rows+=",\"problem\":\"${parts[4]}\"}"
  done
  REPLY="{\"entries\":${VERIFY_LAST},\"segments\":${VERIFY_OPEN},\"sealed\":$((VERIFY_OPEN - 1)),\"torn\":${torn}"
  REPLY+=",\"findings\":[${rows#,}]}"
}

operation_audit_verify_span() {
  local parts=() IFS=${ANSWERS_MARK}
  TX_SPAN=swarmsh.audit.verify
  REPLY=''
  spans_text swarmsh.coordination.operation audit_verify
  if [[ -n ${TX_EXIT} ]]; then
    REPLY=${REPLY%,}
    return 0
  fi
  spans_number swarmsh.audit.segment_count "${VERIFY_OPEN}"
  spans_number swarmsh.audit.entry_count "${VERIFY_LAST}"
  spans_number swarmsh.audit.last_sequence "${VERIFY_LAST}"
  spans_number swarmsh.coordination.problem_count "${#VERIFY_FINDINGS[@]}"
  # shellcheck disable=SC2206 # to be split; globbing is off
  parts=(${VERIFY_FINDINGS[0]-})
  [[ ${#VERIFY_FINDINGS[@]} -eq 0 ]] || spans_text swarmsh.audit.violation "${parts[3]}"
  REPLY=${REPLY%,}
}
