# ids: trace and span ids, never all zero.

IDS_WORDS=0 # random words drawn by this process
IDS_UUID=/proc/sys/kernel/random/uuid

# Sets REPLY to a new trace id, 32 hexadecimal digits.
ids_trace() {
  local high=''
  REPLY=''
  while [[ ${REPLY} != *[!0]* ]]; do
    ids_word
    high=${REPLY}
    ids_word
    REPLY=${high}${REPLY}
  done
}

# Sets REPLY to a new span id, 16 hexadecimal digits.
ids_span() {
  REPLY=''
  while [[ ${REPLY} != *[!0]* ]]; do
    ids_word
  done
}

# Sets REPLY to the next 64-bit word as hexadecimal digits. With SWARMSH_ID_SEED word k of the process is a function of
# seed + k; else it comes from SRANDOM, else from the kernel, else from what little differs between processes.
ids_word() {
  local uuid=''
  if [[ -n ${SWARMSH_ID_SEED-} ]] && values_whole "${SWARMSH_ID_SEED}"; then
    ids_splitmix "$((REPLY + IDS_WORDS))"
    IDS_WORDS=$((IDS_WORDS + 1))
  elif [[ ${PRELUDE_VERSION} -ge 501 && -n ${SRANDOM-} ]]; then
    printf -v REPLY '%08x%08x' "${SRANDOM}" "${SRANDOM}"
  elif { read -r uuid <"${IDS_UUID}"; } 2>/dev/null && [[ ${#uuid} -eq 36 ]]; then
    REPLY=${uuid:0:8}${uuid:9:4}${uuid:32:4} # without the digits that tell version and variant
  else
    # Last resort: no kernel source of randomness. Unique across the processes of one machine, but can be guessed.
    clock_now
    ids_splitmix "$(((REPLY << 8) ^ (BASHPID << 44) ^ (RANDOM << 29) ^ (RANDOM << 14) ^ IDS_WORDS))"
    IDS_WORDS=$((IDS_WORDS + 1))
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
