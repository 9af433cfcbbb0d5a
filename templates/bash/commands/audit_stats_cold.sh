# audit_stats_cold: how many entries the journal has, of what kind, and how large it is. Also what commands about the
# journal have in common.

# Reads the words of a command that has no options but --json: NAME WORD… Fails when there is nothing left to do, with the
# exit code.
audit_words() {
  local name=$1
  shift
  words_begin "${name}" 0 ''
  while [[ $# -gt 0 && -z ${words_help} ]]; do
    words_used=1
    case $1 in
      --print | --print=*) words_rare "$1" ;;
      *) words_common "$@" ;;
    esac
    shift "${words_used}"
  done
  commands_end "${name}"
}

# Ends a query that was refused: NAME.
audit_refused() {
  reader_close 0
  dispatch_refused "$1"
}

command_audit_stats() {
  audit_words audit-stats "$@" || return
  reader_open audit-stats
  if ! reader_read tally_stand || ! tally_count; then
    audit_refused audit-stats
    return
  fi
  reader_close 0
  if [[ ${words_form} == json ]]; then
    tally_json
  else
    tally_text
  fi
  answers_line "${REPLY}" || dispatch_refused audit-stats
}

tally_stand() {
  TALLY_LAST=${TX_SEQUENCE} TALLY_LENGTH=${STATE_JOURNAL}
}

