# form: the file `format`, which says what a store is made for.

# Reads `format` into FORM_STORE, FORM_DURABILITY, FORM_SHARED and s_<setting>. Fails with 1 when there is none, with 2
# when it was refused.
form_open() {
  local lines=() IFS=${TAB}
  [[ -f ${STORE_DIR}/format && ! -L ${STORE_DIR}/format ]] || paths_file format || return
  mapfile -n 2 lines 2>/dev/null <"${STORE_DIR}/format" || lines=()
  # shellcheck disable=SC2206 # to be split; globbing is off
  TOKENS=(${lines[0]-})
  IFS=' '
  if [[ ${#lines[@]} -ne 1 || ${#TOKENS[@]} -ne 17 ]] || ! form_parse; then
    [[ -n ${TX_EXIT} ]] || transaction_damaged format
    return 2
  fi
  if [[ ${FORM_SHARED} == true ]]; then
    umask 007
  elif [[ ! -O ${STORE_DIR} || ! -O ${STORE_DIR}/lock || ! -O ${STORE_DIR}/state ]]; then
    cold_start
    form_foreign || return 2
  fi
}

# Takes the form out of TOKENS, or fails.
form_parse() {
  local keys=''
  printf -v keys '%s%.0s' "${TOKENS[@]}"
  [[ ${TOKENS[1]}${keys} == '1{"format":,"pattern":,"modules":,"layout":,"store":,"durability":,"shared":,"settings":}'$'\n' ]] ||
    return 1
  if [[ ${TOKENS[3]}${TOKENS[5]}${TOKENS[7]} != "\"${PATTERN}\"${MODULES}\"${LAYOUT}\"" ]]; then
    # Nothing is shown that a terminal would obey.
    [[ ${lines[0]} != *[$'\200'-$'\377']* && ${TOKENS[3]} == \"?*\" && ${TOKENS[7]} == \"?*\" ]] || return 1
    case ${TOKENS[3]:1:${#TOKENS[3]}-2}:${TOKENS[7]:1:${#TOKENS[7]}-2} in
      *[!a-z0-9_]*:* | *:*[!0-9a-f+]*) return 1 ;;
      *) ;;
    esac
    transaction_refuse 9 "${STORE_DIR}/format is of pattern ${TOKENS[3]}, layout ${TOKENS[7]//\"/}, not of pattern \
\"${PATTERN}\", layout ${LAYOUT}; run \"${PROGRAM} migrate\""
    return 1
  fi
  FORM_STORE=${TOKENS[9]:1:16} FORM_DURABILITY=none FORM_SHARED=${TOKENS[13]}
  [[ ${TOKENS[11]} == '"none"' ]] || FORM_DURABILITY=fsync
  [[ ${TOKENS[9]} == \"????????????????\" && ${FORM_STORE} != *[!0-9a-f]* ]] || return 1
  [[ ${TOKENS[11]} == "\"${FORM_DURABILITY}\"" && (${FORM_SHARED} == true || ${FORM_SHARED} == false) ]] || return 1
  form_settings "${TOKENS[15]}"
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
