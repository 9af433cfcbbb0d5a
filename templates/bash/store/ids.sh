# ids: trace and span ids, never all zero.

IDS_WORDS=0 # random words drawn by this process
IDS_UUID=/proc/sys/kernel/random/uuid

# Sets REPLY to a new id of WORDS words of 16 hexadecimal digits: 2 for a trace, 1 for a span.
ids_new() {
  local high=''
  REPLY=''
  while [[ ${REPLY} != *[!0]* ]]; do
    ids_word
    if [[ $1 -eq 2 ]]; then
      high=${REPLY}
      ids_word
      REPLY=${high}${REPLY}
    fi
  done
}

# Sets REPLY to the next 64-bit word as hexadecimal digits. With SWARMSH_ID_SEED word k of the process is a function of
# seed + k; else it comes from SRANDOM, else from the kernel, else from what little differs between processes.
ids_word() {
  if [[ -n ${SWARMSH_ID_SEED-} ]] && values_whole "${SWARMSH_ID_SEED}"; then
    ids_splitmix "$((REPLY + IDS_WORDS))"
    IDS_WORDS=$((IDS_WORDS + 1))
  elif [[ ${PRELUDE_VERSION} -ge 501 && -n ${SRANDOM-} ]]; then
    printf -v REPLY '%08x%08x' "${SRANDOM}" "${SRANDOM}"
  elif { read -r REPLY <"${IDS_UUID}"; } 2>/dev/null && [[ ${#REPLY} -eq 36 ]]; then
    REPLY=${REPLY:0:8}${REPLY:9:4}${REPLY:32:4} # without the digits that tell version and variant
  else
    cold_start
    ids_guess
  fi
}

# Sets REPLY to the first output of SplitMix64 with this SEED, as hexadecimal digits. The constants are the usual ones
# as signed numbers; >> copies the sign, so each shift is masked.
ids_splitmix() {
  local word=$(($1 - 7046029254386353131))
  word=$(((word ^ ((word >> 30) & 0x3ffffffff)) * -4658895280553007687))
  word=$(((word ^ ((word >> 27) & 0x1fffffffff)) * -7723592293110705685))
  printf -v REPLY '%016x' "$((word ^ ((word >> 31) & 0x1ffffffff)))"
}
