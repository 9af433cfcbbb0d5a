# texts_cold: texts that are too long for their slots: a file each, one JSON string token and a newline.

# Sets REPLY to the path of a text: KIND NUMBER FIELD.
texts_path() {
  REPLY=texts/$1/$(($2 / 1000))/$2.$3
}

# Keeps a text that is too long for its slot, and puts its length there: KIND AT FIELD.
texts_hold() {
  local ref="f_$1[$2 + $1_${3^^}]"
  TX_LONG["$1.$2.$3"]=${!ref} TX_TEXTS=yes
  ref=${!ref}
  records_put "$1" "$(($2 + $1_${3^^}))" "${#ref}"
}

# Sets REPLY to a text's token: KIND AT FIELD SIZE, in bytes as the slot says. Fails when refused.
texts_read() {
  local lines=() path='' status=0 ref="f_$1[$2 + NUMBER]"
  REPLY=${TX_LONG["$1.$2.$3"]-}
  [[ ${#REPLY} -ne $4 ]] || return 0
  texts_path "$1" "${!ref}" "$3"
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

# Adds the long texts of the operation to its entry.
texts_encode() {
  local each='' kind='' number='' name='' ref=''
  for each in "${TX_WRITES[@]}"; do
    kind=${each% *}
    ref="f_${kind}[${each#* } + NUMBER]"
    number=${!ref} name=TEXTS_${kind}
    for name in ${!name}; do
      ref="f_${kind}[${each#* } + ${kind}_${name^^}]"
      [[ ${!ref} == [0-9]* && -n ${TX_LONG["${kind}.${each#* }.${name}"]-} ]] || continue
      ref=${TX_LONG["${kind}.${each#* }.${name}"]}
      JOURNAL_WRITES+="${TAB},${TAB}[\"${kind}.${name}\",${number},${ref}]"
      texts_path "${kind}" "${number}" "${name}"
      journal_put "${REPLY}" 0 "${ref}"
    done
  done
}
