# dispatch_cold: operations that are not hot, and queries.

words_output='' # the file that the answer goes to

# Runs a query: NAME WORD…
dispatch_query() {
  local name=$1 function=${1//[- ]/_}
  shift
  if "operation_${function}_parse" "$@" && output_named && reader_run "${name// /-}"; then
    [[ -z ${words_output} ]] || return "${TX_PROBLEM:-0}"
    dispatch_answer "${function}" && return "${TX_PROBLEM:-0}"
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
