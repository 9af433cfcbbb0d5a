# clock: nanoseconds since 1970, UTC.

# Sets __reply to SWARMSH_NOW_NS, else to the clock, in the finest resolution this bash has without another program;
# only 4.0 and 4.1 have no clock of their own.
_swarmsh_clock_now() {
  local __seconds='' __fraction=''
  if [[ -n ${SWARMSH_NOW_NS-} ]]; then
    if _swarmsh_values_integer "${SWARMSH_NOW_NS}" && [[ ${__reply} != -* ]]; then
      return 0
    fi
    _swarmsh_shield_warn now "SWARMSH_NOW_NS is not a number of nanoseconds; the clock is used"
  fi
  if [[ ${_swarmsh_version} -ge 500 ]]; then
    __seconds=${EPOCHREALTIME-}
    __fraction=${__seconds#*[.,]} # the locale chooses the separator
    __seconds=${__seconds%%[.,]*}
  fi
  case ${__seconds}:${__fraction} in
    *[!0-9]*:* | *:*[!0-9]* | :* | *:) __seconds='' __fraction='' ;;
    *) ;;
  esac
  if [[ -z ${__seconds} && ${_swarmsh_version} -ge 402 ]]; then
    printf -v __seconds '%(%s)T' -1
  elif [[ -z ${__seconds} ]]; then
    __seconds=$(command date +%s 2>/dev/null) || :
    [[ ${__seconds} != *[!0-9]* ]] || __seconds=''
  fi
  case ${__seconds} in
    [1-9]*) __fraction+='000000000' __reply=${__seconds}${__fraction:0:9} ;;
    *) __reply=0 ;; # no clock at all
  esac
}