# Counts: sets TALLY_SEGMENTS, TALLY_ARCHIVED, TALLY_BYTES, TALLY_FIRST and TALLY_TIME (times of the first and the last
# entry) and TALLY_ROWS (kind, operation, exit, entries). Fails when it was refused.
tally_count() {
  local number=0 size=0 path='' counts='' status=0 lines=()
  TALLY_SEGMENTS=$((TALLY_LAST > 0 ? (TALLY_LAST - 1) / 1000 + 1 : 0)) TALLY_ARCHIVED=0 TALLY_BYTES=0
  TALLY_FIRST='' TALLY_TIME='' TALLY_ROWS=()
  paths_folder journal || [[ $? -eq 1 ]] || return 1
  while [[ ${number} -lt ${TALLY_SEGMENTS} ]]; do
    number=$((number + 1))
    trail_path "${number}"
    path=${REPLY} status=0
    paths_file "${path}" || status=$?
    [[ ${status} -ne 2 ]] || return 1
    if [[ ${status} -eq 1 ]]; then
      transaction_damaged "${path}" audit-verify
      return 1
    fi
    [[ ${path} != journal/archive/* ]] || TALLY_ARCHIVED=$((TALLY_ARCHIVED + 1))
    segments_readable "${path}" && segments_number wc -c || return 1
    size=${REPLY}
    [[ ${number} -lt ${TALLY_SEGMENTS} || ${size} -le ${TALLY_LENGTH} ]] || size=${TALLY_LENGTH}
    TALLY_BYTES=$((TALLY_BYTES + size))
    tally_segment "${number}" "${path}" "${size}" || return 1
  done
  [[ -n ${counts} ]] || return 0
  mapfile -t lines < <(exec 2>/dev/null 9>&- && printf '%s' "${counts}" | awk '
    { count[$1 " " $2 " " $3] += $4 } END { for (row in count) print row, count[row] }' | sort -k1,1 -k2,2 -k3,3n)
  TALLY_ROWS=("${lines[@]}")
}

# Adds the rows of a segment to `counts` of the caller: NUMBER PATH SIZE. Fails when it was refused.
tally_segment() {
  local rows='' times='' first=$((($1 - 1) * 1000 + 1)) expected=0
  expected=$((TALLY_LAST - first + 1 < 1000 ? TALLY_LAST - first + 1 : 1000))
  rows=$(exec 2>/dev/null 9>&- && trail_bytes "$2" "$3" | tr '\000' '\001' |
    awk -v "first=${first}" -v "expected=${expected}" -v "size=$3" "${TALLY_PROGRAM}")
  times=${rows##*$'\n'}
  if [[ -z ${times} || ${times} == short ]]; then
    recovery_unread "$2"
    return 1
  fi
  if [[ ${times} != 'done '* ]]; then
    transaction_damaged "$2" audit-verify
    return 1
  fi
  times=${times#done }
  counts+=${rows%"done ${times}"}
  TALLY_FIRST=${TALLY_FIRST:-${times% *}} TALLY_TIME=${times#* }
}

# Prints kind, operation, exit and number of entries, and at last `done` with the times of the first and the last entry,
# unless a line does not have its form.
# shellcheck disable=SC2016 # awk's own variables
TALLY_PROGRAM='
BEGIN {
  FS = "\t"
  kind["audit-seal"] = "seal"; kind["migrate"] = "migration"; kind["redact"] = "redaction"; kind["tick"] = "tick"
}
function number(word) {
  return word ~ /^[0-9]+$/ && length(word) <= 19 && (word == "0" || substr(word, 1, 1) != "0")
}
function forced(rest,    mark, at) {
  mark = "\t,\"forced_by\":\t"
  while (at = index(rest, mark)) {
    rest = substr(rest, at + length(mark))
    if (substr(rest, 1, 4) != "null") return 1
  }
  return 0
}
{
  bytes += length($0) + 1
  if (bytes > size) next
  name = substr($6, 2, length($6) - 2)
  if (NF < 13 || $1 != "{\"sequence\":" || $2 "" != (first + lines) "" || !number($4) || !number($12) ||
    name !~ /^[A-Za-z0-9][A-Za-z0-9._-]*$/ || length(name) > 64) bad = 1
  lines++
  time = $4
  if (lines == 1) begin = $4
  what = $12 != "0" ? "stale_fence" : name in kind ? kind[name] : "operation"
  if (what == "operation" && name == "lock-release" && forced($0)) what = "forced_release"
  count[what " " name " " $12]++
}
END {
  if (bytes < size) { print "short"; exit }
  if (bad || lines != expected) { print "bad"; exit }
  for (row in count) print row, count[row]
  print "done " begin " " time
}'

# Sets REPLY to what people read.
tally_text() {
  local each='' first=- last=- text='' mark=${ANSWERS_MARK}
  if [[ -n ${TALLY_TIME} ]]; then
    clock_text_of "${TALLY_FIRST}"
    first=${REPLY}
    clock_text_of "${TALLY_TIME}"
    last=${REPLY}
  fi
  text="entries: ${TALLY_LAST}"$'\n'"first: ${first}"$'\n'"last: ${last}"$'\n'"segments: ${TALLY_SEGMENTS}"$'\n'
  text+="sealed: $((TALLY_SEGMENTS > 0 ? TALLY_SEGMENTS - 1 : 0))"$'\n'"archived: ${TALLY_ARCHIVED}"$'\n'
  text+="bytes: ${TALLY_BYTES}"
  answers_columns='kind operation exit entries' answers_lines=()
  for each in ${TALLY_ROWS[@]+"${TALLY_ROWS[@]}"}; do
    answers_lines[${#answers_lines[@]}]=${each// /"${mark}"}
  done
  REPLY=${text}
  [[ ${#answers_lines[@]} -gt 0 ]] || return 0
  answers_table
  REPLY=${text}$'\n'${REPLY}
}

# Sets REPLY to the same as JSON.
tally_json() {
  local each='' rows='' first=null last=null from=null to=null words=() IFS=' '
  if [[ -n ${TALLY_TIME} ]]; then
    json_number "${TALLY_FIRST}"
    from=${REPLY} first=1 last=${TALLY_LAST}
    json_number "${TALLY_TIME}"
    to=${REPLY}
  fi
  for each in ${TALLY_ROWS[@]+"${TALLY_ROWS[@]}"}; do
    # shellcheck disable=SC2206 # to be split; globbing is off
    words=(${each})
    rows+=",{\"kind\":\"${words[0]}\",\"operation\":\"${words[1]}\",\"exit\":${words[2]},\"entries\":${words[3]}}"
  done
  REPLY="{\"entries\":${TALLY_LAST},\"first_sequence\":${first},\"last_sequence\":${last},\"first_time\":${from}"
  REPLY+=",\"last_time\":${to},\"segments\":${TALLY_SEGMENTS}"
  REPLY+=",\"sealed\":$((TALLY_SEGMENTS > 0 ? TALLY_SEGMENTS - 1 : 0)),\"archived\":${TALLY_ARCHIVED}"
  REPLY+=",\"bytes\":${TALLY_BYTES},\"rows\":[${rows#,}]}"
}

operation_audit_stats_span() {
  TX_SPAN=swarmsh.audit.stats
  REPLY=''
  spans_text swarmsh.coordination.operation audit_stats
  if [[ -z ${TX_EXIT} ]]; then
    spans_number swarmsh.audit.segment_count "${TALLY_SEGMENTS}"
    spans_number swarmsh.audit.entry_count "${TALLY_LAST}"
    if [[ ${TALLY_LAST} -gt 0 ]]; then
      spans_number swarmsh.audit.first_sequence 1
      spans_number swarmsh.audit.last_sequence "${TALLY_LAST}"
    fi
  fi
  REPLY=${REPLY%,}
}
