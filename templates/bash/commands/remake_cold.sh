# remake_cold: a store's files in the layout of this version, made from its journal; what `migrate` puts in place.
#
# Every record in the journal is written anew, as a line of tokens: what a kind has no longer is left out, what it has
# besides begins as in a new record. Queues, lists and due times must be the old ones.

declare -A REMAKE_KNOWN=()  # of a record: its tokens by their keys
declare -A REMAKE_SHARDS=() # bytes of the new shards of the archive
REMAKE_COUNTERS=()          # the kinds that the old state counts
REMAKE_MARK=$'\037'         # no token has it, and unlike TAB it splits at empty tokens too

# Makes the new files, from the `tokens` of the caller, those of the old `format`. Fails when it was refused.
remake_run() {
  local settings='' made=("${tokens[@]}") length=0 due='' traces='' time='' lost='' last=0 counts='' IFS=${TAB}
  if [[ ${tokens[7]:${#tokens[7]}-9:8} != "${LAYOUT:${#LAYOUT}-8}" ]]; then
    remake_refuse 'its queues, lists or due times are others in this version; it cannot be migrated'
    return 1
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
  remake_slot "${last}" "${length}" "${traces}" "${time}" "${due}" "${lost}" "${REPLY}"
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

# Sets REPLY to the settings of this version as a JSON object: those in TOKEN, and defaults.
remake_settings() {
  local each='' row=() value='' rest=${1#'{'} all='' IFS=' '
  rest=,${rest%'}'},
  # shellcheck disable=SC2153 # not `settings`
  for each in ${SETTINGS[@]+"${SETTINGS[@]}"}; do
    # shellcheck disable=SC2206 # name, environment, default, low, high, type
    row=(${each})
    value=${row[2]}
    each=",\"${row[0]}\":"
    if [[ ${rest} == *"${each}"* ]]; then
      value=${rest#*"${each}"}
      value=${value%%,*}
    fi
    if ! values_whole "${value}" || [[ ${value} -lt ${row[3]} || ${value} -gt ${row[4]} ]]; then
      remake_refuse "setting ${row[0]} is ${value}, which is not between ${row[3]} and ${row[4]} as this version \
wants; it cannot be migrated"
      return 1
    fi
    all+=",\"${row[0]}\":${value}"
  done
  REPLY="{${all#,}}"
}

# Reads a state, whatever kinds it counts, into remake_tokens, remake_sequence, remake_counts (joined by commas) and
# REMAKE_COUNTERS: PATH. Fails when it was refused.
remake_state() {
  local lines=() place=0 found='' numbers='' name='' IFS=${TAB}
  paths_file "$1" && mapfile -n 2 lines 2>/dev/null <"${STORE_DIR}/$1" || lines=()
  [[ -z ${TX_EXIT} ]] || return 1
  found=${lines[0]-}
  # shellcheck disable=SC2206 # to be split; globbing is off
  remake_tokens=(${found%%[ $'\n']*})
  REMAKE_COUNTERS=() remake_counts=''
  if [[ ${#lines[@]} -eq 1 && ${#found} -eq 512 && ${#remake_tokens[@]} -ge 15 && ${remake_tokens[1]} == [01] ]]; then
    printf -v found '%s%.0s' "${remake_tokens[@]}"
    printf -v numbers '%.0s%s:' "${remake_tokens[@]}"
    for ((place = 14; place < ${#remake_tokens[@]} - 1; place += 2)); do
      name=${remake_tokens[place]#',"'}
      REMAKE_COUNTERS+=("${name%'":'}")
      remake_counts+=,${remake_tokens[place + 1]}
    done
    remake_counts=${remake_counts#,} remake_sequence=${remake_tokens[3]}
    printf -v name ',"%s":' ${REMAKE_COUNTERS[@]+"${REMAKE_COUNTERS[@]}"}
    [[ ${#REMAKE_COUNTERS[@]} -gt 0 ]] || name=''
    name='{"dirty":,"sequence":,"journal":,"traces":,"time":,"due":,"lost":'${name}'}'
    [[ ${found} != "${name}" ]] || ! remake_numbers "${numbers%:}" || return 0
  fi
  transaction_damaged "$1" repair
}

# True for numbers with a colon after each, but the sixth may be null.
remake_numbers() {
  local rest=$1 place=0
  while [[ ${rest} == *:* ]]; do
    place=$((place + 1))
    [[ ${place} -eq 6 && ${rest%%:*} == null ]] || journal_number "${rest%%:*}" || return 1
    rest=${rest#*:}
  done
}

# Sets REPLY to the line of a clean state: SEQUENCE JOURNAL TRACES TIME DUE LOST COUNTS.
remake_slot() {
  local name='' rest=$7,
  printf -v REPLY '{"dirty":\t0\t,"sequence":\t%s\t,"journal":\t%s\t,"traces":\t%s\t,"time":\t%s\t,"due":\t%s\t' \
    "${@:1:5}"
  REPLY+=",\"lost\":${TAB}$6${TAB}"
  for name in ${COUNTERS[@]+"${COUNTERS[@]}"}; do
    REPLY+=",\"${name}\":${TAB}${rest%%,*}${TAB}"
    rest=${rest#*,}
  done
  REPLY+='}'
}

# Sets REPLY to the highest numbers of the kinds of this version, joined by commas: COUNTS PATH. Fails when it was
# refused, PATH being damaged.
remake_counters() {
  local counts=() name='' place=0 all='' IFS=,
  # shellcheck disable=SC2206 # to be split; globbing is off
  counts=($1)
  if [[ ${#counts[@]} -ne ${#REMAKE_COUNTERS[@]} ]]; then
    transaction_refuse 9 "$2 is damaged; run \"${PROGRAM} repair\""
    return 1
  fi
  for name in ${COUNTERS[@]+"${COUNTERS[@]}"}; do
    all+=,0
    for ((place = 0; place < ${#counts[@]}; place++)); do
      [[ ${REMAKE_COUNTERS[place]} != "${name}" ]] || all=${all%,*},${counts[place]}
    done
  done
  REPLY=${all#,}
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
  local place=0 path='' line=${REPLY} IFS=' '
  if ! journal_parse "$1"; then
    [[ -n ${TX_EXIT} ]] || transaction_damaged "$2"
    return 1
  fi
  for ((place = 0; place < ${#JOURNAL_PATHS[@]}; place++)); do
    path=${STORE_DIR}/migrate/${JOURNAL_PATHS[place]}
    [[ ${JOURNAL_PATHS[place]} == records/* ]] || continue
    [[ -d ${path%/*} ]] || mkdir -p -- "${path%/*}" 2>/dev/null || remake_failed || return 1
    { printf '%-*s\n' "$((JOURNAL_SIZES[place] - 1))" "${JOURNAL_LINES[place]}" 1<>"${path}"; } 2>/dev/null ||
      remake_failed || return 1
  done
  [[ ${#SHELF_SLOTS[@]} -eq 0 ]] || STORE_DIR=${STORE_DIR}/migrate shelf_remade || remake_failed || return 1
  REPLY=${line}
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

# True when this version has a kind, and keeps this field of it outside of slots: KIND[.FIELD].
remake_kept() {
  local kind=${1%%.*} ref='' IFS=' '
  [[ " ${KINDS[*]} " == *" ${kind} "* ]] || return 1
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
  local tokens=() old=() place=0 new=NEW_$1 IFS=${REMAKE_MARK}
  old=(${3//"${TAB}"/"${REMAKE_MARK}"})
  REMAKE_KNOWN=()
  for ((place = 0; place < ${#old[@]} - 1; place += 2)); do
    REMAKE_KNOWN["${old[place]}"]=${old[place + 1]}
  done
  new=${!new}
  tokens=(${new//"${TAB}"/"${REMAKE_MARK}"})
  for ((place = 0; place < ${#tokens[@]} - 1; place += 2)); do
    tokens[place + 1]=${REMAKE_KNOWN["${tokens[place]}"]-${tokens[place + 1]}}
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
