# migrate_cold: brings a store to the records of this version, with all of its journal.
#
# The new files are made in the folder `migrate`. Then `format` names a layout that no program has (the old one and +),
# so that none works on the store while the new files are put in their places; `format` itself is the last one. A
# migration that was interrupted before that begins anew, because the store may have changed; one that was interrupted
# later is ended.

command_migrate() {
  local text=''
  commands_read migrate 0 "$@" || return
  reader_open migrate
  MIGRATE_STORED='' MIGRATE_COUNT=''
  if ! paths_file format; then
    [[ -n ${TX_EXIT} ]] || transaction_refuse 12 "there is no store in ${STORE_DIR}"
    dispatch_refused migrate
    return
  fi
  if ! migrate_store; then
    lock_drop
    spans_side "${TX_EXIT}"
    dispatch_refused migrate
    return
  fi
  text="the store has layout ${LAYOUT} already"
  [[ -z ${MIGRATE_COUNT} ]] || text="migrated from layout ${MIGRATE_STORED} to ${LAYOUT}"
  answers_plain "${text}"
}

# Migrates if there is need to, and leaves the entry that tells of it, or a span on the side.
migrate_store() {
  lock_take || return 1
  clock_now
  TX_WAIT=$((REPLY > TX_START ? REPLY - TX_START : 0))
  migrate_files || return 1
  lock_drop
  transaction_begin || return 1
  if [[ -n ${MIGRATE_COUNT} ]]; then
    commit_entry 0 || return 1
    lock_drop
  else
    lock_drop
    spans_side 0
  fi
}

operation_migrate_span() {
  TX_SPAN=swarmsh.coordination.migrate
  REPLY='{"key":"swarmsh.coordination.operation","value":{"stringValue":"migrate"}}'
  [[ -n ${MIGRATE_STORED} ]] || return 0
  REPLY+=,
  spans_text swarmsh.coordination.layout.stored "${MIGRATE_STORED}"
  spans_text swarmsh.coordination.layout.expected "${LAYOUT}"
  [[ -z ${MIGRATE_COUNT} ]] || spans_number swarmsh.coordination.migrated_count "${MIGRATE_COUNT}"
  REPLY=${REPLY%,}
}

# With the lock held: sets MIGRATE_STORED to the layout that was found and, when the store had another one than this
# version, MIGRATE_COUNT to the number of its entries. Fails when it was refused.
migrate_files() {
  local status=0 layout='' tokens=()
  migrate_form format || return 1
  layout=${tokens[7]//\"/}
  MIGRATE_STORED=${layout%+}
  if [[ ${tokens[3]} != "\"${PATTERN}\"" ]]; then
    transaction_refuse 9 "${STORE_DIR}/format is of pattern ${tokens[3]}, not of pattern \"${PATTERN}\""
    return 1
  fi
  paths_folder migrate || status=$?
  if [[ ${status} -eq 2 ]]; then
    return 1
  elif [[ ${layout} == "${LAYOUT}" ]]; then
    [[ ${status} -eq 1 ]] || migrate_remove
  elif [[ ${layout} == *+ ]]; then
    migrate_expect && migrate_end
  else
    migrate_build && migrate_end
  fi
}

# Sets `tokens` of the caller to those of a file `format`, of whatever layout, or refuses: PATH.
migrate_form() {
  local lines=() found='' expected='' IFS=${TAB}
  printf -v expected ',"%s":' format pattern modules layout store durability shared settings
  paths_file "$1" && mapfile -n 2 lines 2>/dev/null <"${STORE_DIR}/$1" || lines=()
  [[ -z ${TX_EXIT} ]] || return 1
  # shellcheck disable=SC2206 # to be split; globbing is off
  tokens=(${lines[0]-})
  printf -v found '%s%.0s' ${tokens[@]+"${tokens[@]}"}
  [[ ${#lines[@]} -ne 1 || ${found} != "{${expected#,}}"$'\n' ]] || return 0
  transaction_damaged "$1"
}

# Refuses new files of another version than this one.
migrate_expect() {
  local tokens=()
  migrate_form migrate/format || return 1
  [[ ${tokens[7]} != "\"${LAYOUT}\"" ]] || return 0
  transaction_refuse 9 "${STORE_DIR}: a migration to layout ${tokens[7]//\"/} was interrupted; end it with that version"
}

# Makes the new files, from the `tokens` of the caller, and marks `format`.
migrate_build() {
  local IFS=${TAB}
  migrate_remove
  if ! remake_run; then
    migrate_remove
    return 1
  fi
  [[ ${tokens[11]} != '"fsync"' ]] || sync 9>&-
  tokens[7]="\"${MIGRATE_STORED}+\""
  if ! { printf '%s' "${tokens[*]}" >"${STORE_DIR}/format.new"; } 2>/dev/null ||
    ! mv -f -- "${STORE_DIR}/format.new" "${STORE_DIR}/format" 2>/dev/null; then
    migrate_failed
  fi
}

# Puts the new files in their places; `tokens` of the caller are those of `format`. May be interrupted, and begun again.
migrate_end() {
  local name='' root=${STORE_DIR} new=${STORE_DIR}/migrate
  for name in journal records archive; do
    [[ -d ${new}/${name} ]] || continue
    [[ ! -d ${root}/${name} ]] || mv -- "${root}/${name}" "${new}/old-${name}" 2>/dev/null || migrate_failed || return 1
    mv -- "${new}/${name}" "${root}/${name}" 2>/dev/null || migrate_failed || return 1
  done
  [[ ! -e ${new}/state ]] || mv -f -- "${new}/state" "${root}/state" 2>/dev/null || migrate_failed || return 1
  remake_state state || return 1
  MIGRATE_COUNT=${remake_sequence}
  mv -f -- "${new}/format" "${root}/format" 2>/dev/null || migrate_failed || return 1
  migrate_remove
  [[ ${tokens[11]} != '"fsync"' ]] || checkpoint_reach "${MIGRATE_COUNT}"
}

migrate_failed() {
  transaction_refuse 10 "${STORE_DIR}: no space left or write error; run \"${PROGRAM} migrate\""
}

# Removes the folder of new files, if it is there; with descriptor 9, because it changes the store.
migrate_remove() {
  rm -rf -- "${STORE_DIR}/migrate" 2>/dev/null
}
