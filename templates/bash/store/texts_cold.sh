# texts_cold: texts that are too long for their slots: a file each, one JSON string token and a newline.

# Sets REPLY to the path of a text: KIND NUMBER FIELD.
texts_path() {
  REPLY=texts/$1/$(($2 / 1000))/$2.$3
}

# Sets REPLY to the token in a text's file: KIND NUMBER FIELD SIZE, in bytes as the slot says. Fails when refused.
texts_read() {
  local lines=() path='' status=0
  texts_path "$1" "$2" "$3"
  path=${REPLY}
  if [[ -n ${SLOTS_OVERLAY[${path}]-} ]]; then
    REPLY=${SLOTS_OVERLAY[${path}]}
    return 0
  fi
  paths_folder "${path%/*}" && paths_file "${path}" || status=$?
  [[ ${status} -ne 2 ]] || return 1
  [[ ${status} -ne 0 ]] || mapfile -n 2 lines 2>/dev/null <"${STORE_DIR}/${path}" || lines=()
  REPLY=${lines[0]-}
  REPLY=${REPLY%$'\n'}
  [[ ${#lines[@]} -ne 1 || ${#REPLY} -ne $4 || ${#lines[0]} -ne $(($4 + 1)) ]] || ! text_valid "${REPLY}" || return 0
  transaction_damaged "${path}"
}

# Adds the long texts of an operation to its entry: those that LIST names (kind, number, field). Adds their writes to
# `all` of the caller.
texts_encode() {
  local words=() place=0 ref='' IFS=' '
  # shellcheck disable=SC2206 # to be split; globbing is off
  words=($1)
  while [[ ${place} -lt ${#words[@]} ]]; do
    ref="f_${words[place]}[${words[place + 1]}_${words[place + 2]}]"
    all+="${TAB},${TAB}[\"${words[place]}.${words[place + 2]}\",${words[place + 1]},${!ref}]"
    texts_path "${words[place]}" "${words[place + 1]}" "${words[place + 2]}"
    journal_put "${REPLY}" 0 "${!ref}"
    place=$((place + 3))
  done
}
