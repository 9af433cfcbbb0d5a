# checkpoint_rest: what the first operation after a power failure does, before everything else.

CHECKPOINT_MOST=1000 # entries that an operation replays by itself

# Puts a durable store in order if the machine was started since it was used last. Whoever calls holds the lock. Fails when
# it was refused: there is more to replay than an operation does by itself, or the journal is damaged.
checkpoint_settle() {
  local start=0 least=0 path='' slots=()
  [[ ${FORM_DURABILITY} == fsync ]] && ! checkpoint_same && checkpoint_boot || return 0
  redaction_settle || return 1
  checkpoint_sequence
  start=${REPLY}
  FOLD_FILES=() FOLD_GONE=() FOLD_PARTIAL=''
  [[ ${start} -eq 0 ]] || FOLD_PARTIAL=yes
  compare_found && fold_run "${start}" || return 1
  least=$((COMPARE_SEQUENCE > start ? COMPARE_SEQUENCE : start))
  if [[ ${#FOLD_DAMAGE[@]} -gt 0 || ${FOLD_SEQUENCE} -lt ${least} ]] ||
    [[ ${FOLD_SEQUENCE} -gt $((start + CHECKPOINT_MOST)) ]]; then
    printf -v path 'journal/%06d.jsonl' "$((FOLD_SEQUENCE > 0 ? (FOLD_SEQUENCE - 1) / 1000 + 1 : 1))"
    [[ ${#FOLD_DAMAGE[@]} -eq 0 ]] || path=${FOLD_DAMAGE[0]%%: *}
    transaction_damaged "${path}" repair
    return 1
  fi
  slots=(${FOLD_GONE[@]+"${!FOLD_GONE[@]}"})  # portability: table-order: each file by itself
  set -- ${FOLD_FILES[@]+"${!FOLD_FILES[@]}"} # portability: table-order: each file by itself
  rebuild_write "${COMPARE_LOST}" "$@" ${slots[@]+"${slots[@]}"} || return 1
  checkpoint_write "${FOLD_SEQUENCE}"
}

# Sets REPLY to the entry of the checkpoint, 0 when that is missing or does not have its form.
checkpoint_sequence() {
  local line='' number=''
  REPLY=0
  compare_read checkpoint && line=${REPLY} || line=''
  [[ -n ${line} && -z ${COMPARE_ZEROES} && ${#line} -eq 128 ]] || line=''
  number=${line##*"${TAB},\"sequence\":${TAB}"}
  number=${number%%"${TAB}"*}
  compare_whole "${number}"
  number=${line%%"${TAB},\"sequence\":${TAB}"*}
  printf -v number '%-127s\n' "${number}${TAB},\"sequence\":${TAB}${REPLY}${TAB}}"
  [[ ${number} == "${line}" && ${line} == "{\"boot\":${TAB}\""*"\"${TAB},"* ]] || REPLY=0
}
