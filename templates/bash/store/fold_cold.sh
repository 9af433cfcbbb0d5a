# fold_cold: the fold of the journal: what its entries come to, file by file. Without the lock its end may be half a line.

# path → size of the slot (0 for a text), blank, line. A shard of the archive is a text of several lines; when the fold began
# later than it (FOLD_PARTIAL), it has the negative offset of its first line for a size.
declare -A FOLD_FILES
declare -A FOLD_GONE=() # slots of records that were put away
FOLD_PARTIAL=''

# Folds the journal. With START the files of the entries up to that one are not added to FOLD_FILES, and only the segments
# from the one of the entry before that are looked at. Sets FOLD_SEQUENCE, FOLD_AFTER and FOLD_BEFORE (the last entry and
# the one before it: sequence, bytes of the segment, time, due and counts), FOLD_RECENT (the paths of the last entry),
# FOLD_SPANS (the span tokens of its segment), FOLD_DAMAGE (what is wrong, "path: problem"; the fold is then not complete)
# and FOLD_TORN, FOLD_TORN_PLACE, FOLD_TORN_OFFSET (path, line and offset of an end that was never written whole). Fails
# when it was refused.
fold_run() {
  local start=${1:-0} number=1 first=1 each=''
  [[ ${start} -le 1 ]] || number=$(((start - 2) / 1000 + 1))
  first=${number}
  TRAIL_VOUCHED=() FOLD_SEALS=()
  FOLD_RECENT=() FOLD_SPANS=() FOLD_DAMAGE=() FOLD_TORN='' FOLD_SEQUENCE=0
  FOLD_AFTER='0 0 0 null'
  for each in ${COUNTERS[@]+"${COUNTERS[@]}"}; do
    FOLD_AFTER+=,0
  done
  FOLD_BEFORE=${FOLD_AFTER}
  grammar_begin
  paths_folder journal || [[ $? -eq 1 ]] || return 1
  while fold_segment "${number}" "${start}" "${first}"; do
    [[ ${FOLD_PLACE} -gt 1000 && ${#FOLD_REST[@]} -eq 0 && -z ${FOLD_ZEROES} ]] || break
    number=$((number + 1))
  done
  [[ -z ${TX_EXIT} ]] && fold_end "${number}"
}

# Takes the entries of segment NUMBER; those up to START change no file, the FIRST one is not compared with a seal. Sets
# FOLD_PLACE and FOLD_OFFSET to the line (from 1) and the offset of what comes after the last entry, FOLD_REST to the
# lines from there on. Fails when it was refused.
fold_segment() {
  local lines=() line='' sequence=$((($1 - 1) * 1000)) path='' zeroes=0 place=0
  trail_path "$1"
  path=${REPLY}
  fold_read "${path}" || return 1
  FOLD_PLACE=1 FOLD_OFFSET=0
  for line in ${lines[@]+"${lines[@]}"}; do
    sequence=$((sequence + 1))
    if [[ ${FOLD_PLACE} -gt 1000 || ${FOLD_PLACE} -eq ${zeroes} ]] || ! grammar_parse "${line}" "${sequence}"; then
      break
    fi
    if [[ -n ${GRAMMAR_SEAL} && ${FOLD_PLACE} -gt 1 ]]; then
      fold_seal "${path}" "${FOLD_OFFSET}" || return 1
    elif [[ -n ${GRAMMAR_SEAL} && $1 -gt $3 ]]; then
      trail_path "$(($1 - 1))"
      fold_seal "${REPLY}" || return 1
    fi
    [[ -z ${GRAMMAR_VOUCHED} ]] || trail_vouch "${GRAMMAR_VOUCHED}"
    [[ ${FOLD_PLACE} -ne 1 ]] || FOLD_SPANS=()
    [[ ${GRAMMAR_SPAN} == null ]] || FOLD_SPANS[${#FOLD_SPANS[@]}]=${GRAMMAR_SPAN}
    fold_take "$((sequence > $2))"
    FOLD_OFFSET=$((FOLD_OFFSET + ${#line})) FOLD_PLACE=$((FOLD_PLACE + 1))
    FOLD_SEQUENCE=${sequence} FOLD_BEFORE=${FOLD_AFTER}
    FOLD_AFTER="${sequence} ${FOLD_OFFSET} ${GRAMMAR_TIME} ${GRAMMAR_STATE}"
  done
  place=$((FOLD_PLACE - 1))
  [[ ${FOLD_PLACE} -ne ${zeroes} ]] || place=${FOLD_PLACE} # zeroes nobody wrote
  FOLD_REST=(${lines[@]+"${lines[@]:place}"})
}

# Takes over the paths of the entry that was parsed last; with WANTED 1 also what they should hold.
fold_take() {
  local place=0 path=''
  FOLD_RECENT=()
  for path in ${GRAMMAR_PATHS[@]+"${GRAMMAR_PATHS[@]}"}; do
    FOLD_RECENT[place]=${path}
    if [[ ${GRAMMAR_FILES[place]} == -1\ * ]]; then
      [[ $1 -eq 0 ]] || fold_shelve "${path}" "${GRAMMAR_FILES[place]#* }"
      shelf_shard "${path}"
      FOLD_RECENT[place]=${REPLY}
    elif [[ $1 -ne 0 ]]; then
      FOLD_FILES["${path}"]=${GRAMMAR_FILES[place]}
      [[ ${#FOLD_GONE[@]} -eq 0 ]] || unset "FOLD_GONE[${path}]"
    fi
    place=$((place + 1))
  done
}

# Puts the record whose slot is at PATH away: PATH OFFSET.
fold_shelve() {
  local line=${FOLD_FILES["$1"]#* } start=0
  unset "FOLD_FILES[$1]"
  FOLD_GONE["$1"]=1
  shelf_shard "$1"
  if [[ -n ${FOLD_FILES["${REPLY}"]-} ]]; then
    FOLD_FILES["${REPLY}"]+=$'\n'${line}
  else
    [[ -z ${FOLD_PARTIAL} || $2 -eq 0 ]] || start=-$2
    FOLD_FILES["${REPLY}"]="${start} ${line}"
  fi
}

# Sets `lines` of the caller to the lines of a segment PATH, and `zeroes` and FOLD_ZEROES to the number of the first line
# with a zero byte, which bash cannot hold. Fails when it was refused.
fold_read() {
  local status=0 data=''
  lines=() FOLD_ZEROES=''
  paths_file "$1" || status=$?
  [[ ${status} -ne 1 ]] || return 0
  [[ ${status} -eq 0 ]] || return 1
  if [[ ! -r ${STORE_DIR}/$1 ]]; then
    transaction_refuse 5 "${STORE_DIR}/$1: permission denied"
    return 1
  fi
  if IFS= read -r -d '' data <"${STORE_DIR}/$1"; then
    data=${data//[!$'\n']/}
    zeroes=$((${#data} + 1)) FOLD_ZEROES=${zeroes}
  fi
  mapfile lines <"${STORE_DIR}/$1"
}

# Compares the segment at PATH, or its first SIZE bytes, with the seal in the entry that was parsed last: what differs waits
# in FOLD_SEALS for a redaction that vouches for it.
fold_seal() {
  if [[ -n ${2-} ]]; then
    trail_digest "$1" "$2" || return 1
  else
    seal_file "$1" || return 1
  fi
  [[ ${REPLY} == "${GRAMMAR_SEAL}" ]] || FOLD_SEALS[${#FOLD_SEALS[@]}]="${GRAMMAR_SEAL} ${REPLY} $1"
}

# Adds the segments to FOLD_DAMAGE that are not what was sealed.
fold_sealed() {
  local each='' words=() told=' ' IFS=' '
  for each in ${FOLD_SEALS[@]+"${FOLD_SEALS[@]}"}; do
    # shellcheck disable=SC2206 # digest that was sealed, digest that is, path
    words=(${each})
    if [[ ${told} == *" ${words[2]} "* ]] || trail_stands "${words[0]}" "${words[1]}"; then
      continue
    fi
    told+="${words[2]} "
    FOLD_DAMAGE[${#FOLD_DAMAGE[@]}]="${words[2]}: is not what it was when it was sealed"
  done
}

# Judges what comes after the last entry, in segment NUMBER and later ones: it was never written whole, or it is damaged.
fold_end() {
  local path='' lines=() zeroes=0 each='' digits='' rest=${#FOLD_REST[@]} torn=${FOLD_ZEROES} names=()
  fold_sealed
  trail_path "$1"
  path=${REPLY}
  lines=(${FOLD_REST[@]+"${FOLD_REST[@]}"})
  set +f
  names=("${STORE_DIR}"/journal/*.jsonl)
  set -f
  for each in '' "${names[@]}"; do
    if [[ -n ${each} ]]; then
      digits=${each##*/}
      digits=${digits%.jsonl}
      [[ ${digits} == [0-9][0-9][0-9][0-9][0-9][0-9]* && ${digits} != *[!0-9]* && ${digits} != 0??????* ]] || continue
      [[ ${#digits} -lt 19 && $((10#${digits})) -gt $1 ]] || continue
      fold_read "journal/${digits}.jsonl" || return 1
    fi
    if fold_whole; then
      FOLD_DAMAGE[${#FOLD_DAMAGE[@]}]="${path}: line ${FOLD_PLACE} is damaged"
      return 0
    fi
  done
  if [[ ${rest} -gt 0 || -n ${torn} ]]; then
    FOLD_TORN=${path} FOLD_TORN_PLACE=${FOLD_PLACE} FOLD_TORN_OFFSET=${FOLD_OFFSET}
  fi
}

# True when somebody wrote one of the `lines` of the caller whole once.
fold_whole() {
  local line=''
  for line in ${lines[@]+"${lines[@]}"}; do
    [[ ${line} != "{\"sequence\":${TAB}"*"${TAB}]}"$'\n' ]] || return 0
  done
  return 1
}
