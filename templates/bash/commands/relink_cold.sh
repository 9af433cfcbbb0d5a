# relink_cold: queues, lists, due times and counts made anew, for a store of another version in which they were others.
#
# All that bookkeeping wrote is left out of the journal that remake_cold writes, as if nothing had ever been tied to
# anything. What belongs somewhere enters it then, by the functions that operations use, in entries at the end of that
# journal.

declare -A RELINK_WATCHED=() # by kind: the keys of the fields that decide on ties, with blanks around each
declare -A RELINK_SEEN=()    # by KIND KEY NUMBER: since which entry a record has the token, and the token
RELINK_NOW=''
RELINK_ROWS=() # when a record came to where it is (an entry), and its number

# Takes note of the time, and of the fields that relink_note is to be told of.
relink_prepare() {
  local each='' row=() IFS=' '
  RELINK_WATCHED=() RELINK_SEEN=()
  clock_now
  RELINK_NOW=${REPLY}
  for each in ${TIES_LISTS[@]+"${TIES_LISTS[@]}"} ${TIES_QUEUES[@]+"${TIES_QUEUES[@]}"} ${DUES[@]+"${DUES[@]}"} \
    ${TIES_COUNTS[@]+"${TIES_COUNTS[@]}"}; do
    # shellcheck disable=SC2206 # kind, name, field
    row=(${each})
    [[ ${RELINK_WATCHED[${row[0]}]-} == *" ,\"${row[2]}\": "* ]] ||
      RELINK_WATCHED[${row[0]}]="${RELINK_WATCHED[${row[0]}]-} ,\"${row[2]}\": "
  done
}

