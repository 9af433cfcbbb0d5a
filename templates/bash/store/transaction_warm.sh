# transaction_warm: new records.

# Sets REPLY to the number of a new record: KIND ID. An empty ID is made up, for kinds with ids.
transaction_create() {
  local prefix=PREFIX_$1
  if [[ -n $2 ]]; then
    if names_made "${!prefix}" "$2"; then
      transaction_refuse 2 "\"$2\" has the form of a made-up id"
      return 1
    fi
    names_find "$1" "$2" || return 1
    if [[ -n ${REPLY} ]]; then
      transaction_refuse 3 "$1 \"$2\" exists already"
      return 1
    fi
    TX_NAMES["$1.$2"]=$((TX_COUNT[$1] + 1))
    TX_OWN[${#TX_OWN[@]}]="$1 $((TX_COUNT[$1] + 1)) $2"
  fi
  transaction_fresh "$1" "$2"
}

# Sets REPLY to the number of a new record: KIND [ID].
transaction_fresh() {
  local number=$((TX_COUNT[$1] + 1)) prefix=PREFIX_$1 id=${2-}
  TX_COUNT[$1]=${number}
  TX_LOADED["$1.${number}"]=1
  [[ -n ${id} || -z ${!prefix} ]] || id=${!prefix}-${number}
  "$1_empty" "${number}" "${id}"
  transaction_touch "$1" "${number}"
  REPLY=${number}
}

# Adds own ids to the entry; their writes to `all` of the caller.
transaction_owned() {
  local each='' kind='' number=''
  for each in "${TX_OWN[@]}"; do
    kind=${each%% *} number=${each#* }
    each=${number#* } number=${number% *}
    all+="${TAB},${TAB}[\"${kind}.id\",${number},\"${each}\"]"
    paths_named "ids/${kind}" "${each}"
    journal_put "${REPLY}" 24 "${number}"
  done
}
