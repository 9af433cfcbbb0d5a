# segments_cold: the files of spans, by segment: what is in them, and how much of that an endpoint acknowledged.

SEGMENTS=()              # the numbers of those that have a file
SEGMENTS_REFUSED=()      # by number: spans that an endpoint did not take
declare -A SEGMENTS_SIZE # PART.NUMBER → the bytes that count: of the open traces only those of finished operations
declare -A SEGMENTS_SENT # PART.NUMBER → how many of these were acknowledged, always whole lines
SEGMENTS_SLOT=96

# Finds what there is, without the lock. Fails when it was refused.
segments_found() {
  reader_read segments_state && segments_listed "${SEGMENTS_LAST}" "${SEGMENTS_TRACES}"
}

segments_state() {
  SEGMENTS_LAST=${TX_SEQUENCE} SEGMENTS_TRACES=${STATE_TRACES} SEGMENTS_LOST=${STATE_LOST}
}

# Lists the segments up to the one of entry LAST, whose traces have TRACES bytes. Fails when it was refused.
segments_listed() {
  local number=0 open=$(($1 > 0 ? ($1 - 1) / 1000 + 1 : 1)) part='' status=0 parts=()
  SEGMENTS=() SEGMENTS_REFUSED=() SEGMENTS_SIZE=() SEGMENTS_SENT=()
  for part in traces side; do
    status=0
    paths_folder "telemetry/${part}" || status=$?
    [[ ${status} -ne 2 ]] || return 1
    [[ ${status} -ne 0 ]] || parts[${#parts[@]}]=${part}
  done
  while [[ ${number} -lt ${open} ]]; do
    number=$((number + 1))
    for part in ${parts[@]+"${parts[@]}"}; do
      segments_size "${part}" "${number}" || [[ $? -eq 1 ]] || return 1
    done
    if [[ ${number} -eq ${open} && ${SEGMENTS_SIZE["traces.${number}"]:-0} -gt $2 ]]; then
      SEGMENTS_SIZE["traces.${number}"]=$2
    fi
    [[ -n ${SEGMENTS_SIZE["traces.${number}"]-}${SEGMENTS_SIZE["side.${number}"]-} ]] || continue
    SEGMENTS[${#SEGMENTS[@]}]=${number}
    segments_slot "${number}" || return 1
  done
}

# Sets REPLY to the file of PART of segment NUMBER.
segments_path() {
  printf -v REPLY 'telemetry/%s/%06d.jsonl' "$1" "$2"
}

# Takes the size of the file of PART of segment NUMBER. Fails with 1 when there is none, with 2 when it was refused.
segments_size() {
  local path=''
  segments_path "$1" "$2"
  path=${REPLY}
  paths_file "${path}" || return
  segments_readable "${path}" && segments_number wc -c || return 2
  SEGMENTS_SIZE["$1.$2"]=${REPLY}
}

# Looks whether a PATH may be read, and keeps it for segments_number. Fails when it was refused.
segments_readable() {
  SEGMENTS_FILE=$1
  [[ -r ${STORE_DIR}/$1 ]] || transaction_refuse 5 "${STORE_DIR}/$1: permission denied"
}

# Sets REPLY to the number that a program says of the file: PROGRAM WORD… Fails when it was refused.
segments_number() {
  REPLY=$(exec 2>/dev/null 8>&- 9>&- && "$@" <"${STORE_DIR}/${SEGMENTS_FILE}") || REPLY=''
  REPLY=${REPLY//[!0-9]/}
  [[ -n ${REPLY} ]] || transaction_storage
}

# Takes what was acknowledged of segment NUMBER. What cannot be read counts as nothing: better sent twice than never.
# Fails when it was refused.
segments_slot() {
  local path='' part='' status=0 tokens=() known=() IFS=${TAB}
  SEGMENTS_REFUSED[$1]=0
  printf -v path 'telemetry/sent/%06d' "$1"
  slots_read "${path}" "${SEGMENTS_SLOT}" || status=$?
  [[ ${status} -ne 2 || ${TX_EXIT} -eq 9 ]] || return 1
  [[ ${status} -ne 2 ]] || TX_EXIT='' TX_MESSAGE=''
  # shellcheck disable=SC2206 # to be split; globbing is off
  [[ ${status} -ne 0 ]] || tokens=(${SLOTS_LINE})
  known=(0 0)
  if [[ ${#tokens[@]} -eq 7 ]] && segments_is "${tokens[@]}"; then
    known=("${tokens[1]}" "${tokens[3]}")
    SEGMENTS_REFUSED[$1]=${tokens[5]}
  fi
  segments_position traces "$1" "${known[0]}" && segments_position side "$1" "${known[1]}"
}

# True for the TOKENS of a slot.
segments_is() {
  journal_number "$2" && journal_number "$4" && journal_number "$6" &&
    [[ "$1$3$5$7" == '{"traces":,"side":,"refused":}' ]]
}

# Takes SENT bytes of PART of segment NUMBER, if a line ends there; a file that was written anew since begins from its
# start. Fails when it was refused.
segments_position() {
  local size=${SEGMENTS_SIZE["$1.$2"]-}
  [[ -n ${size} ]] || return 0
  SEGMENTS_SENT["$1.$2"]=0
  [[ $3 -gt 0 && $3 -le ${size} ]] || return 0
  segments_path "$1" "$2"
  segments_count "${REPLY}" "$(($3 - 1))" "$3" || return 1
  [[ ${REPLY} -ne 1 ]] || SEGMENTS_SENT["$1.$2"]=$3
}

# Sets REPLY to the lines that end in the bytes from START to END of a PATH. Fails when it was refused.
segments_count() {
  REPLY=0
  [[ $2 -lt $3 ]] || return 0
  segments_readable "$1" && segments_number segments_lines "$2" "$3"
}

# Counts the lines that end in the bytes from START to END of standard input, which is a file.
segments_lines() {
  local size=$(($2 - $1)) block=65536
  {
    dd bs=1 "skip=$1" count=0 # moves the descriptor, which the next ones share
    dd "bs=${block}" "count=$((size / block))"
    [[ $((size % block)) -eq 0 ]] || dd "bs=$((size % block))" count=1
  } 2>/dev/null | wc -l
}

# Writes down what was acknowledged of segment NUMBER. Only a flush, which is alone, does. Fails when it was refused.
segments_keep() {
  local path='' line='' status=0
  paths_folder telemetry/sent || status=$?
  [[ ${status} -ne 2 ]] || return 1
  if [[ ${status} -eq 1 ]] && ! mkdir -p -- "${STORE_DIR}/telemetry/sent" 2>/dev/null; then
    segments_denied telemetry/sent
    return 1
  fi
  printf -v path 'telemetry/sent/%06d' "$1"
  paths_file "${path}" || [[ $? -eq 1 ]] || return 1
  line="{\"traces\":${TAB}${SEGMENTS_SENT["traces.$1"]:-0}${TAB},\"side\":${TAB}${SEGMENTS_SENT["side.$1"]:-0}${TAB}"
  line+=",\"refused\":${TAB}${SEGMENTS_REFUSED[$1]}${TAB}}"
  { printf '%-*s\n' "$((SEGMENTS_SLOT - 1))" "${line}" 1<>"${STORE_DIR}/${path}"; } 2>/dev/null || segments_denied "${path}"
}

# Refuses to go on after a PATH could not be written or made.
segments_denied() {
  local path=$1 place=''
  while place=${path%/*} && [[ ${path} == */* && ! -e ${STORE_DIR}/${place} ]]; do
    path=${place}
  done
  place=${STORE_DIR}/${path}
  [[ -e ${place} ]] || place=${place%/*}
  if [[ -w ${place} ]]; then
    transaction_storage
  else
    transaction_refuse 5 "${STORE_DIR}/${path}: permission denied"
  fi
}
