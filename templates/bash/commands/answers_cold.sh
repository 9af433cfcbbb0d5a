# answers_cold: records and rows. They are put into words while they are read, so that each is of one moment.

answers_columns=''   # of a table
answers_lines=()     # of the answer: JSON objects, fields with TABs between, cells of a table with marks between
answers_count=0      # rows taken
answers_next=''      # the number to go on with
ANSWERS_MARK=$'\037' # no shown text has it, and unlike TAB it can stand beside an empty cell

# Sets REPLY to what people call a record: KIND NUMBER. Nothing for an absent one.
answers_reference() {
  local ref=PREFIX_$1
  REPLY=$2
  [[ -n $2 && -n ${!ref} ]] || return 0
  transaction_load "$1" "$2" || return 1
  ref="f_$1[${REPLY} + $1_ID]"
  REPLY=${!ref//\"/}
}

# Begins an answer of rows: KIND COLUMNS.
answers_rows() {
  answers_lines=() answers_columns=$2 answers_next='' answers_count=0 walk_depth=''
}

# Takes a record into the answer: KIND AT.
answers_row() {
  local line='' each='' fields=${answers_columns} mark=${TAB}
  answers_count=$((answers_count + 1))
  if [[ ${words_form} == json ]]; then
    "$1_json" "$2" || return 1
    [[ -z ${walk_depth} ]] || REPLY+=",\"depth\":${walk_depth}"
    answers_lines[${#answers_lines[@]}]="${REPLY}}"
    return 0
  fi
  if [[ ${words_form} == print ]]; then
    fields=${words_print//,/ }
  else
    mark=${ANSWERS_MARK}
  fi
  for each in ${fields}; do
    answers_cell "$1" "$2" "${each}" || return 1
    line+=${mark}${REPLY}
  done
  answers_lines[${#answers_lines[@]}]=${line#"${mark}"}
}

# Takes the values of the reply of an OPERATION into the answer, as a row.
answers_values() {
  local each='' line='' ref=''
  answers_count=$((answers_count + 1))
  case ${words_form} in
    json) "operation_$1_json" ;;
    print)
      for each in ${words_print//,/ }; do
        ref=r_${each}
        REPLY=${!ref}
        [[ ${words_special} != *" ${each} "* ]] || "operation_$1_field" "${each}"
        line+=${TAB}${REPLY}
      done
      REPLY=${line#"${TAB}"}
      ;;
    *) "operation_$1_text" ;;
  esac
  answers_lines[${#answers_lines[@]}]=${REPLY}
}

# Sets REPLY to a field of a record in the form that was asked for: KIND AT FIELD.
answers_cell() {
  if [[ $3 == depth && -n ${walk_depth} ]]; then
    REPLY=${walk_depth}
  elif [[ ${words_form} == print ]]; then
    "$1_shown" "$3" "$2" digits
  elif answers_absent "$1" "$2" "$3"; then
    REPLY=-
  else
    "$1_shown" "$3" "$2" people
  fi
}

# True when a field is absent, not just empty as sets are: KIND AT FIELD.
answers_absent() {
  local ref="f_$1[$2 + $1_${3^^}]"
  [[ ${!ref} == null ]]
}

# Takes a record as the answer: KIND AT FIELDS.
answers_record() {
  local each='' line='' text=''
  if [[ ${words_form} == json ]]; then
    "$1_json" "$2" || return 1
    answers_lines=("${REPLY}}")
    return 0
  fi
  [[ ${words_form} != print ]] || text=${words_print//,/ }
  for each in ${text:-$3}; do
    if [[ ${words_form} == print ]]; then
      "$1_shown" "${each}" "$2" digits || return 1
      line+=${TAB}${REPLY}
      continue
    fi
    ! answers_absent "$1" "$2" "${each}" || continue
    "$1_shown" "${each}" "$2" people || return 1
    line+=$'\n'"${each}: ${REPLY}"
  done
  answers_lines=("${line#?}")
}

# Sets REPLY to the rows as one JSON object.
answers_rows_json() {
  local IFS=,
  REPLY="{\"rows\":[${answers_lines[*]-}],\"from_sequence\":${TX_SEQUENCE},\"to_sequence\":${TX_SEQUENCE}"
  REPLY+=",\"next\":${answers_next:-null}}"
}

# Sets REPLY to the rows as a table: the heads are the columns in capitals, all but the last column padded.
answers_table() {
  local IFS=' ' heads=() cells=() widths=() at=0 line='' text='' last=0
  # shellcheck disable=SC2206 # to be split; globbing is off
  heads=(${answers_columns^^})
  IFS=${ANSWERS_MARK}
  last=$((${#heads[@]} - 1))
  for line in "${heads[*]}" "${answers_lines[@]}"; do
    # shellcheck disable=SC2206
    cells=(${line})
    for ((at = 0; at < last; at++)); do
      text_width "${cells[at]}"
      [[ ${REPLY} -le ${widths[at]-0} ]] || widths[at]=${REPLY}
    done
  done
  for line in "${heads[*]}" "${answers_lines[@]}"; do
    # shellcheck disable=SC2206
    cells=(${line})
    for ((at = 0; at < last; at++)); do
      text_width "${cells[at]}"
      printf -v line '%*s' "$((widths[at] - REPLY + 2))" ''
      text+=${cells[at]}${line}
    done
    text+=${cells[last]-}$'\n'
  done
  REPLY=${text%$'\n'}
}

# Prints rows, or nothing when there are none.
answers_print_rows() {
  local IFS=$'\n'
  case ${words_form}:${#answers_lines[@]} in
    json:*) answers_rows_json ;;
    *:0) return 0 ;;
    print:*) REPLY="${answers_lines[*]}" ;;
    *) answers_table ;;
  esac
  answers_line "${REPLY}"
}
