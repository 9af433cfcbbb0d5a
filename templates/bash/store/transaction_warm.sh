# transaction_warm: new records.

# Sets REPLY to where a new record begins: KIND ID. An empty ID is made up, for kinds with ids.
transaction_create() {
  local prefix=PREFIX_$1
  if [[ -z $2 ]]; then
    transaction_fresh "$1"
    return
  fi
  if names_made "${!prefix}" "$2"; then
    transaction_refuse 2 "\"$2\" has the form of a made-up id"
    return 1
  fi
  names_find "$1" "$2" || return 1
  if [[ -n ${REPLY} ]]; then
    transaction_refuse 3 "$1 \"$2\" exists already"
    return 1
  fi
  transaction_fresh "$1" "$2"
  TX_NAMES["$1.$2"]=${REPLY}
  TX_OWN[${#TX_OWN[@]}]="$1 ${TX_COUNT[$1]} $2"
}

# Sets REPLY to where the next record of a KIND begins: KIND [ID].
transaction_fresh() {
  local number=$((TX_COUNT[$1] + 1)) prefix=PREFIX_$1 id=${2-}
  TX_COUNT[$1]=${number}
  [[ -n ${id} || -z ${!prefix} ]] || id=${!prefix}-${number}
  transaction_new "$1" "${number}" "${id}"
  transaction_touch "$1" "${REPLY}"
}

# Adds own ids to the entry.
transaction_owned() {
  local each='' kind='' number=''
  for each in "${TX_OWN[@]}"; do
    kind=${each%% *} number=${each#* }
    each=${number#* } number=${number% *}
    JOURNAL_WRITES+="${TAB},${TAB}[\"${kind}.id\",${number},\"${each}\"]"
    paths_named "ids/${kind}" "${each}"
    journal_put "${REPLY}" 24 "${number}"
  done
}
