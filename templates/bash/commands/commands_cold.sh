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
    --version)
      commands_read --version 0 "${@:2}" && answers_plain "${PROGRAM} ${VERSION}"
      ;;
    --verify)
      shift
      verify_file "$@"
      ;;
    audit) dispatch_query "$@" ;;
    diagram | stats) window_dispatch "$@" ;;
    *)
      dispatch_kind "$1"
      case ${REPLY} in
        change) dispatch_operation "$@" ;;
        query) dispatch_query "$@" ;;
        family) dispatch_family "$@" ;;
        command) "command_${1//-/_}" "${@:2}" ;;
        *) dispatch_unknown "$1" ;;
      esac
      ;;
  esac
}

# Runs an operation of two words: WORD WORD…
dispatch_family() {
  local name="$1 ${2-}"
  dispatch_second "$@" || {
    commands_usage "$1" "${REPLY}"
    return
  }
  case ${REPLY} in
    change) dispatch_operation "${name}" "${@:3}" ;;
    query) dispatch_query "${name}" "${@:3}" ;;
    *) commands_help "$1" ;;
  esac
}

# Sets REPLY to what WORD is the name of: change, query, family, command, or nothing.
dispatch_kind() {
  REPLY=''
  [[ -z $1 || $1 == *[\ /:]* ]] || dispatch_named "$1"
}

# Sets REPLY to what is asked of a FAMILY by the words after it: change, query or help. Fails with what is wrong.
dispatch_second() {
  REPLY="an operation is missing; see \"${PROGRAM} help $1\""
  [[ $# -gt 1 ]] || return 1
  REPLY=''
  case $2 in
    -h | --help) REPLY=help ;;
    '' | *[\ /:]*) ;;
    *) dispatch_named "$1/$2" ;;
  esac
  [[ -z ${REPLY} ]] || return 0
  text_show "$2" 80
  REPLY="unknown operation \"${REPLY}\"; see \"${PROGRAM} help $1\""
  return 1
}

dispatch_named() {
  case " ${CHANGES} : ${QUERIES} : ${FAMILIES} : ${COMMANDS} " in
    *" $1 "*:*:*:*) REPLY=change ;;
    *:*" $1 "*:*:*) REPLY=query ;;
    *:*:*" $1 "*:*) REPLY=family ;;
    *:*:*:*" $1 "*) REPLY='command' ;;
    *) ;;
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
