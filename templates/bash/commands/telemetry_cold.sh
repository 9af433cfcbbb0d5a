# telemetry_cold: what spans there are, what was sent of them; sends them, and puts old ones away.

command_telemetry() {
  local tries='' action=''
  words_begin telemetry 1 ''
  while [[ $# -gt 0 && -z ${words_help} ]]; do
    words_used=1
    case $1 in
      --tries | --tries=*) words_value once "$@" && tries=${REPLY} ;;
      --print | --print=*) words_rare "$1" ;;
      *) words_common "$@" ;;
    esac
    shift "${words_used}"
  done
  commands_end telemetry || return
  transaction_clear
  if ! telemetry_words "${tries}" || ! "telemetry_${action}"; then
    dispatch_refused telemetry
    return
  fi
  telemetry_answer
}

# Checks the words; sets `action` and `tries` of the caller. Fails when it was refused.
telemetry_words() {
  if [[ ${#words_places[@]} -eq 0 ]]; then
    transaction_refuse 2 'argument ACTION is missing'
    return 1
  elif [[ -z ${words_places[0]} ]]; then
    transaction_refuse 2 'argument ACTION is empty'
    return 1
  elif ! values_enum "${words_places[0]}" status flush archive; then
    transaction_refuse 2 "ACTION: ${REPLY}"
    return 1
  fi
  action=${REPLY} tries=5
  [[ ${words_given} == *' --tries '* ]] || return 0
  if [[ ${action} != flush ]]; then
    transaction_refuse 2 'option --tries needs flush'
    return 1
  fi
  words_integer --tries "$1" 5 1 10 || return 1
  tries=${REPLY}
}

# Prints REPLY; then says what TELEMETRY_PROBLEM there was, and fails with 11.
telemetry_answer() {
  answers_line "${REPLY}" || {
    dispatch_refused telemetry
    return
  }
  [[ -n ${TELEMETRY_PROBLEM} ]] || return 0
  TX_EXIT=11 TX_MESSAGE=${TELEMETRY_PROBLEM}
  dispatch_refused telemetry
}

TELEMETRY_PROBLEM=''

# Sets REPLY to what there is. Fails when it was refused.
telemetry_status() {
  local number='' part='' refused=0 archived=0 curl=missing
  local lines_traces=0 lines_side=0 lines_sent=0 bytes_traces=0 bytes_side=0 bytes_sent=0
  endpoint_given && segments_found || return 1
  for number in ${SEGMENTS[@]+"${SEGMENTS[@]}"}; do
    refused=$((refused + SEGMENTS_REFUSED[number]))
    for part in traces side; do
      [[ -z ${SEGMENTS_SIZE["${part}.${number}"]-} ]] || telemetry_part "${part}" "${number}" || return 1
    done
  done
  telemetry_archived || return 1
  archived=${REPLY}
  ! type -P curl >/dev/null || curl=found
  if [[ ${words_form} == json ]]; then
    telemetry_json
    return 0
  fi
  printf -v REPLY '%s: %s lines, %s bytes\n' traces "${lines_traces}" "${bytes_traces}" side "${lines_side}" "${bytes_side}" \
    sent "${lines_sent}" "${bytes_sent}" unsent "$((lines_traces + lines_side - lines_sent))" \
    "$((bytes_traces + bytes_side - bytes_sent))"
  REPLY+="refused: ${refused}"$'\n'"lost: ${SEGMENTS_LOST}"$'\n'"segments: ${#SEGMENTS[@]}"$'\n'
  REPLY+="archived: ${archived} files"$'\n'"endpoint: ${endpoint_shown:-none}"$'\n'"curl: ${curl}"
}

# Adds PART of segment NUMBER to the sums of the caller. Fails when it was refused.
telemetry_part() {
  local path='' size=${SEGMENTS_SIZE["$1.$2"]} sent=${SEGMENTS_SENT["$1.$2"]}
  segments_path "$1" "$2"
  path=${REPLY}
  segments_count "${path}" 0 "${size}" || return 1
  if [[ $1 == traces ]]; then
    lines_traces=$((lines_traces + REPLY)) bytes_traces=$((bytes_traces + size))
  else
    lines_side=$((lines_side + REPLY)) bytes_side=$((bytes_side + size))
  fi
  [[ ${sent} -eq ${size} ]] || segments_count "${path}" 0 "${sent}" || return 1
  lines_sent=$((lines_sent + REPLY)) bytes_sent=$((bytes_sent + sent))
}

# Sets REPLY to the status of the caller as JSON.
telemetry_json() {
  local found=true endpoint=null
  [[ ${curl} == found ]] || found=false
  [[ -z ${endpoint_shown} ]] || endpoint="\"${endpoint_shown}\""
  REPLY="{\"segments\":${#SEGMENTS[@]},\"traces_lines\":${lines_traces},\"traces_bytes\":${bytes_traces}"
  REPLY+=",\"side_lines\":${lines_side},\"side_bytes\":${bytes_side},\"sent_lines\":${lines_sent},\"sent_bytes\":${bytes_sent}"
  REPLY+=",\"unsent_lines\":$((lines_traces + lines_side - lines_sent))"
  REPLY+=",\"unsent_bytes\":$((bytes_traces + bytes_side - bytes_sent)),\"refused\":${refused},\"lost\":${SEGMENTS_LOST}"
  REPLY+=",\"archived\":${archived},\"endpoint\":${endpoint},\"curl\":${found}}"
}

# Sets REPLY to the number of files that were put away. Fails when it was refused.
telemetry_archived() {
  local part='' status=0 found=0 names=()
  for part in traces side; do
    status=0
    paths_folder "telemetry/archive/${part}" || status=$?
    [[ ${status} -ne 2 ]] || return 1
    [[ ${status} -eq 0 ]] || continue
    set +f
    shopt -s nullglob
    names=("${STORE_DIR}/telemetry/archive/${part}"/*.jsonl)
    shopt -u nullglob
    set -f
    found=$((found + ${#names[@]}))
  done
  REPLY=${found}
}
