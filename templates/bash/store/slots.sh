# slots: one line of tokens separated by TABs, padded with blanks to a fixed size, overwritten in place.

declare -A SLOTS_OVERLAY # lines of a committed entry that its author had not written down yet, for readers
SLOTS_LINES=()

# Sets SLOTS_LINE to what a slot holds, without its padding: PATH SIZE. Fails with 1 when there is no file, with 2 when it
# was refused.
slots_read() {
  if [[ -n ${SLOTS_OVERLAY[$1]-} ]]; then
    SLOTS_LINE=${SLOTS_OVERLAY[$1]}
    return 0
  fi
  [[ -n ${PATHS_KNOWN[${1%/*}]-} ]] || paths_folder "${1%/*}" || return
  [[ -f ${STORE_DIR}/$1 && ! -L ${STORE_DIR}/$1 ]] || paths_file "$1" || return
  mapfile -n 2 SLOTS_LINES 2>/dev/null <"${STORE_DIR}/$1" || {
    paths_unread "$1"
    return 2
  }
  # Bytes that bash drops, line ends in between and cut files all show in the length.
  if [[ ${#SLOTS_LINES[@]} -ne 1 || ${#SLOTS_LINES[0]} -ne $2 || ${SLOTS_LINES[0]:$2-1} != $'\n' ]]; then
    transaction_damaged "$1"
    return 2
  fi
  # Nothing takes padding away as fast as read: everything that follows is slow on long lines.
  { IFS=' ' read -r SLOTS_LINE <"${STORE_DIR}/$1"; } 2>/dev/null || {
    transaction_damaged "$1"
    return 2
  }
}
