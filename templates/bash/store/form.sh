# form: the file `format`, which says what a store is made for.

# Reads `format` into FORM_STORE, FORM_DURABILITY, FORM_SHARED and s_<setting>. Fails with 1 when there is none, with 2
# when it was refused.
form_open() {
  local lines=() IFS=${TAB} ours=''
  [[ -f ${STORE_DIR}/format && ! -L ${STORE_DIR}/format ]] || paths_file format || return
  mapfile -n 2 lines 2>/dev/null <"${STORE_DIR}/format" || lines=()
  # shellcheck disable=SC2206 # to be split; globbing is off
  TOKENS=(${lines[0]-})
  IFS=' '
  ours="{\"format\":${TAB}1${TAB},\"pattern\":${TAB}\"${PATTERN}\"${TAB},\"modules\":${TAB}${MODULES}${TAB}\
,\"layout\":${TAB}\"${LAYOUT}\"${TAB},\"store\":${TAB}"
  if [[ ${#lines[@]} -ne 1 || ${#TOKENS[@]} -ne 17 || ${lines[0]} != "${ours}"* ]] || ! form_parse; then
    if [[ -z ${TX_EXIT} ]]; then
      cold_start
      form_refuse
    fi
    return 2
  fi
  if [[ ${FORM_SHARED} == true ]]; then
    umask 007
  elif [[ ! -O ${STORE_DIR} || ! -O ${STORE_DIR}/lock || ! -O ${STORE_DIR}/state ]]; then
    cold_start
    form_foreign || return 2
  fi
}

# Takes what differs between stores of this layout out of TOKENS, or fails.
form_parse() {
  FORM_STORE=${TOKENS[9]:1:16} FORM_DURABILITY=none FORM_SHARED=${TOKENS[13]}
  [[ ${TOKENS[11]} == '"none"' ]] || FORM_DURABILITY=fsync
  [[ ${TOKENS[9]} == \"????????????????\" && ${FORM_STORE} != *[!0-9a-f]* &&
    ${TOKENS[10]}${TOKENS[11]} == ",\"durability\":\"${FORM_DURABILITY}\"" &&
    ${TOKENS[12]} == ',"shared":' && (${FORM_SHARED} == true || ${FORM_SHARED} == false) &&
    ${TOKENS[14]} == ',"settings":' && ${TOKENS[16]} == '}'$'\n' ]] && form_settings "${TOKENS[15]}"
}

# Sets s_<setting> from the JSON object in TOKEN, or fails. What the environment asks for must be what is stored.
form_settings() {
  local rest=$1 mark='{' each='' row=()
  if [[ -n ${SWARMSH_DURABILITY-} && ${SWARMSH_DURABILITY} != "${FORM_DURABILITY}" ]]; then
    transaction_refuse 2 "SWARMSH_DURABILITY: the store was made with ${FORM_DURABILITY}"
    return 1
  fi
  for each in ${SETTINGS[@]+"${SETTINGS[@]}"}; do
    # shellcheck disable=SC2206 # name, environment, default, low, high, type
    row=(${each})
    [[ ${rest} == "${mark}\"${row[0]}\":"* ]] || return 1
    rest=${rest#*:}
    mark=,
    if ! values_whole "${rest%%[,\}]*}" || [[ ${REPLY} -lt ${row[3]} || ${REPLY} -gt ${row[4]} ]]; then
      return 1
    fi
    rest=${rest:${#REPLY}}
    printf -v "s_${row[0]}" '%s' "${REPLY}"
    each=${row[1]}
    [[ -z ${!each-} ]] || form_same "${row[@]}" "${REPLY}" || return 1
  done
  [[ ${rest} == '}' || $1 == '{}' ]]
}

# Refuses when the environment asks for another value than the STORED one: NAME ENVIRONMENT DEFAULT LOW HIGH TYPE STORED.
form_same() {
  local given=${!2}
  [[ ${6}:${given} != "duration:$(($7 / 1000000000))s" ]] || return 0
  cold_start
  form_given "$@" || return 1
  [[ ${REPLY} != "$7" ]] || return 0
  transaction_refuse 2 "$2: the store was made with $7"
}
