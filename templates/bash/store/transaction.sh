# transaction: one operation's changes: made in memory, written by one commit or not at all.
#
# A loaded record is its slot line, split: cells in the generated array of its kind. Whoever loads one gets the place of
# its first cell, AT, in REPLY; f_<kind>[AT + <kind>_<FIELD>] is then the token of a field. TX_EXIT is empty until
# something refuses.

declare -A TX_COUNT
declare -A TX_LOADED TX_NEW # by KIND.NUMBER: where a record begins; that it has no file yet
declare -A TX_NAMES TX_LONG # by KIND.ID: where a record begins; by KIND.AT.FIELD: a text that its cell does not hold
declare -A TX_CHANGED       # by KIND.AT: that a record is in TX_WRITES
TX_USED='' TX_TEXTS=''      # whether there is something to forget; whether TX_LONG has something
TX_MORE='' TX_HELD=''       # whether the next operation shall have the lock; whether it has it, and what is loaded
TX_AGENT='' TX_SUBJECT='' TX_KEY='' TX_LINE=0
SPANS_ID='' FORM_STORE='' STATE_SEQUENCE='' TX_EXIT=''
TX_SEAL='' # what an entry that seals on demand carries

# Forgets what an operation before this one did. What it loaded is still true if the lock is, and is kept while it is little.
transaction_clear() {
  if [[ -n ${TX_HELD} && ${#TX_LOADED[@]} -lt 24 ]]; then
    TX_LONG=() TX_CHANGED=()
  elif [[ -n ${TX_USED} ]]; then
    TX_LOADED=() TX_NEW=() TX_NAMES=() TX_LONG=() TX_CHANGED=()
    records_clear
  fi
  TX_USED=yes
  TX_WRITES=() TX_OWN=() TX_COUNTED=() TX_SHELVED=() TX_TEXTS=''
  TX_EXIT='' TX_MESSAGE='' TX_MARK=''
}

# Runs the operation whose words have been read into a_, o_, TX_AGENT, TX_SUBJECT, TX_KEY, TX_LINE. Returns its exit
# code; the reply is in r_, or the reason in TX_MESSAGE.
transaction_run() {
  local committed=''
  transaction_clear
  TX_OPERATION=$1 TX_REPEATED=false TX_WAIT='' TX_DUE_COUNT=0 TX_NOW='' TX_SPAN=''
  [[ -z ${TX_KEY} ]] || cold_start
  spans_open
  clock_now
  TX_START=${REPLY}
  if ! transaction_begin; then
    :
  elif [[ -n ${TX_KEY} ]] && { ! keys_find || [[ ${TX_REPEATED} == true ]]; }; then
    :
  elif "operation_${1//-/_}_steps"; then
    [[ ${#TX_WRITES[@]} -eq 0 ]] || ! commit_entry 0 || committed=yes
  elif [[ ${TX_MARK} == recorded ]]; then
    cold_start
    ! commit_refusal || committed=yes
  fi
  [[ -n ${TX_HELD} ]] || lock_drop
  [[ -n ${committed} ]] || spans_side "${TX_EXIT:-0}"
  return "${TX_EXIT:-0}"
}

# Ends the operation without changes: EXIT MESSAGE [recorded|again]. Always fails.
transaction_refuse() {
  TX_EXIT=$1 TX_MESSAGE=$2 TX_MARK=${3-}
  return 1
}

# Refuses a damaged PATH, naming the COMMAND that helps, or one that could not be read.
transaction_damaged() {
  [[ ! -e ${STORE_DIR}/$1 || -r ${STORE_DIR}/$1 ]] || paths_closed "$1" || return 1
  transaction_refuse 9 "${STORE_DIR}/$1 is damaged; run \"${PROGRAM} ${2:-doctor}\""
}

transaction_storage() {
  transaction_refuse 10 "${STORE_DIR}: no space left or write error; nothing was changed"
}

# Takes the lock, and brings the store to where the operation can run: made, recovered, nothing due.
transaction_begin() {
  while :; do
    [[ -n ${TX_HELD} ]] || lock_take || return 1
    clock_now
    TX_NOW=${REPLY}
    [[ -n ${TX_WAIT} ]] || TX_WAIT=$((TX_NOW > TX_START ? TX_NOW - TX_START : 0))
    [[ -n ${TX_HELD} ]] || transaction_open || return 1
    TX_HELD=''
    if [[ ${STATE_DIRTY} -eq 1 || ${STATE_TIME} -gt $((TX_NOW + 600000000000)) ||
      ! -s ${STORE_DIR}/reserve || ! -f ${STORE_DIR}/reserve || -L ${STORE_DIR}/reserve ]]; then
      cold_start
      recovery_mend || return 1
    fi
    [[ ${TX_NOW} -ge ${STATE_TIME} ]] || TX_NOW=${STATE_TIME}
    TX_DUE=${STATE_DUE} TX_SEQUENCE=$((STATE_SEQUENCE + 1))
    [[ -n ${TX_DUE} && ${TX_DUE} -le ${TX_NOW} ]] || return 0
    cold_start
    due_advance || return 1
    [[ ${REPLY} == tick ]] || return 0
    TX_HELD=''
    lock_drop
    transaction_clear
  done
}

# Reads what every operation needs of the store, which is made if there is none.
transaction_open() {
  local status=0
  form_open || status=$?
  [[ ${status} -ne 2 ]] || return 1
  if [[ ${status} -ne 0 ]]; then
    cold_start
    form_make || return 1
  fi
  [[ ${FORM_DURABILITY} == none ]] || checkpoint_same || { cold_start checkpoint_settle && checkpoint_settle; } || return 1
  state_read
}

# Sets REPLY to the whole token of a text, or to nothing: KIND AT FIELD.
transaction_text() {
  local ref="f_$1[$2 + $1_${3^^}]"
  REPLY=${!ref}
  REPLY=${REPLY#null}
  [[ ${REPLY} == [0-9]* ]] || return 0
  cold_start
  texts_read "$1" "$2" "$3" "${REPLY}"
}

# Sets REPLY to where the record begins among the cells of its KIND: KIND NUMBER. Made kinds without a file are empty.
transaction_load() {
  local path='' size=SLOT_$1 made=MADE_$1 status=0
  REPLY=${TX_LOADED["$1.$2"]-}
  [[ -z ${REPLY} ]] || return 0
  path=records/$1/$(($2 / 1000))/$2
  slots_read "${path}" "${!size}" || status=$?
  if [[ ${status} -eq 0 ]] && "$1_take" "$2"; then
    TX_LOADED["$1.$2"]=${REPLY}
    return 0
  fi
  if [[ ${status} -eq 1 ]]; then
    if [[ ${!made} == true ]]; then
      transaction_new "$1" "$2"
      return 0
    fi
    cold_start
    if shelf_find "$1" "$2" && "$1_take" "$2"; then
      TX_LOADED["$1.$2"]=${REPLY}
      return 0
    fi
  fi
  [[ -n ${TX_EXIT} ]] || transaction_damaged "${path}"
  return 1
}

# Sets REPLY to where a new record begins: KIND NUMBER [ID].
transaction_new() {
  "$1_new" "$2" "${3-}"
  TX_LOADED["$1.$2"]=${REPLY}
  TX_NEW["$1.$2"]=1
}

# Sets REPLY to the record of a KIND with this ID, or to nothing.
transaction_find() {
  names_find "$1" "$2"
}

# The same, but refuses when there is none.
transaction_get() {
  names_find "$1" "$2" || return 1
  [[ -n ${REPLY} ]] || transaction_refuse 6 "no $1 \"$2\""
}

# Says that a record is about to change: KIND AT. The first time decides its place in the entry.
transaction_touch() {
  [[ -z ${TX_CHANGED["$1.$2"]-} ]] || return 0
  TX_CHANGED["$1.$2"]=1
  TX_WRITES[${#TX_WRITES[@]}]="$1 $2"
}

# Refuses a value out of range: VALUE LOW HIGH WHAT.
transaction_check() {
  [[ $1 -ge $2 && $1 -le $3 ]] || transaction_refuse 8 "$4 would leave its range"
}
