# checkpoint: in which run of the machine a durable store was used last.

# True when that is the present one, or nobody knows.
checkpoint_same() {
  local stored='' boot=''
  { read -r boot <"${SWARMSH_BOOT_ID_FILE:-/proc/sys/kernel/random/boot_id}"; } 2>/dev/null || return 0
  [[ ! -f ${STORE_DIR}/checkpoint ]] || { read -r stored <"${STORE_DIR}/checkpoint"; } 2>/dev/null
  [[ ${stored} == "{\"boot\":${TAB}\"${boot}\"${TAB},"* ]]
}
