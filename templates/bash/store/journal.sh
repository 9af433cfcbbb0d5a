# journal: one line an entry, 1,000 entries a segment. The newline is the commit.

# What an entry changes: paths, sizes of slots (0: a text file) and lines, in the order of the entry.
JOURNAL_PATHS=()
JOURNAL_SIZES=()
JOURNAL_LINES=()
JOURNAL_NEW=() # those of the paths to look at: not read by this process, or not for it to write

# What an entry puts away: slots that go, their lines, and where these come to lie.
SHELF_SLOTS=()
SHELF_VALUES=()
SHELF_OFFSETS=()

# Sets JOURNAL_FILE and JOURNAL_TRACES to the segment of the next entry, and JOURNAL_OFFSET and JOURNAL_TRACED to their
# lengths before it.
journal_segment() {
  local name=''
  printf -v name '%06d.jsonl' "$((STATE_SEQUENCE / 1000 + 1))"
  JOURNAL_FILE=journal/${name} JOURNAL_TRACES=telemetry/traces/${name}
  JOURNAL_OFFSET=${STATE_JOURNAL} JOURNAL_TRACED=${STATE_TRACES}
  [[ $((STATE_SEQUENCE % 1000)) -ne 0 ]] || JOURNAL_OFFSET=0 JOURNAL_TRACED=0
}

# Sets JOURNAL_LINE to an entry with JOURNAL_WRITES, without its newline: EXIT KEY REQUEST ANSWER SEAL SPAN. The tokens
# from KEY on are as they stand in the line. Long values are not quoted: bash takes twice the time for one in quotes.
journal_line() {
  local name='' state=${TX_DUE:-null} agent=null subject=null
  for name in ${COUNTERS[@]+"${COUNTERS[@]}"}; do
    state+=,${TX_COUNT[${name}]}
  done
  [[ -z ${TX_AGENT} ]] || agent="\"${TX_AGENT}\""
  [[ -z ${TX_SUBJECT} ]] || subject="\"${TX_SUBJECT}\""
  JOURNAL_LINE="{\"sequence\":${TAB}${TX_SEQUENCE}${TAB},\"time\":${TAB}${TX_NOW}${TAB}\
,\"operation\":${TAB}\"${TX_OPERATION}\"${TAB},\"agent\":${TAB}${agent}${TAB},\"subject\":${TAB}${subject}${TAB}\
,\"exit\":${TAB}$1${TAB},\"key\":${TAB}$2${TAB},\"request\":${TAB}$3${TAB},\"answer\":${TAB}$4${TAB}\
,\"seal\":${TAB}$5${TAB},\"state\":${TAB}[${state}]${TAB},\"span\":${TAB}"
  JOURNAL_LINE+=$6${TAB},\"writes\":[${TAB}${JOURNAL_WRITES}${TAB}"]}"
}

# Makes the folders that the entry needs and looks at what it will overwrite for the first time. Fails when it was refused.
journal_prepare() {
  local path='' missing=() folder='' status=0
  for path in "${JOURNAL_FILE}" ${JOURNAL_NEW[@]+"${JOURNAL_NEW[@]}"}; do
    folder=${path%/*} status=0
    [[ -n ${PATHS_KNOWN[${folder}]-} ]] || paths_folder "${folder}" || status=$?
    if [[ ${status} -eq 1 ]]; then
      missing+=("${STORE_DIR}/${folder}")
    elif [[ ${status} -eq 2 ]]; then
      return 1
    elif [[ ! -f ${STORE_DIR}/${path} || -L ${STORE_DIR}/${path} ]]; then
      paths_file "${path}" || [[ $? -eq 1 ]] || return 1
    elif [[ ! -w ${STORE_DIR}/${path} ]]; then
      paths_closed "${path}" || return 1
    fi
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  # With descriptor 9: it changes the store.
  mkdir -p -- "${missing[@]}" 2>/dev/null || { commit_free && mkdir -p -- "${missing[@]}" 2>/dev/null; } || transaction_storage
}

# Appends a LINE to a FILE, and sets JOURNAL_END to the length of the file after that; to nothing where the system does not
# tell where a descriptor stands.
journal_append() {
  local word=''
  JOURNAL_END=''
  { printf '%s\n' "$2" && { read -r word JOURNAL_END </proc/self/fdinfo/1 || :; }; } 2>/dev/null >>"$1"
}

# Writes the files of the entry, and SPAN (a line, or nothing) to the traces, which changes STATE_TRACES or STATE_LOST.
# Fails when a file could not be written.
journal_apply() {
  local place=0 count=${#JOURNAL_PATHS[@]} path=''
  while [[ ${place} -lt ${count} ]]; do
    path=${STORE_DIR}/${JOURNAL_PATHS[place]}
    if [[ ${JOURNAL_SIZES[place]} -eq 0 ]]; then
      { printf '%s\n' "${JOURNAL_LINES[place]}" >"${path}"; } 2>/dev/null || return 1
    else
      { printf '%-*s\n' "$((JOURNAL_SIZES[place] - 1))" "${JOURNAL_LINES[place]}" 1<>"${path}"; } 2>/dev/null || return 1
    fi
    place=$((place + 1))
  done
  [[ ${#SHELF_SLOTS[@]} -eq 0 ]] || shelf_apply || return 1
  STATE_TRACES=${JOURNAL_TRACED}
  [[ -n $1 ]] || return 0
  path=${STORE_DIR}/${JOURNAL_TRACES}
  if [[ ! -L ${STORE_DIR}/telemetry && ! -L ${path%/*} && ! -L ${path} && (-f ${path} || ! -e ${path}) ]] &&
    { journal_append "${path}" "$1" || journal_again "${path}" "$1"; }; then
    STATE_TRACES=$((STATE_TRACES + ${#1} + 1))
    if [[ ${JOURNAL_END:-0} -gt ${STATE_TRACES} ]]; then # something stood behind their end
      journal_cut "${JOURNAL_TRACES}" "${JOURNAL_TRACED}"
      journal_append "${path}" "$1" || :
    fi
  else
    STATE_LOST=$((STATE_LOST + 1))
    journal_cut "${JOURNAL_TRACES}" "${JOURNAL_TRACED}" || :
  fi
}

# Appends a LINE to a FILE whose folder somebody removed. Fails when that is not so.
journal_again() {
  [[ ! -d ${1%/*} ]] && mkdir -p -- "${1%/*}" 2>/dev/null && journal_append "$@"
}

# Takes away what a PATH has beyond its first LENGTH bytes. A longer LENGTH than the file's must not be given.
journal_cut() {
  [[ ! -f ${STORE_DIR}/$1 || -L ${STORE_DIR}/$1 ]] || dd if=/dev/null "of=${STORE_DIR}/$1" bs=1 "seek=$2" count=0 2>/dev/null
}
