# redact_segments_cold: segments of the journal, and a shard of the archive, written anew without the texts of a record.

# Writes the segments anew that hold texts of record NUMBER, or say where in the archive a record stands behind it. Sets REDACT_COUNT, REDACT_PAIRS (digests, before and after, of
# what was sealed), REDACT_LENGTH (bytes of the last segment) and REDACT_FILES (fields of which there are files). Fails when
# it was refused.
redact_segments() {
  local number=0 path='' new='' size=0 found='' files=' ' last=0 moved=0 words=()
  REDACT_COUNT=0 REDACT_PAIRS='' REDACT_LENGTH=${STATE_JOURNAL} REDACT_WRITTEN=' '
  last=$(((STATE_SEQUENCE - 1) / 1000 + 1))
  while [[ ${number} -lt ${last} ]]; do
    number=$((number + 1))
    trail_path "${number}"
    path=${REPLY}
    printf -v new 'redact.new/%06d.jsonl' "${number}"
    segments_readable "${path}" && segments_number wc -c || return 1
    size=${REPLY}
    [[ ${number} -lt ${last} ]] || size=${STATE_JOURNAL}
    found=$(set -o pipefail && exec 2>/dev/null 9>&- && trail_bytes "${path}" "${size}" |
      OUT="${STORE_DIR}/${new}" awk -v "kind=${REDACT_KIND}" -v "number=$1" -v "fields=${REDACT_FIELDS}" \
        -v "moved=${moved}" "${REDACT_PROGRAM}") || found=''
    [[ ${found} == 'done '* ]] || transaction_storage || return 1
    # shellcheck disable=SC2206 # done, places, bytes, whether the segment was changed, fields
    words=(${found})
    files+="${words[*]:4} " moved=${words[2]}
    if [[ ${words[3]} -eq 0 ]]; then
      rm -f -- "${STORE_DIR}/${new}" 2>/dev/null
      continue
    fi
    REDACT_COUNT=$((REDACT_COUNT + words[1])) REDACT_WRITTEN+="${number} "
    redact_vouch "${number}" "${new}" "$((number == last && STATE_SEQUENCE % 1000 != 0))" || return 1
    [[ ${number} -ne ${last} ]] || REDACT_LENGTH=${REDACT_SIZE}
  done
  REDACT_FILES=''
  for found in ${REDACT_FIELDS}; do
    [[ ${files} != *" ${found} "* ]] || REDACT_FILES+="${found} "
  done
}

