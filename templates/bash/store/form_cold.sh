# form_cold: making a store, and comparing it with the environment.

# Sets REPLY to the value that the environment gives a setting: NAME ENVIRONMENT DEFAULT LOW HIGH TYPE. Fails when it is
# none.
form_given() {
  local given=${!2}
  if [[ $6 != duration ]]; then
    values_integer "${given}" "$4" "$5" && return 0
  elif values_duration "${given}"; then
    [[ ${REPLY} -lt $4 || ${REPLY} -gt $5 ]] || return 0
    REPLY+=" is not between $4 and $5"
  fi
  transaction_refuse 2 "$2: ${REPLY}"
}

# Says why the LINES and TOKENS of the caller are not the form of a store of this program.
form_refuse() {
  local keys=''
  if [[ ${#lines[@]} -eq 1 && ${#TOKENS[@]} -eq 17 ]]; then
    printf -v keys '%s%.0s' "${TOKENS[@]}"
    keys+=${TOKENS[1]}
  fi
  if [[ ${keys} != '{"format":,"pattern":,"modules":,"layout":,"store":,"durability":,"shared":,"settings":}'$'\n1' ||
    ${TOKENS[3]}${TOKENS[5]}${TOKENS[7]} == "\"${PATTERN}\"${MODULES}\"${LAYOUT}\"" ||
    ${lines[0]} == *[$'\200'-$'\377']* || ${TOKENS[3]} != \"?*\" || ${TOKENS[7]} != \"?*\" ]]; then
    transaction_damaged format
    return 1
  fi
  # Nothing is shown that a terminal would obey.
  case ${TOKENS[3]:1:${#TOKENS[3]}-2}:${TOKENS[7]:1:${#TOKENS[7]}-2} in
    *[!a-z0-9_]*:* | *:*[!0-9a-f+]*)
      transaction_damaged format
      return 1
      ;;
    *) ;;
  esac
  transaction_refuse 9 "${STORE_DIR}/format is of pattern ${TOKENS[3]}, layout ${TOKENS[7]//\"/}, not of pattern \
\"${PATTERN}\", layout ${LAYOUT}; run \"${PROGRAM} migrate\""
}

# Makes the data directory, if it is missing, and the lock file in it.
form_lock() {
  local status=0
  if [[ ! -d ${STORE_DIR} ]] && ! mkdir -p -- "${STORE_DIR}" 2>/dev/null; then
    if [[ -e ${STORE_DIR} ]]; then
      transaction_refuse 5 "${STORE_DIR} is not a folder"
    else
      transaction_refuse 5 "${STORE_DIR}: permission denied"
    fi
    return 1
  fi
  form_mode
  paths_file lock || status=$?
  [[ ${status} -ne 2 ]] || return 1
  [[ ${status} -eq 1 ]] || return 0
  { : >>"${STORE_DIR}/lock"; } 2>/dev/null || transaction_refuse 5 "${STORE_DIR}/lock: permission denied"
}

# Sets FORM_SHARED, and the umask with it: a directory is shared that is setgid and that its group may write.
form_mode() {
  local mode=''
  FORM_SHARED=false
  [[ -g ${STORE_DIR} ]] || return 0
  mode=$(exec 9>&- && ls -ld -- "${STORE_DIR}/." 2>/dev/null)
  [[ ${mode:5:1} == w ]] || return 0
  FORM_SHARED=true
  umask 007
}

# Makes a store, with the lock held. `format` is written last: without it there is no store.
form_make() {
  local each='' row=() settings='' IFS=' ' durability=${SWARMSH_DURABILITY:-none}
  if ! values_enum "${durability}" none fsync; then
    transaction_refuse 2 "SWARMSH_DURABILITY: ${REPLY}"
    return 1
  fi
  durability=${REPLY}
  # shellcheck disable=SC2153 # not `settings`
  for each in ${SETTINGS[@]+"${SETTINGS[@]}"}; do
    # shellcheck disable=SC2206 # name, environment, default, low, high, type
    row=(${each})
    REPLY=${row[2]}
    each=${row[1]}
    [[ -z ${!each-} ]] || form_given "${row[@]}" || return 1
    settings+=",\"${row[0]}\":${REPLY}"
  done
  IFS=$' \t\n'
  form_mode
  trail_path 1
  if [[ -s ${STORE_DIR}/${REPLY} ]]; then
    transaction_damaged format repair
    return 1
  fi
  form_folders || return 1
  if ! reserve_make; then
    [[ -n ${TX_EXIT} ]] || transaction_storage
    return 1
  fi
  form_write "${durability}" "{${settings#,}}" || return 1
  form_open
}

form_folders() {
  local each='' status=0
  for each in journal telemetry/traces telemetry/side records texts ids keys; do
    status=0
    paths_folder "${each}" || status=$?
    [[ ${status} -ne 2 ]] || return 1
    if [[ ${status} -eq 1 ]] && ! mkdir -p -- "${STORE_DIR}/${each}" 2>/dev/null; then
      transaction_storage
      return 1
    fi
  done
}

# Writes `state` and `format`: DURABILITY SETTINGS.
form_write() {
  local each='' line=''
  for each in state format.new; do
    paths_file "${each}" || [[ $? -eq 1 ]] || return 1
  done
  STATE_SEQUENCE=0 STATE_JOURNAL=0 STATE_TRACES=0 STATE_TIME=0 STATE_DUE='' STATE_LOST=0
  for each in ${COUNTERS[@]+"${COUNTERS[@]}"}; do
    TX_COUNT["${each}"]=0
  done
  state_line
  STATE_CLEAN=${REPLY}
  ids_word
  line="{\"format\":${TAB}1${TAB},\"pattern\":${TAB}\"${PATTERN}\"${TAB},\"modules\":${TAB}${MODULES}${TAB}"
  line+=",\"layout\":${TAB}\"${LAYOUT}\"${TAB},\"store\":${TAB}\"${REPLY}\"${TAB},\"durability\":${TAB}\"$1\"${TAB}"
  line+=",\"shared\":${TAB}${FORM_SHARED}${TAB},\"settings\":${TAB}$2${TAB}}"
  if ! state_write 0 || ! { printf '%s\n' "${line}" >"${STORE_DIR}/format.new"; } 2>/dev/null ||
    ! mv -f -- "${STORE_DIR}/format.new" "${STORE_DIR}/format" 2>/dev/null; then
    transaction_storage
  fi
}

# Refuses a store of another user. What is missing or a link belongs to nobody: what needs it says so.
form_foreign() {
  local each=''
  for each in . lock state; do
    [[ ! -O ${STORE_DIR}/${each} ]] || continue
    [[ -e ${STORE_DIR}/${each} && ! -L ${STORE_DIR}/${each} ]] || continue
    transaction_refuse 5 "${STORE_DIR} belongs to another user"
    return 1
  done
}
