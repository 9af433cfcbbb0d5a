# shelf_cold: records that were put away: a file for a thousand of them, a line each, instead of a slot each.

declare -A SHELF_READ SHELF_LINES # by path: the entry up to which a shard was read; by KIND.NUMBER: a line in it
declare -A SHELF_OVERLAY          # by path: slots that go by an entry in SLOTS_OVERLAY
declare -A SHELF_TAKEN            # by KIND.NUMBER: that the present operation puts a record away
SHELF_NUMBER="{\"number\":${TAB}"

# Sets REPLY to the shard for the slot at PATH.
shelf_shard() {
  REPLY=archive${1#records}
  REPLY=${REPLY%/*}
}

# Reads the shard of a record into SHELF_LINES: KIND NUMBER. Fails when it was refused.
shelf_open() {
  local path=archive/$1/$(($2 / 1000)) lines=() line='' number='' status=0
  [[ ${SHELF_READ["${path}"]-} != "${STATE_SEQUENCE}" ]] || return 0
  paths_folder "${path%/*}" && paths_file "${path}" || status=$?
  [[ ${status} -ne 2 ]] || return 1
  if [[ ${status} -eq 0 ]] && ! mapfile lines 2>/dev/null <"${STORE_DIR}/${path}"; then
    paths_unread "${path}"
    return 1
  fi
  for line in ${lines[@]+"${lines[@]}"}; do
    number=${line:${#SHELF_NUMBER}:20} # a short one: bash looks for ends of long ones at every byte
    number=${number%%"${TAB}"*}
    if [[ ${line} != "${SHELF_NUMBER}"*"${TAB}}"$'\n' ]] || ! journal_number "${number}"; then
      transaction_damaged "${path}"
      return 1
    fi
    SHELF_LINES["$1.${number}"]=${line%$'\n'}
  done
  SHELF_READ["${path}"]=${STATE_SEQUENCE}
}

# Sets SLOTS_LINE to the line of a record that was put away: KIND NUMBER. Fails when there is none, or it was refused.
shelf_find() {
  shelf_open "$1" "$2" || return 1
  SLOTS_LINE=${SHELF_LINES["$1.$2"]-}
  [[ -n ${SLOTS_LINE} ]]
}

# True when a record was put away and not changed since: KIND NUMBER. Fails too when it was refused.
shelf_away() {
  local path=records/$1/$(($2 / 1000))/$2 at=${TX_LOADED["$1.$2"]-}
  [[ ${#TX_SHELVED[@]} -eq 0 || -z ${SHELF_TAKEN["$1.$2"]-} ]] || return 0
  [[ -z ${at} || -z ${TX_CHANGED["$1.${at}"]-} ]] || return 1
  if [[ -n ${SLOTS_OVERLAY["${path}"]-} ]]; then
    [[ -n ${SHELF_OVERLAY["${path}"]-} ]]
    return
  fi
  [[ ! -e ${STORE_DIR}/${path} && ! -L ${STORE_DIR}/${path} ]] || return 1
  shelf_open "$1" "$2" && [[ -n ${SHELF_LINES["$1.$2"]-} ]]
}

# Begins a walk that puts records away: KIND AFTER LOOK LIMIT. It looks at no more than LOOK numbers behind AFTER and ends
# when LIMIT were taken.
shelf_begin() {
  local highest=${TX_COUNT[$1]}
  [[ ${#TX_SHELVED[@]} -gt 0 ]] || SHELF_TAKEN=()
  SHELF_FIRST=$(($2 < highest ? $2 : highest)) SHELF_LIMIT=$4 SHELF_MOVED=0
  SHELF_NEXT=${SHELF_FIRST} SHELF_END=$((SHELF_FIRST + $3 < highest ? SHELF_FIRST + $3 : highest))
}

# Sets REPLY to the next record of a KIND, or to nothing. Then SHELF_MOVED tells how many were taken, SHELF_SEEN how many
# numbers were looked at, SHELF_NEXT the last of them, or 0 when it is the highest, SHELF_LEFT how many follow.
shelf_next() {
  while [[ ${SHELF_NEXT} -lt ${SHELF_END} && ${SHELF_MOVED} -lt ${SHELF_LIMIT} ]]; do
    SHELF_NEXT=$((SHELF_NEXT + 1))
    ! shelf_away "$1" "${SHELF_NEXT}" || continue
    [[ -z ${TX_EXIT} ]] || return 1
    transaction_load "$1" "${SHELF_NEXT}"
    return
  done
  SHELF_SEEN=$((SHELF_NEXT - SHELF_FIRST)) SHELF_LEFT=$((TX_COUNT[$1] - SHELF_NEXT))
  [[ ${SHELF_LEFT} -gt 0 ]] || SHELF_NEXT=0
  REPLY=''
}

# Says that the operation puts a record away: KIND AT.
shelf_take() {
  local ref="f_$1[$2 + NUMBER]"
  transaction_touch "$1" "$2"
  TX_SHELVED[${#TX_SHELVED[@]}]="$1 $2"
  SHELF_TAKEN["$1.${!ref}"]=1
  SHELF_MOVED=$((SHELF_MOVED + 1))
}

# Adds what the operation puts away to its entry. Fails when it was refused.
shelf_encode() {
  local each='' kind='' ref='' slot='' size=0 place=0
  declare -A ends=()
  for each in "${TX_SHELVED[@]}"; do
    kind=${each% *}
    ref="f_${kind}[${each#* } + NUMBER]"
    SHELF_SLOTS[${#SHELF_SLOTS[@]}]=records/${kind}/$((${!ref} / 1000))/${!ref}
  done
  shelf_split
  for each in "${TX_SHELVED[@]}"; do
    slot=${SHELF_SLOTS[place]}
    shelf_shard "${slot}"
    if [[ -z ${ends["${REPLY}"]-} ]]; then
      JOURNAL_NEW[${#JOURNAL_NEW[@]}]=${REPLY}
      shelf_size "${REPLY}" "${each% *}" "${slot##*/}" || return 1
      ends["${REPLY}"]=${size}
    fi
    size=${ends["${REPLY}"]}
    JOURNAL_WRITES+="${TAB},${TAB}[\"${each% *}.archive\",${slot##*/},${size}]"
    SHELF_OFFSETS[place]=${size}
    ends["${REPLY}"]=$((size + ${#SHELF_VALUES[place]} + 1))
    place=$((place + 1))
  done
}

# Sets `size` of the caller to the bytes of a shard, which must have its form: PATH KIND NUMBER. Fails when it was refused.
shelf_size() {
  SHELF_READ["$1"]=''
  shelf_open "$2" "$3" && recovery_size "$1" || return 1
  size=${REPLY} REPLY=$1
}

# Takes the lines of SHELF_SLOTS out of what the entry writes into SHELF_VALUES. Fails when one is not there.
shelf_split() {
  local paths=() sizes=() lines=() place=0 path=''
  declare -A values=()
  for path in "${SHELF_SLOTS[@]}"; do
    values["${path}"]=-
  done
  for path in "${JOURNAL_PATHS[@]}"; do
    if [[ -n ${values["${path}"]-} ]]; then
      values["${path}"]=${JOURNAL_LINES[place]}
    else
      paths[${#paths[@]}]=${path}
      sizes[${#sizes[@]}]=${JOURNAL_SIZES[place]}
      lines[${#lines[@]}]=${JOURNAL_LINES[place]}
    fi
    place=$((place + 1))
  done
  JOURNAL_PATHS=(${paths[@]+"${paths[@]}"}) JOURNAL_SIZES=(${sizes[@]+"${sizes[@]}"})
  JOURNAL_LINES=(${lines[@]+"${lines[@]}"})
  for path in "${SHELF_SLOTS[@]}"; do
    [[ ${values["${path}"]} != - ]] || return 1
    SHELF_VALUES[${#SHELF_VALUES[@]}]=${values["${path}"]}
  done
}

# Writes the shards of the entry, and takes the slots away. Fails when the storage does.
shelf_apply() {
  local place=0 path='' slots=() paths=()
  declare -A starts=() bodies=()
  for path in "${SHELF_SLOTS[@]}"; do
    slots[place]=${STORE_DIR}/${path}
    shelf_shard "${path}"
    if [[ -z ${starts["${REPLY}"]-} ]]; then
      paths[${#paths[@]}]=${REPLY}
      starts["${REPLY}"]=${SHELF_OFFSETS[place]} bodies["${REPLY}"]=${SHELF_VALUES[place]}
    else
      bodies["${REPLY}"]+=$'\n'${SHELF_VALUES[place]}
    fi
    place=$((place + 1))
  done
  for path in "${paths[@]}"; do
    shelf_write "${path}" "${starts["${path}"]}" "${bodies["${path}"]}" || return 1
  done
  rm -f -- "${slots[@]}" 2>/dev/null # with descriptor 9: it changes the store
}

# Puts lines into a shard, with nothing behind them: PATH OFFSET TEXT. Fails when the storage does, which refuses nothing:
# the entry is there.
shelf_write() {
  local exit=${TX_EXIT}
  if ! recovery_size "$1" || [[ ${REPLY} -lt $2 ]]; then
    TX_EXIT=${exit}
    return 1
  fi
  [[ ${REPLY} -eq $2 ]] || journal_cut "$1" "$2" || return 1
  { printf '%s\n' "$3" >>"${STORE_DIR}/$1"; } 2>/dev/null
}

# Refuses shards that are shorter than the entry says.
shelf_check() {
  local place=0 path='' seen=' '
  for path in "${SHELF_SLOTS[@]}"; do
    shelf_shard "${path}"
    path=${REPLY}
    if [[ ${seen} != *" ${path} "* ]]; then
      seen+="${path} "
      recovery_size "${path}" || return 1
      if [[ ${REPLY} -lt ${SHELF_OFFSETS[place]} ]]; then
        transaction_damaged "${path}" repair
        return 1
      fi
    fi
    place=$((place + 1))
  done
}

# For readers of an entry that its author had not written down yet.
shelf_overlay() {
  local place=0 path=''
  for path in "${SHELF_SLOTS[@]}"; do
    SLOTS_OVERLAY["${path}"]=${SHELF_VALUES[place]} SHELF_OVERLAY["${path}"]=1
    place=$((place + 1))
  done
}