# Adds the digests of what was sealed of a segment, and sets REDACT_SIZE to its bytes: NUMBER PATH OPEN. Fails when it was
# refused.
redact_vouch() {
  local size=0 words=() place=0
  segments_readable "$2" && segments_number wc -c || return 1
  size=${REPLY}
  # shellcheck disable=SC2206 # digest that was sealed, line, digest that is
  words=(${VERIFY_INNER[$1]})
  for ((place = 0; place < ${#words[@]}; place += 3)); do
    segments_readable "$2" && segments_number redact_bytes "$((words[place + 1] - 1))" || return 1
    trail_digest "$2" "${REPLY}" || return 1
    [[ ${REPLY} == "${words[place + 2]}" ]] || REDACT_PAIRS+=",[\"${words[place + 2]}\",\"${REPLY}\"]"
  done
  REDACT_SIZE=${size}
  [[ $3 -eq 0 ]] || return 0
  trail_digest "$2" "${size}" || return 1
  REDACT_PAIRS+=",[\"${VERIFY_DIGESTS[$1]}\",\"${REPLY}\"]"
}

# Counts the bytes of the first LINES of standard input.
redact_bytes() {
  set -o pipefail # in a shell of its own
  head -n "$1" | wc -c
}

# Writes the shard anew that holds record NUMBER, if one does. Its places are not counted, the journal has them too. Fails
# when it was refused.
redact_shard() {
  local shard=$(($1 / 1000)) lines=() place=0
  [[ -n ${SHELF_LINES["${REDACT_KIND}.$1"]-} ]] || return 0
  mapfile lines 2>/dev/null <"${STORE_DIR}/archive/${REDACT_KIND}/${shard}"
  for ((place = 0; place < ${#lines[@]}; place++)); do
    if [[ ${lines[place]} == "${SHELF_NUMBER}$1${TAB}"* ]]; then
      redact_texts "${lines[place]%$'\n'}"
      lines[place]=${REPLY}$'\n'
    fi
  done
  { printf '%s' "${lines[@]}" >"${STORE_DIR}/redact.new/${REDACT_KIND}.${shard}"; } 2>/dev/null || transaction_storage
}

# Sets REPLY to the LINE of a record without its texts.
redact_texts() {
  local tokens=() place=0 IFS=${TAB}
  # shellcheck disable=SC2206 # to be split; globbing is off
  tokens=($1)
  for ((place = 0; place + 1 < ${#tokens[@]}; place += 2)); do
    if [[ " ${REDACT_FIELDS} " == *" ${tokens[place]:2:${#tokens[place]}-4} "* ]]; then
      case ${tokens[place + 1]} in
        null | '""') ;;
        *) tokens[place + 1]=${REDACT_MARK} ;;
      esac
    fi
  done
  REPLY=${tokens[*]}
}

# Copies a segment to the file that OUT names, without the texts of a record; prints `done`, the number of places, the bytes
# by which the next line of the record's shard of the archive begins later than it did (from `moved` on), whether the copy
# is another, and the fields of which there are files.
# shellcheck disable=SC2016 # awk's own variables
REDACT_PROGRAM='
BEGIN {
  FS = OFS = "\t"
  out = ENVIRON["OUT"]
  mark = "\"[redacted]\""
  record = "[\"" kind "\"," number ",{\"number\":"
  away = "[\"" kind ".archive\","
  count = split(fields, field, " ")
  for (i = 1; i <= count; i++) {
    key[",\"" field[i] "\":"] = 1
    head[i] = "[\"" kind "." field[i] "\"," number ","
  }
}
function take(token) {
  if (token == "null" || token == "\"\"" || token == mark) return token
  if (substr(token, 1, 1) == "\"") { taken[token] = 1; some = 1 }
  places++
  return mark
}
function asked(array,    rest, item, result) {
  rest = substr(array, 2, length(array) - 2)
  while (rest != "") {
    if (match(rest, /^"([^"\\]|\\.)*"/) || match(rest, /^\[[^]]*\]/) || match(rest, /^[^,]+/)) item = substr(rest, 1, RLENGTH)
    rest = substr(rest, RLENGTH + 2)
    if (item in taken) { item = mark; places++ }
    result = result (result == "" ? "" : ",") item
  }
  return "[" result "]"
}
function put(token,    parts) {
  split(substr(token, length(away) + 1, length(token) - length(away) - 1), parts, ",")
  if (int(parts[1] / 1000) != int(number / 1000)) return token
  token = away parts[1] "," sprintf("%.0f", parts[2] + moved) "]"
  if (parts[1] == number) moved += grown
  return token
}
{
  old = $0
  wanted = index($0, record) || moved != 0 && index($0, away)
  for (i = 1; i <= count && !wanted; i++) wanted = index($0, head[i])
  if (!wanted) { print > out; next }
  split("", taken)
  some = inside = grown = 0
  for (place = 26; place <= NF; place++) {
    if ($place == record) inside = 1
    else if ($place == "}]") inside = 0
    else if (inside && ($place in key)) {
      new = take($(place + 1))
      grown += length(new) - length($(place + 1))
      if (new != $(place + 1)) $(place + 1) = new
    }
    else if (index($place, away) == 1 && substr($place, length(away) + 1, 1) ~ /[0-9]/) {
      new = put($place)
      if (new != $place) $place = new
    }
    else for (i = 1; i <= count; i++) if (index($place, head[i]) == 1) {
      held[field[i]] = 1
      new = head[i] take(substr($place, length(head[i]) + 1, length($place) - length(head[i]) - 1)) "]"
      if (new != $place) $place = new
    }
  }
  if (some && $16 != "null") { new = asked($16); if (new != $16) $16 = new }
  if ($0 != old) changed = 1
  print > out
}
END {
  if (close(out) != 0) exit
  text = "done " (places + 0) " " sprintf("%.0f", moved) " " (changed + 0)
  for (i = 1; i <= count; i++) if (field[i] in held) text = text " " field[i]
  print text
}'
