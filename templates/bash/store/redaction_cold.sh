# redaction_cold: taking texts out of the journal. Segments that hold them, and the shard of the archive that does (called
# KIND.SHARD), are written anew beside the store, with the entry that tells of it at the end of the open one; renaming their
# folder is the commit. What is left then, putting them in their places, is done by recovery, which may itself be
# interrupted, and done again.

# Marks the state, so that whatever is left is taken away by the next operation, and makes the folder of new segments. Fails
# when it was refused.
redaction_begin() {
  state_write 1 || transaction_storage || return 1
  redaction_abandon || redaction_cancel || return 1
  mkdir -- "${STORE_DIR}/redact.new" 2>/dev/null || transaction_storage || redaction_cancel
}

# Takes everything away again; nothing was changed then. Always fails.
redaction_cancel() {
  local exit=${TX_EXIT} message=${TX_MESSAGE}
  redaction_abandon
  state_write 0 || transaction_storage
  TX_EXIT=${exit:-${TX_EXIT}} TX_MESSAGE=${message:-${TX_MESSAGE}}
  return 1
}

# Removes the folder of new segments, if it is there. Fails when it was refused.
redaction_abandon() {
  local status=0
  paths_folder redact.new || status=$?
  [[ ${status} -ne 2 ]] || return 1
  [[ ${status} -eq 1 ]] || redaction_remove redact.new
}

# Removes a FOLDER of ours, what tells of its state last; with descriptor 9, because it changes the store.
redaction_remove() {
  local names=()
  redaction_names "$1"
  [[ ${#names[@]} -eq 0 ]] || rm -f -- "${names[@]}" 2>/dev/null || transaction_storage || return 1
  rm -f -- "${STORE_DIR}/$1/state" 2>/dev/null && rmdir -- "${STORE_DIR}/$1" 2>/dev/null || transaction_storage || return 1
  unset "PATHS_KNOWN[$1]"
}

# Sets `names` of the caller to the files of a FOLDER: its segments, or its shards, or both.
redaction_names() {
  set +f
  shopt -s nullglob
  case ${2-} in
    segments) names=("${STORE_DIR}/$1"/*.jsonl) ;;
    shards) names=("${STORE_DIR}/$1"/*.[0-9]*) ;;
    *) names=("${STORE_DIR}/$1"/*.jsonl "${STORE_DIR}/$1"/*.[0-9]*) ;;
  esac
  shopt -u nullglob
  set -f
}

# Sets REDACTION_PLACING to the shards that a redaction was committed with and that are not in their places yet.
redaction_placing() {
  local names=() each=''
  REDACTION_PLACING=()
  redaction_names redact shards
  for each in ${names[@]+"${names[@]}"}; do
    each=${each##*/}
    REDACTION_PLACING[${#REDACTION_PLACING[@]}]=archive/${each%.*}/${each##*.}
  done
}

# Commits what was prepared in the folder, and does what is left. Fails when it was refused.
redaction_commit() {
  if ! mv -- "${STORE_DIR}/redact.new" "${STORE_DIR}/redact" 2>/dev/null; then
    transaction_storage
    redaction_cancel
    return 1
  fi
  unset "PATHS_KNOWN[redact.new]"
  [[ ${FORM_DURABILITY} == none ]] || sync 9>&-
  STATE_DIRTY=1
  recovery_run && return 0
  TX_EXIT='' TX_MESSAGE=''
  printf '%s: redact: done, but the disk is full; the next operation ends the writing\n' "${PROGRAM}" >&2
}

# Ends a redaction that was committed, drops another, before the whole store is written anew from its journal. Fails when it
# was refused.
redaction_settle() {
  [[ -e ${STORE_DIR}/redact || -e ${STORE_DIR}/redact.new ]] || return 0
  if ! state_read; then
    TX_EXIT='' TX_MESSAGE='' STATE_DIRTY=0
  fi
  redaction_finish
}

# Puts the new segments in their places and reads the state that follows. A redaction that was not committed, or that is not
# of the state that was read and of which nothing was put in place, is dropped. Fails when it was refused.
redaction_finish() {
  local line='' rest='' sequence='' name='' place='' status=0
  redaction_abandon || return 1
  paths_folder redact || status=$?
  [[ ${status} -ne 2 ]] || return 1
  [[ ${status} -eq 0 ]] || return 0
  compare_read redact/state || return 1
  line=${REPLY%%[ $'\n']*}
  if [[ -n ${line} ]]; then
    rest=${line#*"${TAB},\"sequence\":${TAB}"}
    sequence=${rest%%"${TAB}"*}
    if [[ ${line} != "{\"dirty\":${TAB}1${TAB},\"sequence\":${TAB}"*"${TAB}}" ]] || ! journal_number "${sequence}"; then
      transaction_damaged redact/state repair
      return 1
    fi
    [[ ${STATE_DIRTY} -eq 1 && ${STATE_SEQUENCE} == "${sequence}" ]] || sequence="other ${sequence}"
    redaction_place "${sequence##* }" "${sequence%%[!o]*}" "${line}" || return 1
  fi
  redaction_remove redact
}

# Renames the segments, the open one first, then a shard, and writes the state that is theirs: SEQUENCE OTHER LINE. OTHER says that the
# state is that of another entry.
redaction_place() {
  local open='' name='' place='' names=()
  printf -v open '%06d.jsonl' "$(($1 / 1000 + 1))"
  if [[ -e ${STORE_DIR}/redact/${open} ]]; then
    [[ -z $2 ]] || return 0
    mv -f -- "${STORE_DIR}/redact/${open}" "${STORE_DIR}/journal/${open}" 2>/dev/null || transaction_storage || return 1
  fi
  redaction_names redact segments
  for name in ${names[@]+"${names[@]}"}; do
    open=${name##*/}
    trail_path "$((10#${open%.jsonl}))"
    mv -f -- "${name}" "${STORE_DIR}/${REPLY}" 2>/dev/null || transaction_storage || return 1
  done
  redaction_placing
  for name in ${REDACTION_PLACING[@]+"${REDACTION_PLACING[@]}"}; do
    place=${name%/*}
    paths_folder "${place}" || [[ -n ${TX_EXIT} ]] || transaction_storage || return 1
    mv -f -- "${STORE_DIR}/redact/${place##*/}.${name##*/}" "${STORE_DIR}/${name}" 2>/dev/null || transaction_storage || return 1
  done
  [[ -z $2 ]] || return 0
  STATE_CLEAN=$3
  state_write 1 || transaction_storage || return 1
  [[ ${FORM_DURABILITY} == none ]] || sync 9>&-
  state_read
}
