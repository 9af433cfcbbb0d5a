# ids: trace and span ids, never all zero.

# Sets __reply to a new trace id, 32 hexadecimal digits.
_swarmsh_ids_trace() {
  local __high=''
  __reply=''
  while [[ -z ${__reply//0/} ]]; do
    _swarmsh_ids_word
    __high=${__reply}
    _swarmsh_ids_word
    __reply=${__high}${__reply}
  done
}

# Sets __reply to a new span id, 16 hexadecimal digits.
_swarmsh_ids_span() {
  __reply=''
  while [[ -z ${__reply//0/} ]]; do
    _swarmsh_ids_word
  done
}

# Sets __reply to the next 64-bit word as hexadecimal digits. With SWARMSH_ID_SEED word k of the process is a function
# of seed + k; else it comes from SRANDOM, else from the kernel, else from what little differs between processes.
_swarmsh_ids_word() {
  local __number=${_swarmsh_words} __uuid=''
  _swarmsh_words=$((_swarmsh_words + 1))
  if [[ -n ${SWARMSH_ID_SEED-} ]]; then
    if _swarmsh_values_integer "${SWARMSH_ID_SEED}"; then
      _swarmsh_ids_splitmix "$((__reply + __number))"
      return 0
    fi
    _swarmsh_shield_warn seed "SWARMSH_ID_SEED is not a 64-bit integer; ids are random"
  fi
  if [[ ${_swarmsh_version} -ge 501 && -n ${SRANDOM-} ]]; then
    printf -v __reply '%08x%08x' "${SRANDOM}" "${SRANDOM}"
  elif { read -r __uuid <"${_swarmsh_uuid}"; } 2>/dev/null && [[ ${#__uuid} -eq 36 ]]; then
    __reply=${__uuid:0:8}${__uuid:9:4}${__uuid:32:4} # without the digits that tell version and variant
  else
    # Last resort: no kernel source of randomness. Unique across the processes of one machine, but can be guessed.
    _swarmsh_clock_now
    _swarmsh_ids_splitmix "$(((__reply << 8) ^ (BASHPID << 44) ^ (RANDOM << 29) ^ (RANDOM << 14) ^ __number))"
  fi
}

# Sets __reply to the first output of SplitMix64 with this SEED, as hexadecimal digits. The constants are the usual
# ones as signed numbers; >> copies the sign, so each shift is masked.
_swarmsh_ids_splitmix() {
  local __word=$(($1 - 7046029254386353131))
  __word=$(((__word ^ ((__word >> 30) & 0x3ffffffff)) * -4658895280553007687))
  __word=$(((__word ^ ((__word >> 27) & 0x1fffffffff)) * -7723592293110705685))
  printf -v __reply '%016x' "$((__word ^ ((__word >> 31) & 0x1ffffffff)))"
}
