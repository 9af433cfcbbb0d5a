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
  [[ $1 != --* ]] || set -- '' # an option that stands for a command
  "help_${1//[- ]/_}"
}

command_help() {
  local IFS=' '
  commands_read help 2 "$@" || return
  if [[ ${#words_places[@]} -eq 0 ]]; then
    help_
  else
    commands_topic "${words_places[@]}" && commands_help "${words_places[*]}"
  fi
}

# Refuses words for which there is no help.
commands_topic() {
  local see="see \"${PROGRAM} help\""
  dispatch_kind "$1"
  if [[ ${REPLY} == family && $# -gt 1 ]]; then
    see="see \"${PROGRAM} help $1\""
    REPLY=''
    [[ -z $2 || $2 == *[\ /:]* ]] || dispatch_named "$1/$2"
  elif [[ $# -gt 1 && -n ${REPLY} ]]; then
    text_show "$2" 80
    commands_usage help "unexpected argument \"${REPLY}\""
    return
  fi
  [[ -z ${REPLY} ]] || return 0
  text_show "$*" 80
  commands_usage help "unknown operation \"${REPLY}\"; ${see}"
}

command_completion() {
  commands_read completion 1 "$@" || return
  if [[ ${#words_places[@]} -eq 0 ]]; then
    commands_usage completion 'argument SHELL is missing'
  elif values_enum "${words_places[0]}" bash zsh fish; then
    "completion_${REPLY}"
  else
    commands_usage completion "SHELL: ${REPLY}"
  fi
}

# Reads the words of a command that has no options of its own: NAME MOST WORD… Fails when there is nothing left to do,
# with the exit code.
commands_read() {
  local name=$1
  words_begin "$1" "$2" ''
  shift 2
  while [[ $# -gt 0 && -z ${words_help} ]]; do
    words_used=1
    case $1 in
      --json | --json=* | --print | --print=*) words_rare "$1" ;;
      *) words_common "$@" ;;
    esac
    shift "${words_used}"
  done
  commands_end "${name}"
}

# Shows help, or says what is wrong with the words that were read; fails then, with 0 after help.
commands_end() {
  [[ -n ${words_help}${words_wrong} ]] || return 0
  if [[ -n ${words_help} ]]; then
    commands_help "$1" || exit
    exit 0
  fi
  commands_usage "$1" "${words_wrong}"
}

# Says what is wrong with the words of a command: NAME MESSAGE.
commands_usage() {
  printf '%s: %s: %s (usage)\n' "${PROGRAM}" "$1" "$2" >&2
  return 2
}
