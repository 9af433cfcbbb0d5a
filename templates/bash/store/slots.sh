# slots: one line of tokens separated by TABs, padded with blanks to a fixed size, overwritten in place.

declare -A SLOTS_OVERLAY # lines of a committed entry that its author had not written down yet, for readers
SLOTS_LINES=()

# Sets TOKENS to the tokens of a slot: PATH SIZE. Fails with 1 when there is no file, with 2 when it was refused.
# shellcheck disable=SC2206 # to be split; globbing is off
slots_read() {
  local line='' IFS=' '
  if [[ -n ${SLOTS_OVERLAY[$1]-} ]]; then
    slots_split "${SLOTS_OVERLAY[$1]}"
    return 0
  fi
  [[ -n ${PATHS_KNOWN[${1%/*}]-} ]] || paths_folder "${1%/*}" || return
  [[ -f ${STORE_DIR}/$1 && ! -L ${STORE_DIR}/$1 ]] || paths_file "$1" || return
  mapfile -n 2 SLOTS_LINES 2>/dev/null <"${STORE_DIR}/$1" || SLOTS_LINES=()
  # Bytes that bash drops, line ends in between and cut files all show in the length.
  if [[ ${#SLOTS_LINES[@]} -ne 1 || ${#SLOTS_LINES[0]} -ne $2 || ${SLOTS_LINES[0]:$2-1} != $'\n' ]]; then
    transaction_damaged "$1"
    return 2
  fi
  # Nothing takes padding away as fast as read; but it would also take blanks at the front, and a last token of blanks.
  read -r line <"${STORE_DIR}/$1"
  if [[ ${SLOTS_LINES[0]:0:1} == ' ' || ${line:${#line}-1} == "${TAB}" ]]; then
    slots_split "${SLOTS_LINES[0]}"
  else
    IFS=${TAB}
    TOKENS=(${line})
  fi
}

# Sets TOKENS to the tokens of LINE without its padding. Anything behind the padding stays, for the caller to refuse.
# shellcheck disable=SC2206 # to be split; globbing is off
slots_split() {
  local IFS=${TAB} stripped=()
  TOKENS=($1)
  [[ ${#TOKENS[@]} -gt 0 ]] || return 0
  # Blanks are taken away by splitting: that is much faster than a pattern.
  IFS=$' \n'
  stripped=(${TOKENS[${#TOKENS[@]} - 1]})
  [[ ${#stripped[@]} -ne 1 || ${TOKENS[${#TOKENS[@]} - 1]} == ' '* ]] || TOKENS[${#TOKENS[@]} - 1]=${stripped[0]}
}
