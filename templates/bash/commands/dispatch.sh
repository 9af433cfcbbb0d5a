# dispatch: from the first word to an exit code.

# Runs an operation that changes state: NAME WORD…
dispatch_operation() {
  local name=$1 function=${1//[- ]/_} entry=${1// /-}
  shift
  if "operation_${function}_parse" "$@" && { transaction_run "${entry}" || dispatch_again "${entry}"; }; then
    answers_print "${function}" || dispatch_refused "${name}"
    return
  fi
  dispatch_refused "${name}"
}

# Tries an operation again, if it waits for what it was refused for: NAME.
dispatch_again() {
  [[ ${TX_MARK} == again && -n ${words_wait} ]] && wait_run "$1"
}

# Says why an operation was refused, and returns its exit code: NAME.
dispatch_refused() {
  if [[ -n ${words_help} ]]; then
    cold_start commands_help
    commands_help "$1"
    return
  fi
  printf '%s: %s: %s (%s)\n' "${PROGRAM}" "$1" "${TX_MESSAGE}" "${SPANS_OUTCOMES[TX_EXIT]}" >&2
  return "${TX_EXIT}"
}
