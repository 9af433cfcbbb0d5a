# help_cold: help, version and completion.

# Prints the words, a line each but for the last, with the program's name for @PROGRAM@ and what is typed for @COMMAND@.
commands_lines() {
  local text='' each='' mark='@PROGRAM@' command='@COMMAND@' name=${PROGRAM}
  for each in "$@"; do
    text+=${each}$'\n'
  done
  text=${text%$'\n\n'}
  text=${text//"${mark}"/"${name}"}
  text=${text//"${command}"/"${name}"}
  answers_plain "${text}"
}

# Prints the help of an operation or a command, or of the program: NAME.
commands_help() {
  "help_${1//-/_}"
}

command_help() {
  case $# in
    0) help_ ;;
    1)
      case $1 in
        -h | --help) help_help ;;
        *)
          if [[ " ${CHANGES} ${QUERIES} ${COMMANDS} " == *" $1 "* && -n $1 && $1 != *' '* ]]; then
            commands_help "$1"
          else
            dispatch_unknown "$1"
          fi
          ;;
      esac
      ;;
    *) commands_usage help "unexpected argument \"$2\"" ;;
  esac
}

command_completion() {
  case ${1-}:$# in
    -h:* | --help:*) help_completion ;;
    bash:1 | zsh:1 | fish:1) "completion_$1" ;;
    *:0) commands_usage completion 'argument SHELL is missing' ;;
    *:1)
      text_show "$1" 80
      commands_usage completion "SHELL: \"${REPLY}\" is not one of bash, zsh, fish"
      ;;
    *)
      text_show "$2" 80
      commands_usage completion "unexpected argument \"${REPLY}\""
      ;;
  esac
}

# Says what is wrong with the words of a command: NAME MESSAGE.
commands_usage() {
  printf '%s: %s: %s (usage)\n' "${PROGRAM}" "$1" "$2" >&2
  return 2
}
