# replay_cold: whether the files of a store are what its journal says.

command_replay() {
  words_begin replay 0 ''
  while [[ $# -gt 0 && -z ${words_help} ]]; do
    words_used=1
    case $1 in
      --check | --check=*) words_flag "$1" ;;
      --print | --print=*) words_rare "$1" ;;
      *) words_common "$@" ;;
    esac
    shift "${words_used}"
  done
  commands_end replay || return
  transaction_clear
  if [[ ${words_given} != *' --check '* ]]; then
    commands_usage replay "option --check is missing; it compares the files with the journal, \"${PROGRAM} repair\" writes \
them anew"
    return
  fi
  FOLD_FILES=()
  if ! replay_form || ! fold_run || ! replay_lock || ! replay_check; then
    lock_drop
    dispatch_refused replay
    return
  fi
  lock_drop
  replay_sorted
  if [[ ${words_form} == json ]]; then
    replay_json
  else
    replay_text
  fi
  answers_line "${REPLY}" || {
    dispatch_refused replay
    return
  }
  [[ ${#REPLAY_FINDINGS[@]} -eq 0 ]] || return 11
}

# Looks at directory and format. Fails when it was refused.
replay_form() {
  local status=1
  [[ ! -d ${STORE_DIR} ]] || {
    status=0
    form_open || status=$?
  }
  case ${status} in
    0) ;;
    1) transaction_refuse 12 "there is no store in ${STORE_DIR}" ;;
    *) return 1 ;;
  esac
}

# Takes the lock against writers only. Fails when it was refused.
replay_lock() {
  local seconds=''
  lock_seconds || return 1
  seconds=${REPLY}
  if [[ ! -e ${STORE_DIR}/lock && ! -L ${STORE_DIR}/lock ]]; then
    transaction_damaged lock repair
    return 1
  fi
  lock_share "${seconds}"
}

# Compares the store with its journal, most of which was folded while others wrote. Fails when it was refused.
replay_check() {
  COMPARE_WRONG=() COMPARE_AGREE=0
  compare_found || return 1
  if [[ ${#FOLD_DAMAGE[@]} -eq 0 ]]; then
    fold_run "${FOLD_SEQUENCE}" || return 1
  else
    FOLD_FILES=()
    fold_run || return 1
  fi
  [[ ${#FOLD_DAMAGE[@]} -eq 0 ]] || return 0
  compare_state || return 1
  if [[ -n ${COMPARE_PENDING} ]]; then
    redaction_placing
    compare_files ${FOLD_RECENT[@]+"${FOLD_RECENT[@]}"} ${REDACTION_PLACING[@]+"${REDACTION_PLACING[@]}"} || return 1
  else
    compare_files || return 1
  fi
  [[ -n ${COMPARE_WRONG["state"]-} ]] || COMPARE_AGREE=$((COMPARE_AGREE + 1))
  compare_end
}

# Sets REPLAY_FINDINGS to what is wrong, in the order of its bytes: "path: problem", and REPLAY_PATHS to the lengths of the
# paths, as people may see them.
replay_sorted() {
  local each='' lines=()
  REPLAY_FINDINGS=() REPLAY_PATHS=()
  for each in ${FOLD_DAMAGE[@]+"${FOLD_DAMAGE[@]}"}; do
    COMPARE_WRONG["${each%%: *}"]=${each#*: }
  done
  for each in ${COMPARE_WRONG[@]+"${!COMPARE_WRONG[@]}"}; do # portability: table-order: what is found is sorted, or of one file only
    text_show "${each}"
    lines[${#lines[@]}]="${REPLY}: ${COMPARE_WRONG["${each}"]}${TAB}${#REPLY}"
  done
  [[ ${#lines[@]} -gt 0 ]] || return 0
  mapfile lines < <(printf '%s\n' "${lines[@]}" | command sort)
  for each in "${lines[@]}"; do
    REPLAY_FINDINGS[${#REPLAY_FINDINGS[@]}]=${each%"${TAB}"*}
    each=${each##*"${TAB}"}
    REPLAY_PATHS[${#REPLAY_PATHS[@]}]=${each%$'\n'}
  done
}

# Sets REPLY to what people read.
replay_text() {
  local IFS=$'\n' head=''
  [[ ${COMPARE_DIRTY} -eq 0 ]] || head=$'state: an operation was interrupted; the next one ends its writing\n'
  if [[ ${#REPLAY_FINDINGS[@]} -gt 0 ]]; then
    REPLY=${head}${REPLAY_FINDINGS[*]}
  else
    REPLY="${head}replay: ${FOLD_SEQUENCE} entries, ${COMPARE_AGREE} files agree"
  fi
}

# Sets REPLY to the same as JSON.
replay_json() {
  local place=0 rows='' each='' interrupted=false
  [[ ${COMPARE_DIRTY} -eq 0 ]] || interrupted=true
  for each in ${REPLAY_FINDINGS[@]+"${REPLAY_FINDINGS[@]}"}; do
    text_token "${each:0:REPLAY_PATHS[place]}"
    rows+="{\"path\":${REPLY}"
    text_token "${each:REPLAY_PATHS[place]+2}"
    rows+=",\"problem\":${REPLY}},"
    place=$((place + 1))
  done
  REPLY="{\"entries\":${FOLD_SEQUENCE},\"files\":${COMPARE_AGREE},\"interrupted\":${interrupted},\"findings\":[${rows%,}]}"
}
