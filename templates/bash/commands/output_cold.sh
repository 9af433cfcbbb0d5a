# output_cold: answers that go to a file, which has the old content or the new one at any time.

# Refuses an empty name.
output_named() {
  [[ -n ${words_output} || ${words_given} != *' --output '* ]] || words_empty --output
}

# Writes the reply of an OPERATION (with _ for -) to `words_output`, or refuses and leaves that as it was.
output_write() {
  local folder=./ place='' shown=''
  [[ ${words_output} != */* ]] || folder=${words_output%/*}/
  text_show "${words_output}" 80
  shown="--output: \"${REPLY}\""
  output_check || output_failed || return 1
  answers_lines=()
  answers_values "$1"
  if output_fill "${answers_lines[0]}"; then
    ! command mv -f -- "${place}" "${words_output}" 2>/dev/null || return 0
    command rm -f -- "${place}" 2>/dev/null || :
  fi
  transaction_refuse 10 "${shown} could not be written: no space left or write error" || output_failed
}

# Nothing was written, so the span counts nothing. Fails.
output_failed() {
  r_metric_count=''
  return 1
}

# Refuses what is there and is no regular file, and folders that cannot be written to.
output_check() {
  if [[ -L ${words_output} ]]; then
    transaction_refuse 5 "${shown} is a symbolic link"
  elif [[ -z ${words_output##*/} || (-e ${words_output} && ! -f ${words_output}) ]]; then
    transaction_refuse 5 "${shown} is not a regular file"
  elif [[ ! -d ${folder} ]]; then
    transaction_refuse 6 "${shown} is in a folder that is not there"
  elif [[ ! -w ${folder} || ! -x ${folder} ]]; then
    transaction_refuse 5 "${shown}: permission denied"
  else
    output_outside
  fi
}

# Refuses a file among those of the store.
output_outside() {
  local real='' store=''
  real=$(exec 9>&- && command cd -P -- "${folder}" && pwd -P)
  store=$(exec 9>&- && command cd -P -- "${STORE_DIR}" && pwd -P)
  [[ ${real%/}/ != "${store%/}/"* ]] || transaction_refuse 5 "${shown} is in the data directory"
}

# Sets `place` of the caller to a new file in `folder` that has TEXT as its lines; or fails, and there is none.
output_fill() {
  local number=0 status=1
  umask 022
  set -C # only what is not there is opened
  while [[ ${number} -lt 100 && ${status} -ne 0 ]]; do
    place=${folder}.swarmsh-$$-${number} number=$((number + 1))
    [[ ! -e ${place} && ! -L ${place} ]] || continue
    { : >"${place}"; } 2>/dev/null && status=0
    [[ ${status} -eq 0 || -e ${place} || -L ${place} ]] || break
  done
  set +C
  umask 077
  [[ ${FORM_SHARED} != true ]] || umask 007
  [[ ${status} -eq 0 ]] || return 1
  { printf '%s\n' "$1" >>"${place}"; } 2>/dev/null && return 0
  command rm -f -- "${place}" 2>/dev/null || :
  return 1
}
