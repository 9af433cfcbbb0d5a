# commands_cold: commands, what is none, and operations once more, for when everything is parsed.

# Everything that was not dispatched before: WORD…
dispatch_rest() {
  case ${1-} in
    '')
      if [[ $# -eq 0 ]]; then
        printf '%s: an operation is missing; see "%s help" (usage)\n' "${PROGRAM}" "${PROGRAM}" >&2
        return 2
      fi
      dispatch_unknown ''
      ;;
    -h | --help) commands_help '' ;;
    --version) answers_plain "${PROGRAM} ${VERSION}" ;;
    --verify)
      shift
      verify_file "$@"
      ;;
    audit) dispatch_query "$@" ;;
    help | completion | batch | doctor | migrate | repair | replay | telemetry)
      "command_$1" "${@:2}"
      ;;
    *)
      if dispatch_known "$1" "${CHANGES}"; then
        dispatch_operation "$@"
      elif dispatch_known "$1" "${QUERIES}"; then
        dispatch_query "$@"
      else
        dispatch_unknown "$1"
      fi
      ;;
  esac
}

dispatch_unknown() {
  text_show "$1" 80
  printf '%s: unknown operation "%s"; see "%s help" (usage)\n' "${PROGRAM}" "${REPLY}" "${PROGRAM}" >&2
  return 2
}

# Prints a text of a command.
answers_plain() {
  answers_line "$1" || {
    printf '%s: %s (internal)\n' "${PROGRAM}" "${TX_MESSAGE}" >&2
    return 1
  }
}
