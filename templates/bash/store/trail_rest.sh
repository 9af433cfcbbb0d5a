# trail_rest: the journal as an audit trail: its segments, put away or not, and the outer form of their lines, which is all
# that can be told without the pattern.

declare -A TRAIL_VOUCHED # digest → the digests that redactions made of what had it, blanks between

# Takes what a redaction vouches for: ANSWER, the token of its entry.
trail_vouch() {
  local rest=$1 old='' new=''
  while [[ ${rest} == *'["'* ]]; do
    rest=${rest#*'["'}
    old=${rest%%[!0-9a-f]*}
    [[ ${#old} -eq 64 && ${rest:64:3} == '","' ]] || continue
    new=${rest:67}
    new=${new%%[!0-9a-f]*}
    [[ ${#new} -ne 64 || ${rest:131:2} != '"]' ]] || TRAIL_VOUCHED["${old}"]+=" ${new}"
  done
}

# True when what had the digest OLD may have the digest NEW now: nothing was changed, or by redactions only.
trail_stands() {
  local reached=" $1 " open=" $1" old='' each='' more=''
  while [[ ${reached} != *" $2 "* ]]; do
    more=''
    for old in ${open}; do
      for each in ${TRAIL_VOUCHED["${old}"]-}; do
        [[ ${reached} == *" ${each} "* ]] || more+=" ${each}" reached+="${each} "
      done
    done
    [[ -n ${more} ]] || return 1
    open=${more}
  done
}

# Looks at segment NUMBER, which should have so many entries: NUMBER EXPECTED [BYTES], where only so many bytes count. Sets
# TRAIL_DIGEST (nothing when there is no file), TRAIL_SEAL (the digest of the segment before, as the first entry has it),
# TRAIL_SEALS (of entries that seal what stands before them: line, digest, bytes before), TRAIL_TAIL (bytes that do not
# count), TRAIL_FINDING (the first thing that is wrong with the lines: line, violation and problem, TABs between) and adds
# to TRAIL_VOUCHED. Fails when it was refused.
trail_scan() {
  local path='' size=0 status=0 word='' rest='' line='' first=$((($1 - 1) * 1000 + 1))
  TRAIL_DIGEST='' TRAIL_SEAL='' TRAIL_SEALS=() TRAIL_TAIL=0 TRAIL_FINDING=''
  trail_path "$1"
  path=${REPLY} TRAIL_PATH=${REPLY}
  paths_file "${path}" || status=$?
  [[ ${status} -ne 2 ]] || return 1
  if [[ ${status} -eq 1 ]]; then
    TRAIL_FINDING="${TAB}deleted${TAB}is missing"
    return 0
  fi
  segments_readable "${path}" && segments_number wc -c || return 1
  size=${REPLY}
  if [[ -n ${3-} && ${size} -gt ${3-} ]]; then
    TRAIL_TAIL=$((size - $3)) size=$3
  fi
  trail_digest "${path}" "${size}" || return 1
  TRAIL_DIGEST=${REPLY}
  while IFS=' ' read -r word line rest; do
    case ${word} in
      vouch) trail_vouch "${rest}" ;;
      first) TRAIL_SEAL=${line} ;;
      seal) TRAIL_SEALS[${#TRAIL_SEALS[@]}]="${line} ${rest}" ;;
      bad) TRAIL_FINDING=${line}${TAB}${rest%%:*}${TAB}${rest#*: } ;;
      *) status=whole ;;
    esac
  done < <(exec 2>/dev/null 9>&- && trail_bytes "${path}" "${size}" | tr '\000-\010\013-\037' '\001' |
    awk -v "first=${first}" -v "expected=$2" -v "size=${size}" "${TRAIL_PROGRAM}")
  [[ ${status} == whole ]] || recovery_unread "${path}"
}

# Prints the first SIZE bytes of PATH. Fails when a helper did not come to its end.
trail_bytes() {
  local block=65536
  {
    dd "bs=${block}" "count=$(($2 / block))" && { [[ $(($2 % block)) -eq 0 ]] || dd "bs=$(($2 % block))" count=1; }
  } 2>/dev/null <"${STORE_DIR}/$1"
}

# Sets REPLY to the SHA-256 of the first SIZE bytes of PATH, or refuses.
trail_digest() {
  if ! command -v sha256sum >/dev/null; then
    trail_program
    return 1
  fi
  REPLY=$(set -o pipefail && exec 2>/dev/null 9>&- && trail_bytes "$1" "$2" | sha256sum) || REPLY=''
  REPLY=${REPLY%% *}
  [[ ${#REPLY} -ne 64 || ${REPLY} == *[!0-9a-f]* ]] || return 0
  recovery_unread "$1"
}

trail_program() {
  transaction_refuse 1 'there is no sha256sum, which the first operation of each 1,000 needs'
}

# Reads a segment whose control bytes are all \001, newlines and TABs apart; prints `vouch`, `first`, `seal` and `bad` lines
# and at last `done` when all of it was there to read. The first thing that is wrong ends the looking, but for what tells whether an entry is elsewhere.
# shellcheck disable=SC2016 # awk's own variables
TRAIL_PROGRAM='
BEGIN {
  FS = "\t"
  keys = split("sequence time operation agent subject exit key request answer seal state span writes", name, " ")
  for (i = 1; i <= keys; i++) key[i] = (i == 1 ? "{" : ",") "\"" name[i] "\":" (i == keys ? "[" : "")
}
function number(word) {
  return word ~ /^[0-9]+$/ && length(word) <= 19 && (word == "0" || substr(word, 1, 1) != "0")
}
function before(one, other) {
  return length(one) != length(other) ? length(one) < length(other) : one "" < other ""
}
function whole(opens,    i) {
  for (i = 1; i <= keys; i++) if ($(2 * i - 1) != key[i]) return 0
  if (!number($4) || !number($12)) return 0
  if (!opens && $6 != "\"audit-seal\"") return $20 == "null"
  return length($20) == 66 && $20 ~ /^"[0-9a-f]+"$/
}
function wrong(what) { bad = lines; said = "bad " lines " " what }
{
  bytes += length($0) + 1
  if (bytes > size) { rest = 1; next }
  lines++
  ends = $1 == key[1] && $NF == "]}"
  if (ends) seen[$2 ""] = 1
  if (lines > expected) next
  if (ends && NF >= 27 && $6 == "\"redact\"") print "vouch 0 " $18
  if (bad) next
  sequence = (first + lines - 1) ""
  if (!ends || NF < 27 || !number($2) || index($0, "\001")) wrong("edited: does not have its form")
  else if ($2 "" != sequence) { wrong(""); place = sequence }
  else if (!whole(lines == 1 && first > 1)) wrong("edited: does not have its form")
  else if (time != "" && before($4, time) && $6 != "\"doctor\"") wrong("edited: is earlier than the entry before")
  else {
    time = $4
    if ($20 != "null" && lines == 1) print "first " substr($20, 2, 64)
    else if ($20 != "null") print "seal " lines " " substr($20, 2, 64) " " (bytes - length($0) - 1)
  }
}
END {
  if (place != "") {
    if (place in seen) said = said "reordered: entry " place " is elsewhere"
    else if (lines < expected) said = said "deleted: entry " place " is missing"
    else said = said "edited: is not entry " place
  }
  else if (!bad && lines < expected) said = "bad " (lines + 1) " deleted: entry " (first + lines) " is missing"
  else if (!bad && (lines > expected || rest)) said = "bad " (expected + 1) " edited: is one too many"
  if (said != "") print said
  if (bytes >= size) print "done"
}'
