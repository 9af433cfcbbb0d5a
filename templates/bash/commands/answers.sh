# answers: what an operation prints.

# Prints the reply of an OPERATION (with _ for -) as was asked for.
answers_print() {
  local rest='' line='' ref=''
  case ${words_form} in
    json) "operation_$1_json" ;;
    print)
      rest=${words_print},
      while [[ -n ${rest} ]]; do
        ref=r_${rest%%,*}
        REPLY=${!ref}
        [[ ${words_special} != *" ${rest%%,*} "* ]] || "operation_$1_field" "${rest%%,*}"
        line+=${TAB}${REPLY}
        rest=${rest#*,}
      done
      REPLY=${line#"${TAB}"}
      ;;
    *) "operation_$1_text" ;;
  esac
  answers_line "${REPLY}"
}

# Prints a line; the work is done by then, so that all that is left is to say that it could not be told.
answers_line() {
  { printf '%s\n' "$1"; } 2>/dev/null && return 0
  TX_EXIT=1 TX_MESSAGE='done, but the answer could not be written'
  return 1
}
