# compare_cold: what the files of a store have that the fold of its journal has not, and the other way round.

declare -A COMPARE_THERE # every path below the folders: a dash for a regular file, else what it is
declare -A COMPARE_WRONG # path → what is wrong with it

# Reads what `state` says before it is believed: COMPARE_DIRTY, COMPARE_SEQUENCE, COMPARE_TRACES, COMPARE_LOST; zeroes
# where it says nothing. COMPARE_LOST is kept in any case: the journal does not know it.
compare_found() {
  local data='' tokens=() IFS=${TAB}
  compare_read state || return 1
  data=${REPLY}
  # shellcheck disable=SC2206 # to be split; globbing is off
  tokens=(${data})
  COMPARE_DIRTY=0
  [[ ${data} != "{\"dirty\":${TAB}1${TAB}"* ]] || COMPARE_DIRTY=1
  compare_whole "${tokens[3]-}"
  COMPARE_SEQUENCE=${REPLY}
  compare_whole "${tokens[7]-}"
  COMPARE_TRACES=${REPLY}
  compare_whole "${tokens[13]-}"
  COMPARE_LOST=${REPLY}
}

# Sets REPLY to the number in TOKEN, 0 when there is none.
compare_whole() {
  journal_number "$1" || REPLY=0
}

# Sets REPLY to the bytes of PATH up to the first zero byte, and COMPARE_ZEROES when there is one. Fails when it may not
# be read.
compare_read() {
  local data='' status=0
  REPLY='' COMPARE_ZEROES=''
  paths_file "$1" || status=$?
  [[ ${status} -ne 1 ]] || return 0
  [[ ${status} -eq 0 ]] || return 1
  if [[ ! -r ${STORE_DIR}/$1 ]]; then
    transaction_refuse 5 "${STORE_DIR}/$1: permission denied"
    return 1
  fi
  ! IFS= read -r -d '' data <"${STORE_DIR}/$1" || COMPARE_ZEROES=yes
  REPLY=${data}
}

# Sets REPLY to the line of a state that the journal comes to: AFTER (as FOLD_AFTER is) TRACES LOST DIRTY, a token.
compare_line() {
  local words=() totals=() place=0 name='' IFS=' '
  # shellcheck disable=SC2206 # sequence, bytes of the segment, time, due and counts
  words=($1)
  IFS=,
  # shellcheck disable=SC2206 # due, counts
  totals=(${words[3]})
  REPLY="{\"dirty\":${TAB}$4${TAB},\"sequence\":${TAB}${words[0]}${TAB},\"journal\":${TAB}${words[1]}${TAB},\"traces\":${TAB}$2"
  REPLY+="${TAB},\"time\":${TAB}${words[2]}${TAB},\"due\":${TAB}${totals[0]}${TAB},\"lost\":${TAB}$3${TAB}"
  for name in ${COUNTERS[@]+"${COUNTERS[@]}"}; do
    place=$((place + 1))
    REPLY+=",\"${name}\":${TAB}${totals[place]}${TAB}"
  done
  REPLY+='}'
}

# Adds what is wrong with the state; sets COMPARE_PENDING when the last entry is still to be written to the records.
compare_state() {
  local after=${FOLD_AFTER} traces=${COMPARE_TRACES} path=''
  COMPARE_PENDING=''
  if [[ ${COMPARE_DIRTY} -eq 1 && -d ${STORE_DIR}/redact ]]; then
    COMPARE_PENDING=yes # segments are being put in their places
    return 0
  fi
  if [[ ${COMPARE_DIRTY} -eq 1 ]]; then
    [[ ${FOLD_SEQUENCE} -ne $((COMPARE_SEQUENCE + 1)) || -n ${FOLD_TORN} ]] || COMPARE_PENDING=yes after=${FOLD_BEFORE}
  else
    compare_traces "${FOLD_SEQUENCE}"
    path=${REPLY}
    recovery_size "${path}" || return 1
    traces=${REPLY}
  fi
  compare_line "${after}" "${traces}" "${COMPARE_LOST}" "${COMPARE_DIRTY}"
  compare_problem state "512 ${REPLY}" || return 1
  [[ ${COMPARE_DATA} != "{\"dirty\":${TAB}\"repair\"${TAB}"* ]] || REPLY='a repair was interrupted'
  [[ -z ${REPLY} ]] || COMPARE_WRONG["state"]=${REPLY}
}

# Sets REPLY to the path of the traces of entry SEQUENCE.
compare_traces() {
  printf -v REPLY 'telemetry/traces/%06d.jsonl' "$(($1 > 0 ? ($1 - 1) / 1000 + 1 : 1))"
}

