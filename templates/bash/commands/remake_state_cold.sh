# remake_state_cold: what `state` and `format` say in the layout of another version, and in this one.

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
    [[ -z ${REMAKE_TIES} || " ${TIES_MADE} " != *" ${name} "* ]] || continue
    for ((place = 0; place < ${#counts[@]}; place++)); do
      [[ ${REMAKE_COUNTERS[place]} != "${name}" ]] || all=${all%,*},${counts[place]}
    done
  done
  REPLY=${all#,}
}
