# dispatch_cold: queries, commands, and what is neither.

# Runs a query: NAME WORD…
dispatch_query() {
  local name=$1 function=${1//-/_}
  shift
  if "operation_${function}_parse" "$@" && reader_run "${name}"; then
    dispatch_answer "${function}" || dispatch_refused "${name}"
    return
  fi
  dispatch_refused "${name}"
}

# Prints what an operation answered, in whatever form its kind of answer has.
dispatch_answer() {
  case " ${ANSWER_ROWS} audit / ${ANSWER_RECORDS} " in
    *" $1 "*/*) answers_print_rows ;;
    */*" $1 "*) answers_line "${answers_lines[0]}" ;;
    *) answers_print "$1" ;;
  esac
}

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
      if [[ " ${CHANGES} " == *" $1 "* ]]; then
        dispatch_operation "$@"
      elif [[ " ${QUERIES} " == *" $1 "* ]]; then
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