# Adds what is wrong with the end of the journal; after an interrupted operation nothing is.
compare_end() {
  [[ -n ${FOLD_TORN} ]] || return 0
  [[ ${COMPARE_DIRTY} -eq 0 || ${FOLD_SEQUENCE} -ne ${COMPARE_SEQUENCE} ]] || return 0
  COMPARE_WRONG["${FOLD_TORN}"]="line ${FOLD_TORN_PLACE} is not whole"
}

# Adds what is wrong with records, texts, ids, keys and the archive, but for the paths that are given. Sets COMPARE_AGREE to the number
# of files that are as they should be. Fails when it was refused.
compare_files() {
  local path='' kind=''
  declare -A skipped
  COMPARE_THERE=() COMPARE_AGREE=0
  for path in "$@"; do
    skipped["${path}"]=1
  done
  set +f
  shopt -s nullglob dotglob
  for path in records texts ids keys archive; do
    compare_walk "${path}"
  done
  shopt -u nullglob dotglob
  set -f
  for path in ${COMPARE_THERE[@]+"${!COMPARE_THERE[@]}"}; do # portability: table-order: what is found is sorted, or of one file only
    kind=${COMPARE_THERE["${path}"]}
    if [[ -z ${FOLD_FILES["${path}"]-} && -z ${skipped["${path}"]-} ]]; then
      [[ ${kind} != - ]] || kind='is not in the journal'
      COMPARE_WRONG["${path}"]=${kind}
    fi
  done
  for path in ${FOLD_FILES[@]+"${!FOLD_FILES[@]}"}; do # portability: table-order: what is found is sorted, or of one file only
    [[ -z ${skipped["${path}"]-} ]] || continue
    REPLY=${COMPARE_THERE["${path}"]:-is missing}
    [[ ${REPLY} != - ]] || compare_problem "${path}" "${FOLD_FILES["${path}"]}" || return 1
    if [[ -n ${REPLY} ]]; then
      COMPARE_WRONG["${path}"]=${REPLY}
    else
      COMPARE_AGREE=$((COMPARE_AGREE + 1))
    fi
  done
}

# Lists every path below FOLDER that is no folder itself.
compare_walk() {
  local path='' within=${#STORE_DIR}
  if [[ -L ${STORE_DIR}/$1 ]]; then
    COMPARE_THERE["$1"]='is a symbolic link'
  elif [[ ! -d ${STORE_DIR}/$1 ]]; then
    [[ ! -e ${STORE_DIR}/$1 ]] || COMPARE_THERE["$1"]='is not a folder'
  else
    for path in "${STORE_DIR}/$1"/*; do
      if [[ -L ${path} ]]; then
        COMPARE_THERE["${path:within+1}"]='is a symbolic link'
      elif [[ -d ${path} ]]; then
        compare_walk "${path:within+1}"
      elif [[ -f ${path} ]]; then
        COMPARE_THERE["${path:within+1}"]=-
      else
        COMPARE_THERE["${path:within+1}"]='is not a regular file'
      fi
    done
  fi
}

# Sets REPLY to how PATH differs from FILE (size of the slot, blank, line), or to nothing; COMPARE_DATA to its bytes.
compare_problem() {
  local size=${2%% *} line=${2#* } expected=''
  if [[ ${size} -eq 0 ]]; then
    expected=${line}$'\n'
  else
    printf -v expected '%-*s\n' "$((size - 1))" "${line}"
  fi
  compare_read "$1" || return 1
  COMPARE_DATA=${REPLY} REPLY=''
  [[ ${COMPARE_DATA} != "${expected}" || -n ${COMPARE_ZEROES} ]] || return 0
  REPLY='differs from the journal'
  if [[ ${size} -gt 0 && ${line} == '{'* ]]; then
    compare_fields "${expected}" "${COMPARE_DATA}"
  fi
}

# Sets REPLY to what differs in two slots: EXPECTED DATA.
compare_fields() {
  local IFS=${TAB} ours=() theirs=() place=0 fields='' name=''
  REPLY='does not have its form'
  [[ -z ${COMPARE_ZEROES} && ${#1} -eq ${#2} && $2 == *'}'* ]] || return 0
  # shellcheck disable=SC2206 # to be split; globbing is off
  ours=(${1%'}'*}) theirs=(${2%'}'*})
  [[ ${#ours[@]} -eq ${#theirs[@]} ]] || return 0
  while [[ ${place} -lt ${#ours[@]} ]]; do
    [[ ${ours[place]} == "${theirs[place]}" ]] || return 0
    if [[ ${ours[place + 1]-} != "${theirs[place + 1]-}" ]]; then
      name=${ours[place]%\":}
      fields+=", ${name##*\"}"
    fi
    place=$((place + 2))
  done
  [[ -z ${fields} ]] || REPLY="differs from the journal in ${fields#, }"
}
