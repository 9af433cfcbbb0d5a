# journal_cold: reading the journal.

# Takes a LINE (without its newline) apart: ENTRY_SEQUENCE … ENTRY_SPAN are its tokens, ENTRY_STATE the numbers of
# `state`, and JOURNAL_PATHS … the files it changes. Fails when it does not have its form.
journal_parse() {
  local known=(sequence time operation agent subject exit key request answer seal state span) place=0 comma='{' count=0
  journal_tokens "$1"
  count=${#TOKENS[@]}
  [[ ${count} -ge 26 && ${TOKENS[24]} == ',"writes":[' && ${TOKENS[count - 1]} == ']}' ]] || return 1
  while [[ ${place} -lt 12 ]]; do
    [[ ${TOKENS[2 * place]} == "${comma}\"${known[place]}\":" ]] || return 1
    comma=,
    place=$((place + 1))
  done
  ENTRY_SEQUENCE=${TOKENS[1]} ENTRY_TIME=${TOKENS[3]} ENTRY_OPERATION=${TOKENS[5]} ENTRY_AGENT=${TOKENS[7]}
  ENTRY_SUBJECT=${TOKENS[9]} ENTRY_EXIT=${TOKENS[11]} ENTRY_KEY=${TOKENS[13]} ENTRY_REQUEST=${TOKENS[15]}
  ENTRY_ANSWER=${TOKENS[17]} ENTRY_SEAL=${TOKENS[19]} ENTRY_STATE=${TOKENS[21]} ENTRY_SPAN=${TOKENS[23]}
  journal_number "${ENTRY_SEQUENCE}" && journal_number "${ENTRY_TIME}" && journal_number "${ENTRY_EXIT}" || return 1
  place=${ENTRY_STATE#'['}
  place=${place#null}
  place=${place%']'}
  [[ ${ENTRY_STATE} == '['*']' && ${place} != *[!0-9,]* ]] || return 1
  journal_writes
}

# Sets TOKENS to the tokens of a LINE.
# shellcheck disable=SC2206 # to be split; globbing is off
journal_tokens() {
  local IFS=${TAB}
  TOKENS=($1)
}

# True for the digits of a number of 64 bits, at least 0.
journal_number() {
  values_whole "$1" && [[ $1 != -* ]]
}

# Takes the writes out of TOKENS.
journal_writes() {
  local place=25 last=$((${#TOKENS[@]} - 1)) head='' kind='' number='' value='' end=0
  JOURNAL_PATHS=() JOURNAL_SIZES=() JOURNAL_LINES=() JOURNAL_NEW=() SHELF_SLOTS=() SHELF_VALUES=() SHELF_OFFSETS=()
  while [[ ${place} -lt ${last} ]]; do
    head=${TOKENS[place]#'["'}
    [[ ${TOKENS[place]} == '["'*'",'[0-9]*,?* ]] || return 1
    kind=${head%%\"*}
    value=${head#*\",}
    number=${value%%,*}
    value=${value#*,}
    journal_number "${number}" || return 1
    end=${place}
    if [[ ${value} == '{'* ]]; then
      while [[ ${TOKENS[end]} != '}]' ]]; do
        end=$((end + 1))
        [[ ${end} -lt ${last} ]] || return 1
        value+=${TAB}${TOKENS[end]}
      done
    fi
    journal_target "${kind}" "${number}" "${value%]}" || return 1
    place=$((end + 1))
    [[ ${place} -eq ${last} || ${TOKENS[place]} == , ]] || return 1
    place=$((place + 1))
  done
  [[ ${#SHELF_SLOTS[@]} -eq 0 ]] || shelf_split || return 1
  if [[ ${ENTRY_KEY} != null ]]; then
    values_is_identifier "${ENTRY_KEY:1:${#ENTRY_KEY}-2}" || return 1
    paths_named keys "${ENTRY_KEY:1:${#ENTRY_KEY}-2}"
    journal_put "${REPLY}" 24 "${ENTRY_SEQUENCE}"
  fi
}

# Adds the file that a write is about: KIND[.FIELD] NUMBER VALUE. Fails for what the pattern does not know.
journal_target() {
  local kind=${1%%.*} field='' size='' fields=''
  [[ " ${KINDS[*]} " == *" ${kind} "* ]] || return 1
  size=SLOT_${kind} fields=TEXTS_${kind}
  case $1 in
    *.id)
      [[ $3 == \"*\" ]] && values_is_identifier "${3:1:${#3}-2}" || return 1
      paths_named "ids/${kind}" "${3:1:${#3}-2}"
      journal_put "${REPLY}" 24 "$2"
      ;;
    *.archive)
      journal_number "$3" || return 1
      JOURNAL_NEW[${#JOURNAL_NEW[@]}]=archive/${kind}/$(($2 / 1000))
      SHELF_SLOTS[${#SHELF_SLOTS[@]}]=records/${kind}/$(($2 / 1000))/$2
      SHELF_OFFSETS[${#SHELF_OFFSETS[@]}]=$3
      ;;
    *.*)
      field=${1#*.}
      [[ " ${!fields} " == *" ${field} "* ]] || return 1
      texts_path "${kind}" "$2" "${field}"
      journal_put "${REPLY}" 0 "$3"
      ;;
    *)
      [[ ${#3} -lt ${!size} ]] || return 1
      journal_put "records/${kind}/$(($2 / 1000))/$2" "${!size}" "$3"
      ;;
  esac
}

# Takes ENTRY_STATE over into STATE_DUE and TX_COUNT.
journal_counts() {
  local rest=${ENTRY_STATE#\[} name=''
  rest=${rest%\]},
  STATE_DUE=${rest%%,*}
  [[ ${STATE_DUE} != null ]] || STATE_DUE=''
  rest=${rest#*,}
  for name in ${COUNTERS[@]+"${COUNTERS[@]}"}; do
    TX_COUNT["${name}"]=${rest%%,*}
    rest=${rest#*,}
  done
}

# Reads entry SEQUENCE as journal_parse does. Fails when it was refused.
journal_entry() {
  local path='' lines=()
  trail_path "$((($1 - 1) / 1000 + 1))"
  path=${REPLY}
  if paths_folder journal && paths_file "${path}"; then
    mapfile -s "$((($1 - 1) % 1000))" -n 1 lines 2>/dev/null <"${STORE_DIR}/${path}" || lines=()
    if [[ ${lines[0]-} == "{\"sequence\":${TAB}$1${TAB},"*"${TAB}]}"$'\n' ]] && journal_parse "${lines[0]%$'\n'}"; then
      return 0
    fi
  fi
  [[ -n ${TX_EXIT} ]] || transaction_damaged "${path}" repair
  return 1
}
