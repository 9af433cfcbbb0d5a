# remake_cold: a store's files in the layout of this version, made from its journal; what `migrate` puts in place.
#
# Every record in the journal is written anew, as a line of tokens: what a kind has no longer is left out, what it has
# besides begins as in a new record. Queues, lists, due times and counts stay as they are, or are made anew by relink_cold
# where they are others.

declare -A REMAKE_KNOWN=()  # of a record: its tokens by their keys
declare -A REMAKE_SHARDS=() # bytes of the new shards of the archive
REMAKE_COUNTERS=()          # the kinds that the old state counts
REMAKE_TIES=''              # whether ties are made anew
REMAKE_MARK=$'\037'         # no token has it, and unlike TAB it splits at empty tokens too

# Makes the new files, from the `tokens` of the caller, those of the old `format`. Fails when it was refused.
remake_run() {
  local settings='' made=("${tokens[@]}") length=0 due='' traces='' time='' lost='' last=0 counts='' IFS=${TAB}
  REMAKE_TIES=''
  if [[ ${tokens[7]:${#tokens[7]}-9:8} != "${LAYOUT:${#LAYOUT}-8}" ]]; then
    REMAKE_TIES=yes
    relink_prepare
  fi
  remake_settings "${tokens[15]}" || return 1
  settings=${REPLY}
  remake_state state || return 1
  if [[ ${remake_tokens[1]} -ne 0 ]]; then
    remake_refuse 'an operation was interrupted; run one of the version that the store is of first'
    return 1
  fi
  last=${remake_sequence} traces=${remake_tokens[7]} time=${remake_tokens[9]} due=${remake_tokens[11]}
  lost=${remake_tokens[13]} counts=${remake_counts}
  mkdir -- "${STORE_DIR}/migrate" "${STORE_DIR}/migrate/journal" "${STORE_DIR}/migrate/records" 2>/dev/null ||
    remake_failed || return 1
  [[ ! -d ${STORE_DIR}/archive ]] || mkdir -- "${STORE_DIR}/migrate/archive" 2>/dev/null || remake_failed || return 1
  REMAKE_SHARDS=()
  remake_journal "${last}" || return 1
  length=${REPLY}
  remake_counters "${counts}" "${STORE_DIR}/state" || return 1
  counts=${REPLY}
  if [[ -n ${REMAKE_TIES} ]]; then
    relink_run "${last}" "${length}" "${traces}" "${time}" "${lost}" "${counts}" || return 1
  else
    remake_slot "${last}" "${length}" "${traces}" "${time}" "${due}" "${lost}" "${counts}"
  fi
  made[5]=${MODULES} made[7]="\"${LAYOUT}\"" made[15]=${settings}
  { printf '%-511s\n' "${REPLY}" >"${STORE_DIR}/migrate/state" &&
    printf '%s' "${made[*]}" >"${STORE_DIR}/migrate/format"; } 2>/dev/null || remake_failed
}

remake_refuse() {
  transaction_refuse 9 "${STORE_DIR}: $1"
}

# Nothing was changed so far.
remake_failed() {
  transaction_storage
}

# Writes the journal anew up to entry LAST, and the records as it leaves them. Sets REPLY to the length of the last
# segment.
remake_journal() {
  local sequence=0 line='' lines=() path='' new='' length=0
  while [[ ${sequence} -lt $1 ]]; do
    trail_path "$((sequence / 1000 + 1))"
    path=${REPLY}
    printf -v new '%s/migrate/journal/%06d.jsonl' "${STORE_DIR}" "$((sequence / 1000 + 1))"
    paths_folder journal && paths_file "${path}" && mapfile -n 1000 lines 2>/dev/null <"${STORE_DIR}/${path}" || lines=()
    [[ -z ${TX_EXIT} ]] || return 1
    if [[ ${#lines[@]} -eq 0 || (${#lines[@]} -lt 1000 && ${#lines[@]} -lt $(($1 - sequence))) ]]; then
      transaction_damaged "${path}" repair
      return 1
    fi
    length=0
    for line in "${lines[@]}"; do
      [[ ${sequence} -lt $1 ]] || break
      sequence=$((sequence + 1))
      if [[ ${line} != "{\"sequence\":${TAB}${sequence}${TAB},"*"${TAB}]}"$'\n' ]]; then
        transaction_damaged "${path}" repair
        return 1
      fi
      remake_entry "${line%$'\n'}" "${path}" || return 1
      { printf '%s\n' "${REPLY}" >>"${new}"; } 2>/dev/null || remake_failed || return 1
      length=$((length + ${#REPLY} + 1))
    done
  done
  REPLY=${length}
}

# Sets REPLY to a LINE of the journal at PATH as this version writes it, and writes its records.
remake_entry() {
  local header=() writes='' state='' line=$1 seal='' IFS=${TAB}
  records_clear
  # shellcheck disable=SC2206 # to be split; globbing is off
  header=(${line%%",\"writes\":["*})
  state=${header[21]-}
  if [[ ${#header[@]} -ne 24 || ${line} != *",\"writes\":[${TAB}"* || ${state} != '['*']' || ${state} == *[!][0-9,nul]* ]]; then
    transaction_damaged "$2"
    return 1
  fi
  state=${state#'['}
  state=${state%']'},
  remake_writes "${line#*",\"writes\":[${TAB}"}" "${header[1]}" "$2" || return 1
  writes=${REPLY}
  IFS=' '
  line=${state#*,}
  remake_counters "${line%,}" "${STORE_DIR}/$2" || return 1
  [[ -z ${REMAKE_TIES} ]] || state=null,
  header[21]="[${state%%,*}${REPLY:+,}${REPLY}]"
  if [[ ${header[19]} != null ]]; then
    # That of the segment before, or of what stands before an entry `audit-seal`.
    printf -v seal 'migrate/journal/%06d.jsonl' "$(((header[1] + 998) / 1000))"
    seal_file "${seal}" || return 1
    header[19]="\"${REPLY}\""
  fi
  IFS=${TAB}
  REPLY="${header[*]}${TAB},\"writes\":[${TAB}${writes}${TAB}]}"
  remake_put "${REPLY}" "$2"
}

# Writes the records of a LINE of this version; PATH is that of the journal.
remake_put() {
  local line=${REPLY} IFS=' '
  if ! journal_parse "$1"; then
    [[ -n ${TX_EXIT} ]] || transaction_damaged "$2"
    return 1
  fi
  STORE_DIR=${STORE_DIR}/migrate remake_files || remake_failed || return 1
  REPLY=${line}
}

# Writes the records in JOURNAL_PATHS, and what is put away. Fails when the storage does.
remake_files() {
  local place=0 path=''
  for ((place = 0; place < ${#JOURNAL_PATHS[@]}; place++)); do
    path=${STORE_DIR}/${JOURNAL_PATHS[place]}
    [[ ${JOURNAL_PATHS[place]} == records/* ]] || continue
    [[ -d ${path%/*} ]] || mkdir -p -- "${path%/*}" 2>/dev/null || return 1
    { printf '%-*s\n' "$((JOURNAL_SIZES[place] - 1))" "${JOURNAL_LINES[place]}" 1<>"${path}"; } 2>/dev/null ||
      return 1
  done
  [[ ${#SHELF_SLOTS[@]} -eq 0 ]] || shelf_remade
}

# Sets REPLY to writes of this version, joined: WRITES (as they stand in a line, with its end) SEQUENCE PATH.
remake_writes() {
  local rest=${1%"${TAB}]}"} one='' kind='' number='' all='' end=${TAB},${TAB}'["' shard=''
  declare -A lengths=()
  while [[ -n ${rest} ]]; do
    one=${rest%%"${end}"*}
    rest=${rest:${#one}}
    rest=${rest#"${TAB},${TAB}"}
    kind=${one#'["'}
    kind=${kind%%\"*}
    number=${one#*\",}
    number=${number%%,*}
    if [[ ${one} != "[\"${kind}\",${number},"*']' || ${kind%%.*} == *[!a-z0-9_]* ]] || ! journal_number "${number}"; then
      transaction_damaged "$3"
      return 1
    fi
    remake_kept "${kind}" || continue
    if [[ ${kind} != *.* ]]; then
      one=${one#*,*,}
      remake_record "${kind}" "${number}" "${one%]}" "$2" || return 1
      one="[\"${kind}\",${number},${REPLY}]"
      lengths["${kind}.${number}"]=${#REPLY}
    elif [[ ${kind} == *.archive ]]; then
      shard=archive/${kind%.*}/$((number / 1000))
      one="[\"${kind}\",${number},${REMAKE_SHARDS["${shard}"]:-0}]"
      if [[ -z ${lengths["${kind%.*}.${number}"]-} ]]; then
        transaction_damaged "$3" repair
        return 1
      fi
      REMAKE_SHARDS["${shard}"]=$((${REMAKE_SHARDS["${shard}"]:-0} + ${lengths["${kind%.*}.${number}"]} + 1))
    fi
    all+=${all:+${TAB},${TAB}}${one}
  done
  REPLY=${all}
}

# True when records of a KIND are taken over, and this field of them is kept outside of slots: KIND[.FIELD].
remake_kept() {
  local kind=${1%%.*} ref='' IFS=' '
  [[ " ${KINDS[*]} " == *" ${kind} "* && (-z ${REMAKE_TIES} || " ${TIES_MADE} " != *" ${kind} "*) ]] || return 1
  case $1 in
    *.id)
      ref=PREFIX_${kind}
      [[ -n ${!ref} ]]
      ;;
    *.archive) ;;
    *.*)
      ref=TEXTS_${kind}
      [[ " ${!ref} " == *" ${1#*.} "* ]]
      ;;
    *) ;;
  esac
}

# Sets REPLY to the line of a record in this version: KIND NUMBER LINE SEQUENCE. Fails when it was refused.
# shellcheck disable=SC2206 # to be split; globbing is off
remake_record() {
  local tokens=() old=() place=0 new=NEW_$1 anew='' watched='' IFS=${REMAKE_MARK}
  old=(${3//"${TAB}"/"${REMAKE_MARK}"})
  REMAKE_KNOWN=()
  for ((place = 0; place < ${#old[@]} - 1; place += 2)); do
    REMAKE_KNOWN["${old[place]}"]=${old[place + 1]}
  done
  new=${!new}
  tokens=(${new//"${TAB}"/"${REMAKE_MARK}"})
  [[ -z ${REMAKE_TIES} ]] || anew=${TIES_FIELDS[$1]-} watched=${RELINK_WATCHED[$1]-}
  for ((place = 0; place < ${#tokens[@]} - 1; place += 2)); do
    [[ ${anew} == *" ${tokens[place]} "* ]] || tokens[place + 1]=${REMAKE_KNOWN["${tokens[place]}"]-${tokens[place + 1]}}
    [[ ${watched} != *" ${tokens[place]} "* ]] || relink_note "$1" "${tokens[place]}" "$2" "${tokens[place + 1]}" "$4"
  done
  IFS=${TAB}
  new="${tokens[*]}"
  IFS=$' \t\n'
  SLOTS_LINE=${new}
  if ! "$1_take" "$2"; then
    remake_refuse "$1 $2 of entry $4 does not fit this version; it cannot be migrated"
    return 1
  fi
  REPLY=${new}
}