# Remembers what an entry makes of a field that decides on ties, and since when: KIND KEY NUMBER TOKEN SEQUENCE.
relink_note() {
  local place="$1 $2 $3" noted=''
  noted=${RELINK_SEEN["${place}"]-}
  [[ -n ${noted} && ${noted#* } == "$4" ]] || RELINK_SEEN["${place}"]="$5 $4"
}

# Adds the entries behind the journal without ties, and sets REPLY to the line of the state after them: SEQUENCE JOURNAL
# TRACES TIME LOST COUNTS, as of the state before. Fails when it was refused.
relink_run() {
  local root=${STORE_DIR} last=$1 name='' rest=$6, all='' IFS=$' \t\n'
  local STORE_DIR=${root}/migrate TX_NOW=$((RELINK_NOW > $4 ? RELINK_NOW : $4)) TX_DUE='' TX_SEQUENCE=$(($1 + 1))
  local STATE_SEQUENCE=$1 STATE_JOURNAL=$2 STATE_TRACES=$3 STATE_TIME=$4 STATE_DUE=''
  local -A PATHS_KNOWN=([state]=1) SHELF_READ=() SHELF_LINES=()
  for name in ${COUNTERS[@]+"${COUNTERS[@]}"}; do
    TX_COUNT["${name}"]=${rest%%,*}
    rest=${rest#*,}
  done
  if ! relink_all; then
    [[ -n ${TX_EXIT} ]] || STORE_DIR=${root} remake_failed
    return 1
  fi
  transaction_clear
  for name in ${COUNTERS[@]+"${COUNTERS[@]}"}; do
    all+=,${TX_COUNT[${name}]}
  done
  remake_slot "${STATE_SEQUENCE}" "${STATE_JOURNAL}" "${STATE_TRACES}" "${STATE_TIME}" "${STATE_DUE:-null}" "$5" \
    "${all#,}"
}

# Enters everything. Fails when it was refused, or the storage did.
relink_all() {
  local each='' row=()
  for each in ${TIES_LISTS[@]+"${TIES_LISTS[@]}"}; do
    # shellcheck disable=SC2206 # kind, name, field
    row=(${each})
    relink_order list "${row[0]}" "${row[2]}" && relink_enter "${row[0]}" "${row[1]}" || return 1
  done
  relink_count || return 1
  for each in ${TIES_QUEUES[@]+"${TIES_QUEUES[@]}"}; do
    # shellcheck disable=SC2206 # the same
    row=(${each})
    relink_order queue "${row[0]}" "${row[2]}" && relink_enter "${row[0]}" "${row[1]}" || return 1
  done
  for each in ${DUES[@]+"${DUES[@]}"}; do
    # shellcheck disable=SC2206 # the same, and more
    row=(${each})
    relink_order due "${row[0]}" "${row[2]}" && relink_enter "${row[0]}" "${row[1]}" || return 1
  done
}

# Sets RELINK_ROWS to the records of a KIND, in the order in which they are to enter: WHAT KIND FIELD. In a list those
# with a value in the field, by when they got it; in a queue all, by what the field says, those that never were in it
# last; at a due time by number.
relink_order() {
  local number=0 most=${TX_COUNT[$2]-1} noted='' token='' members=() IFS=$'\n'
  RELINK_ROWS=()
  while [[ ${number} -lt ${most} ]]; do
    number=$((number + 1))
    noted=${RELINK_SEEN["$2 ,\"$3\": ${number}"]-}
    token=${noted#* } noted=${noted%% *}
    case $1 in
      list) ;;
      queue)
        noted=${noted:+9007199254740991}
        [[ ${token} == *[!0-9]* || ${token} -lt 1 || ${token} -gt ${last} ]] || noted=${token}
        token=''
        ;;
      *) noted=${noted:+0} ;;
    esac
    [[ -z ${noted} || ${token} == null ]] || members[${#members[@]}]="${noted} ${number}"
  done
  [[ ${#members[@]} -gt 0 ]] || return 0
  # shellcheck disable=SC2207 # to be split; globbing is off
  RELINK_ROWS=($(exec 9>&- && printf '%s\n' "${members[@]}" | sort -k1,1n -k2,2n))
  [[ ${#RELINK_ROWS[@]} -eq ${#members[@]} ]] || transaction_refuse 1 'there is no sort that works'
}

# Enters RELINK_ROWS as they did when they came, a few with each entry: KIND NAME.
relink_enter() {
  local each='' own=0 count=0
  transaction_clear
  for each in ${RELINK_ROWS[@]+"${RELINK_ROWS[@]}"}; do
    transaction_load "$1" "${each#* }" || return 1
    own=${TX_SEQUENCE}
    [[ ${each%% *} -ge ${own} ]] || TX_SEQUENCE=${each%% *}
    "$1_$2_enter" "${REPLY}" || relink_full || return 1
    TX_SEQUENCE=${own} count=$((count + 1))
    [[ $((count % 32)) -ne 0 ]] || relink_commit || return 1
  done
  relink_commit
}

# Says more about a list that is too long for this version.
relink_full() {
  [[ ${TX_EXIT:-0} -ne 8 ]] ||
    TX_MESSAGE="${root}: ${TX_MESSAGE} in this version; take some out with the version that the store is of"
  return 1
}

# Notes how many records are in each state that is counted.
relink_count() {
  local each='' row=() place=0 number=0 most=0 count=0
  transaction_clear
  for each in ${TIES_COUNTS[@]+"${TIES_COUNTS[@]}"}; do
    # shellcheck disable=SC2206 # kind, state, field
    row=(${each})
    count=0 most=${TX_COUNT[${row[0]}]-1}
    for ((number = 1; number <= most; number++)); do
      each=${RELINK_SEEN["${row[0]} ,\"${row[2]}\": ${number}"]-}
      [[ ${each#* } != "\"${row[1]}\"" ]] || count=$((count + 1))
    done
    [[ ${count} -eq 0 ]] || TX_COUNTED[place]=${count}
    place=$((place + 1))
  done
  relink_commit
}

# Writes the entry of what was touched, if anything was, and forgets it. What was put away before stays so.
relink_commit() {
  local each='' ref='' kind='' seal=null
  [[ ${#TX_COUNTED[@]} -eq 0 ]] || counts_settle || return 1
  [[ ${#TX_WRITES[@]} -gt 0 ]] || return 0
  for each in "${TX_WRITES[@]}"; do
    kind=${each% *}
    ref=MADE_${kind}
    [[ ${!ref} != true ]] || continue
    ref="f_${kind}[${each#* } + NUMBER]"
    [[ -e ${STORE_DIR}/records/${kind}/$((${!ref} / 1000))/${!ref} ]] || TX_SHELVED[${#TX_SHELVED[@]}]=${each}
  done
  JOURNAL_PATHS=() JOURNAL_SIZES=() JOURNAL_LINES=() JOURNAL_NEW=() SHELF_SLOTS=() SHELF_VALUES=()
  commit_encode || return 1
  journal_segment
  if [[ ${JOURNAL_OFFSET} -eq 0 && ${STATE_SEQUENCE} -gt 0 ]]; then
    printf -v seal 'journal/%06d.jsonl' "$((STATE_SEQUENCE / 1000))"
    seal_file "${seal}" || return 1
    seal="\"${REPLY}\""
  fi
  journal_line 0 null null null "${seal}" null
  { printf '%s\n' "${JOURNAL_LINE}" >>"${STORE_DIR}/${JOURNAL_FILE}"; } 2>/dev/null && remake_files || return 1
  STATE_SEQUENCE=${TX_SEQUENCE} STATE_JOURNAL=$((JOURNAL_OFFSET + ${#JOURNAL_LINE} + 1)) STATE_TRACES=${JOURNAL_TRACED}
  STATE_TIME=${TX_NOW} STATE_DUE=${TX_DUE} TX_SEQUENCE=$((TX_SEQUENCE + 1))
  transaction_clear
}
