# clock: nanoseconds since 1970, UTC.

# Sets REPLY to SWARMSH_NOW_NS, else to the clock in the finest resolution that this bash has without another program;
# only 4.0 and 4.1 have no clock of their own.
clock_now() {
  local seconds='' fraction=''
  if [[ -n ${SWARMSH_NOW_NS-} ]]; then
    ! values_whole "${SWARMSH_NOW_NS}" || [[ ${REPLY} == -* ]] || return 0
  fi
  if [[ ${PRELUDE_VERSION} -ge 500 ]]; then
    seconds=${EPOCHREALTIME-}
    fraction=${seconds#*[.,]} # the locale chooses the separator
    seconds=${seconds%%[.,]*}
  fi
  case ${seconds}:${fraction} in
    *[!0-9]*:* | *:*[!0-9]* | :* | *:) seconds='' fraction='' ;;
    *) ;;
  esac
  if [[ -z ${seconds} && ${PRELUDE_VERSION} -ge 402 ]]; then
    printf -v seconds '%(%s)T' -1
  elif [[ -z ${seconds} ]]; then
    seconds=$(command date +%s 2>/dev/null 9>&-)
  fi
  case ${seconds} in
    *[!0-9]*) REPLY=0 ;;
    [1-9]*) fraction+='000000000' REPLY=${seconds}${fraction:0:9} ;;
    *) REPLY=0 ;; # no clock at all
  esac
}
