# rebuild_cold: writes a store anew from the fold of its journal. It can be interrupted anywhere and done again: first the
# state gets a mark that no operation takes for a state, last it gets its true line.

# Lets only the fold of a whole journal pass.
rebuild_admit() {
  [[ ${#FOLD_DAMAGE[@]} -eq 0 ]] || transaction_refuse 9 "${STORE_DIR}/${FOLD_DAMAGE[0]}; nothing was changed"
}

# Makes the store what its journal says: LOST PATH… Each PATH is to be written, or taken away where the fold does not have
# it. Fails when it was refused.
rebuild_write() {
  local lost=$1 path='' stay=() status=0
  shift
  for path in records texts ids keys archive; do
    status=0
    paths_folder "${path}" || status=$?
    [[ ${status} -ne 2 ]] || return 1
  done
  for path in "$@"; do
    [[ -n ${FOLD_FILES["${path}"]-} ]] || continue
    stay[${#stay[@]}]=${path}
    if [[ -d ${STORE_DIR}/${path} && ! -L ${STORE_DIR}/${path} ]]; then
      paths_refuse "${path}" 'a regular file'
      return 1
    fi
  done
  paths_file state || [[ $? -eq 1 ]] || return 1
  compare_line "${FOLD_AFTER}" 0 "${lost}" '"repair"'
  if ! rebuild_put state "512 ${REPLY}" || ! rebuild_clear "$@" || ! rebuild_files ${stay[@]+"${stay[@]}"}; then
    rebuild_failed
    return 1
  fi
  rebuild_traces || return 1
  compare_line "${FOLD_AFTER}" "${REPLY}" "${lost}" 0
  path=${REPLY}
  [[ ${FORM_DURABILITY} != fsync ]] || sync
  rebuild_put state "512 ${path}" || rebuild_failed
}

rebuild_failed() {
  [[ -z ${TX_EXIT} ]] || return 1
  transaction_refuse 10 "${STORE_DIR}: no space left or write error; the repair is not complete; run \"${PROGRAM} repair\""
}

# Takes away the torn end of the journal, and each PATH that the fold does not have. Links to folders are among them: after
# this no path leads through one.
rebuild_clear() {
  local path=''
  [[ -z ${FOLD_TORN} ]] || journal_cut "${FOLD_TORN}" "${FOLD_TORN_OFFSET}" || return 1
  for path in "$@"; do
    [[ -n ${FOLD_FILES["${path}"]-} ]] || rm -f -- "${STORE_DIR}/${path}" || return 1
  done
  PATHS_KNOWN=()
  PATHS_KNOWN["state"]=1
}

# Writes each PATH as the fold has it.
rebuild_files() {
  local path='' status=0
  for path in "$@"; do
    status=0
    if [[ -L ${STORE_DIR}/${path} ]] || [[ -e ${STORE_DIR}/${path} && ! -f ${STORE_DIR}/${path} ]]; then
      rm -f -- "${STORE_DIR}/${path}" || return 1
    fi
    [[ -n ${PATHS_KNOWN["${path%/*}"]-} ]] || paths_folder "${path%/*}" || status=$?
    [[ ${status} -ne 2 ]] || return 1
    [[ ${status} -eq 0 ]] || mkdir -p -- "${STORE_DIR}/${path%/*}" || return 1
    rebuild_put "${path}" "${FOLD_FILES["${path}"]}" || return 1
  done
} 2>/dev/null

# Writes PATH: FILE is what the fold has.
rebuild_put() {
  local size=${2%% *}
  if [[ ${size} -lt 0 ]]; then
    shelf_write "$1" "$((-size))" "${2#* }"
  elif [[ ${size} -eq 0 ]]; then
    printf '%s\n' "${2#* }" >"${STORE_DIR}/$1"
  elif [[ $1 == state ]]; then
    printf '%-*s\n' "$((size - 1))" "${2#* }" 1<>"${STORE_DIR}/$1" && journal_cut state "${size}"
  else
    printf '%-*s\n' "$((size - 1))" "${2#* }" >"${STORE_DIR}/$1"
  fi
} 2>/dev/null

# Sees to it that the traces of the last segment have the spans of its entries; sets REPLY to their length. Where they
# cannot be written there are none. Fails when the storage does.
rebuild_traces() {
  local path='' following='' lines=() zeroes=0 size=0 line='' status=0
  compare_traces "${FOLD_SEQUENCE}"
  path=${REPLY}
  compare_traces "$((FOLD_SEQUENCE + 1000))"
  following=${REPLY}
  paths_folder telemetry/traces || status=$?
  [[ ${status} -ne 1 ]] || mkdir -p -- "${STORE_DIR}/telemetry/traces" || rebuild_failed || return 1
  if [[ ${status} -eq 2 ]] || ! rebuild_empty "${following}" || ! fold_read "${path}"; then
    TX_EXIT='' REPLY=0
    return 0
  fi
  if ! rebuild_holds; then
    spans_around
    lines=()
    for line in ${FOLD_SPANS[@]+"${FOLD_SPANS[@]}"}; do
      lines[${#lines[@]}]=${SPANS_BEFORE}${line}${SPANS_AFTER}$'\n'
    done
    rebuild_lines "${path}" || rebuild_failed || return 1
  fi
  for line in ${lines[@]+"${lines[@]}"}; do
    size=$((size + ${#line}))
  done
  REPLY=${size}
}

# Writes the `lines` of the caller to PATH.
rebuild_lines() {
  local IFS=''
  printf '%s' "${lines[*]-}" >"${STORE_DIR}/$1"
} 2>/dev/null

# Empties PATH, if it is there. Fails when it was refused.
rebuild_empty() {
  local status=0
  paths_file "$1" || status=$?
  [[ ${status} -eq 0 ]] || return "$((status - 1))"
  : >"${STORE_DIR}/$1"
} 2>/dev/null

# True when the `lines` of the caller have the spans of the fold.
rebuild_holds() {
  local place=0 line=''
  [[ ${zeroes} -eq 0 && ${#lines[@]} -eq ${#FOLD_SPANS[@]} ]] || return 1
  for line in ${lines[@]+"${lines[@]}"}; do
    [[ ${line} == *"${FOLD_SPANS[place]}"*$'\n' ]] || return 1
    place=$((place + 1))
  done
}
