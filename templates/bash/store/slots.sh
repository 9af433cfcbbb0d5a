# slots: one line of tokens separated by TABs, padded with blanks to a fixed size, overwritten in place.

SLOTS_LINES=()

# Reads a slot: PATH SIZE. Sets TOKENS and SLOTS_LINE, the line without its padding. Fails with 1 when there is no file,
# with 2 when it was refused.
slots_read() {
  SLOTS_LINE=${READER_OVERLAY[$1]-}
  if [[ -z ${SLOTS_LINE} ]]; then
    paths_folder "${1%/*}" && paths_file "$1" || return
    mapfile -n 2 SLOTS_LINES 2>/dev/null <"${STORE_DIR}/$1" || SLOTS_LINES=()
    # Bytes that bash drops, line ends in between and cut files all show in the length.
    if [[ ${#SLOTS_LINES[@]} -ne 1 || ${#SLOTS_LINES[0]} -ne $2 || ${SLOTS_LINES[0]} != *$'\n' ]]; then
      transaction_damaged "${STORE_DIR}/$1"
      return 2
    fi
    SLOTS_LINE=${SLOTS_LINES[0]}
    SLOTS_LINE=${SLOTS_LINE%%[ $'\n']} # shellcheck disable=SC2295
  fi
  slots_split
}

# Sets TOKENS to the tokens of SLOTS_LINE, which loses its padding.
slots_split() {
  local IFS=${TAB} last=''
  # shellcheck disable=SC2206 # to be split; globbing is off
  TOKENS=(${SLOTS_LINE})
  last=${TOKENS[${#TOKENS[@]} - 1]}
  last=${last%%[ $'\n']*}
  TOKENS[${#TOKENS[@]} - 1]=${last}
}
