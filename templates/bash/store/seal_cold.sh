# seal_cold: the digest of a whole segment of the journal, which the first entry of the next one carries.

# Sets REPLY to the SHA-256 of segment NUMBER, or refuses.
seal_digest() {
  trail_path "$1"
  seal_file "${REPLY}"
}

# Sets REPLY to the SHA-256 of the segment at PATH, or refuses.
seal_file() {
  if ! paths_file "$1"; then
    [[ -n ${TX_EXIT} ]] || transaction_damaged "$1" repair
    return 1
  fi
  REPLY=$(exec 9>&- && sha256sum <"${STORE_DIR}/$1" 2>/dev/null)
  REPLY=${REPLY%% *}
  [[ ${#REPLY} -ne 64 || ${REPLY} == *[!0-9a-f]* ]] || return 0
  transaction_refuse 1 'there is no sha256sum, which the first operation of each 1,000 needs'
}
