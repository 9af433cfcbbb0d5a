# clock: nanoseconds since 1970, UTC.

# Sets REPLY to SWARMSH_NOW_NS, else to the clock in the finest resolution that this bash has without another program.
clock_now() {
  if [[ -n ${SWARMSH_NOW_NS-} ]] && values_whole "${SWARMSH_NOW_NS}" && [[ ${REPLY} != -* ]]; then
    return 0
  fi
  REPLY=''
  [[ ${PRELUDE_VERSION} -lt 500 ]] || REPLY=${EPOCHREALTIME-}
  case ${REPLY} in
    [1-9]*[.,][0-9][0-9][0-9][0-9][0-9][0-9]) REPLY=${REPLY%[.,]*}${REPLY#*[.,]}000 ;; # the locale chooses the separator
    *)
      # Only 4.0 and 4.1 have no clock of their own.
      if [[ ${PRELUDE_VERSION} -ge 402 ]]; then
        printf -v REPLY '%(%s)T' -1
      else
        REPLY=$(command date +%s 2>/dev/null 9>&-)
      fi
      REPLY+='000000000'
      ;;
  esac
  case ${REPLY} in
    0* | *[!0-9]*) REPLY=0 ;; # no clock at all
    *) ;;
  esac
}
