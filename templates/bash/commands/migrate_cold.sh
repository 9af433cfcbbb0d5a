# migrate_cold: this file does not bring a store to another layout; the Python command of the same pattern does.

command_migrate() {
  local lines=()
  commands_read migrate 0 "$@" || return
  transaction_clear
  if ! paths_file format; then
    [[ -n ${TX_EXIT} ]] || transaction_refuse 12 "there is no store in ${STORE_DIR}"
    dispatch_refused migrate
    return
  fi
  mapfile -n 1 lines 2>/dev/null <"${STORE_DIR}/format" || lines=()
  if [[ ${lines[0]-} == *",\"layout\":${TAB}\"${LAYOUT}\"${TAB},"* ]]; then
    answers_plain "the store has layout ${LAYOUT} already"
    return
  fi
  transaction_refuse 9 "${STORE_DIR} has another layout than ${LAYOUT}; \"swarmsh ${PATTERN} migrate\" can change that"
  dispatch_refused migrate
}
