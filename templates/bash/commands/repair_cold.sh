# repair_cold: writes the files of a store anew from its journal.

command_repair() {
  words_begin repair 0 ''
  while [[ $# -gt 0 && -z ${words_help} ]]; do
    words_used=1
    case $1 in
      --dry-run | --dry-run=*) words_flag "$1" ;;
      --json | --json=* | --print | --print=*) words_rare "$1" ;;
      *) words_common "$@" ;;
    esac
    shift "${words_used}"
  done
  commands_end repair || return
  transaction_clear
  TX_START=0 TX_WAIT=0
  if ! repair_form || ! lock_take || ! repair_store; then
    lock_drop
    dispatch_refused repair
    return
  fi
  lock_drop
  answers_line "${REPLY}" || dispatch_refused repair
}

# Looks at directory and format. Fails when it was refused.
repair_form() {
  replay_form && return 0
  trail_path 1
  [[ ${TX_EXIT} -ne 12 || ! -s ${STORE_DIR}/${REPLY} ]] ||
    transaction_refuse 9 "${STORE_DIR}/format is gone; its settings stand nowhere else, put it back from a copy"
  return 1
}

# Repairs the store, with the lock held; sets REPLY to what is to be told. Fails when it was refused.
repair_store() {
  local wrong=() path='' away=0 files=0 verb='files mended' taken='taken away'
  COMPARE_WRONG=() FOLD_FILES=()
  [[ ${words_given} == *' --dry-run '* ]] || redaction_settle || return 1
  compare_found && fold_run && rebuild_admit && compare_files || return 1
  for path in ${COMPARE_WRONG[@]+"${!COMPARE_WRONG[@]}"}; do # portability: table-order: what is found is sorted, or of one file only
    if [[ ${FOLD_SEQUENCE} -eq 0 && ${path} == records/* ]]; then
      transaction_refuse 9 "${STORE_DIR}/journal/000001.jsonl has no entry, but there are records; nothing was changed"
      return 1
    fi
    wrong[${#wrong[@]}]=${path}
    [[ -n ${FOLD_FILES["${path}"]-} ]] || away=$((away + 1))
  done
  if [[ ${COMPARE_DIRTY} -eq 1 ]]; then
    COMPARE_WRONG["state"]='an operation was interrupted'
  else
    compare_state || return 1
  fi
  [[ -z ${FOLD_TORN} ]] || COMPARE_WRONG["${FOLD_TORN}"]="line ${FOLD_TORN_PLACE} is not whole"
  replay_sorted
  files=${#REPLAY_FINDINGS[@]}
  if [[ ${words_given} == *' --dry-run '* ]]; then
    verb='files to mend' taken='to take away'
  else
    [[ ${files} -eq 0 ]] || rebuild_write "${COMPARE_LOST}" ${wrong[@]+"${wrong[@]}"} || return 1
    [[ ${FORM_DURABILITY} == none ]] || checkpoint_reach "${FOLD_SEQUENCE}" || return 1
  fi
  if [[ ${files} -eq 0 ]]; then
    REPLY="repair: ${FOLD_SEQUENCE} entries, nothing to repair"
    return 0
  fi
  repair_lines
  REPLY+="repair: ${FOLD_SEQUENCE} entries, $((files - away)) ${verb}, ${away} ${taken}"
}

# Sets REPLY to the findings, a line each.
repair_lines() {
  local IFS=$'\n'
  REPLY="${REPLAY_FINDINGS[*]}"$'\n'
}
