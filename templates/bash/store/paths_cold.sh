# paths_cold: what is not what it should be.

# Refuses a PATH, which should be A KIND OF FILE.
paths_refuse() {
  if [[ -L ${STORE_DIR}/$1 ]]; then
    transaction_refuse 5 "${STORE_DIR}/$1 is a symbolic link"
  else
    transaction_refuse 5 "${STORE_DIR}/$1 is not $2"
  fi
}
