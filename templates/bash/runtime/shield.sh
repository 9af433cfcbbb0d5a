# shield: keeps the host script and the library apart, and says what is wrong with a call.

# Runs an internal function with the arguments given, whatever the host has set: errexit, nounset, noglob, traces,
# inherited traps, nocasematch, the locale. Everything is as before afterwards. Returns 0, or 2 after a refused
# argument when SWARMSH_TELEMETRY_STRICT=1.
_swarmsh_shield() {
  [[ ${TELEMETRY_ENABLED-} != false ]] || return 0
  local __options=$- __nocasematch=no __refused=no __reply=''
  case $- in
    *x*) { set +x; } 2>/dev/null ;;
    *) ;;
  esac
  set +aefuvET
  if shopt -q nocasematch; then
    __nocasematch=yes
    shopt -u nocasematch
  fi
  # Restoring a locale that is not installed makes bash warn each time, so the locale is left alone where it does no harm.
  _swarmsh_shield_bytes || local LC_ALL=C 2>/dev/null || :
  "$@" || :
  if [[ ${__nocasematch} == yes ]]; then
    shopt -s nocasematch
  fi
  if [[ ${__refused} == yes && ${SWARMSH_TELEMETRY_STRICT-} == 1 ]]; then
    __refused=2
  else
    __refused=0
  fi
  __options=${__options//[!aefuvxET]/}
  if [[ -n ${__options} ]]; then
    set "-${__options}"
  fi
  return "${__refused}"
}

# True where the locale already takes text as bytes in the order of their values.
_swarmsh_shield_bytes() {
  local __sample=$'\303\251'
  # shellcheck disable=SC2050 # whether this is constant is the question
  [[ ${#__sample} -eq 2 && B != [a-c] && B < a ]]
}

# Reports that an argument was refused, with the place of the call in the host script: REASON.
_swarmsh_shield_refuse() {
  local __depth=1
  __refused=yes
  while [[ ${FUNCNAME[__depth]-} == _swarmsh_* ]]; do
    __depth=$((__depth + 1))
  done
  printf '%s:%s: %s: %s\n' "${BASH_SOURCE[__depth + 1]-bash}" "${BASH_LINENO[__depth]-0}" \
    "${FUNCNAME[__depth]-}" "$1" >&2 || :
}

# Warns once per process about one thing: ID MESSAGE.
_swarmsh_shield_warn() {
  case ${_swarmsh_said} in
    *" $1 "*) ;;
    *)
      _swarmsh_said+="$1 "
      printf 'swarmsh: %s\n' "$2" >&2 || :
      ;;
  esac
}
