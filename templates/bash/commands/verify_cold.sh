# verify_cold: whether this file is as it was generated.

# The header's last line has the digest of everything but the header, which is lines 2 to 7.
verify_file() {
  local line='' count=0 stated='' found=''
  commands_read --verify 0 "$@" || return
  while [[ ${count} -lt 6 ]] && IFS= read -r line; do
    count=$((count + 1))
    [[ ${line} != '# body sha256: '* ]] || stated=${line#*: }
  done <"${PRELUDE_SCRIPT}"
  found=$(
    {
      IFS= read -r line
      printf '%s\n' "${line}"
      for count in 2 3 4 5 6 7; do
        IFS= read -r line
      done
      cat
    } <"${PRELUDE_SCRIPT}" | sha256sum 2>/dev/null
  )
  found=${found%% *}
  if [[ ${#found} -ne 64 ]]; then
    printf '%s: --verify: there is no sha256sum (internal)\n' "${PROGRAM}" >&2
    return 1
  elif [[ ${found} != "${stated}" ]]; then
    printf '%s: --verify: %s is not as it was generated (problem)\n' "${PROGRAM}" "${PRELUDE_SCRIPT}" >&2
    return 11
  fi
  answers_plain "${PRELUDE_SCRIPT} is as it was generated"
}
