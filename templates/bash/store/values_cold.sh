# values_cold: values that hot operations seldom get, and what is wrong with a value.

# Fails, with WORD as it may be shown and the REASON in REPLY.
values_wrong() {
  text_show "$1" 80
  REPLY="\"${REPLY}\"$2"
  return 1
}

# Nanoseconds in one or more N(ms|s|m|h|d), or in a bare number of seconds; at most 3650d.
values_duration() {
  values_span "$1" || values_wrong "$1" ' is not a duration like 90s or 1h30m'
}

values_span() {
  local rest=$1 total=0 number='' unit=0 most=315360000000000000
  if values_whole "${rest}"; then
    [[ ${REPLY} -ge 0 && ${REPLY} -le 315360000 ]] || return 1
    REPLY=$((REPLY * 1000000000))
    return 0
  fi
  while [[ -n ${rest} ]]; do
    number=${rest%%[!0-9]*}
    rest=${rest#"${number}"}
    values_whole "${number}" || return 1
    case ${rest} in
      ms*) unit=1000000 rest=${rest#ms} ;;
      s*) unit=1000000000 rest=${rest#s} ;;
      m*) unit=60000000000 rest=${rest#m} ;;
      h*) unit=3600000000000 rest=${rest#h} ;;
      d*) unit=86400000000000 rest=${rest#d} ;;
      *) return 1 ;;
    esac
    [[ ${number} -le $((most / unit)) ]] || return 1
    total=$((total + number * unit))
    [[ ${total} -le ${most} ]] || return 1
  done
  [[ -n $1 ]] || return 1
  REPLY=${total}
}

# A point in time: WORD NOW PAST. A duration counts from NOW (ns), back when PAST is true; never before 1970.
values_time() {
  if values_span "$1"; then
    if [[ $3 != true ]]; then
      REPLY=$(($2 + REPLY))
    elif [[ ${REPLY} -le $2 ]]; then
      REPLY=$(($2 - REPLY))
    else
      REPLY=0
    fi
    return 0
  fi
  case $1 in
    @*)
      if values_whole "${1#@}" && [[ ${REPLY} -ge 0 && ${REPLY} -le 9223372036 ]]; then
        REPLY=$((REPLY * 1000000000))
        [[ ${REPLY} -lt 0 ]] || return 0
      fi
      ;;
    *) ! values_date "$1" || return 0 ;;
  esac
  values_wrong "$1" ' is not a time like 2026-01-31T12:00:00Z, @SECONDS or 90s'
}

values_date() {
  local digits='[0-9][0-9]' fraction='' year='' month='' day='' last='' days=''
  # shellcheck disable=SC2053 # the right side is a pattern
  [[ $1 == ${digits}${digits}-${digits}-${digits}T${digits}:${digits}:${digits}*Z ]] || return 1
  fraction=${1:19}
  fraction=${fraction%Z}
  case ${fraction} in
    '') ;;
    . | .*[!0-9]* | [!.]* | ???????????*) return 1 ;;
    *) fraction=${fraction#.} ;;
  esac
  # 10# because a leading zero means octal.
  year=$((10#${1:0:4})) month=$((10#${1:5:2})) day=$((10#${1:8:2}))
  case ${month} in
    1 | 3 | 5 | 7 | 8 | 10 | 12) last=31 ;;
    4 | 6 | 9 | 11) last=30 ;;
    2)
      last=28
      if [[ $((year % 4)) -eq 0 ]] && [[ $((year % 100)) -ne 0 || $((year % 400)) -eq 0 ]]; then
        last=29
      fi
      ;;
    *) return 1 ;;
  esac
  [[ ${year} -ge 1970 && ${year} -le 2262 && ${day} -ge 1 && ${day} -le ${last} ]] || return 1
  [[ $((10#${1:11:2})) -lt 24 && $((10#${1:14:2})) -lt 60 && $((10#${1:17:2})) -lt 60 ]] || return 1
  # Days by the calendar that begins its years in March, so that the leap day comes last.
  days=$(((153 * ((month + 9) % 12) + 2) / 5 + day - 1))
  [[ ${month} -gt 2 ]] || year=$((year - 1))
  days=$((year * 365 + year / 4 - year / 100 + year / 400 + days - 719468))
  fraction+='000000000'
  REPLY=$((((days * 24 + 10#${1:11:2}) * 60 + 10#${1:14:2}) * 60 + 10#${1:17:2}))
  REPLY=$((REPLY * 1000000000 + 10#${fraction:0:9}))
  [[ ${REPLY} -ge 0 ]]
}

# Units of 10**-SCALE in a number with at most SCALE decimals: WORD SCALE.
values_decimal() {
  local head=${1%%.*} tail='' zeros='000000000000000000'
  if values_decimal_form "$1" "$2" "${head}"; then
    [[ $1 != *.* ]] || tail=${1#*.}
    tail="${tail}${zeros}"
    REPLY=$((10#${head#-}${tail:0:$2}))
    [[ ${head} != -* ]] || REPLY=$((-REPLY))
    return 0
  fi
  tail=s
  [[ $2 -ne 1 ]] || tail=''
  values_wrong "$1" " is not a number with at most $2 decimal${tail}"
}

values_decimal_form() {
  local tail=${1#*.}
  [[ $3 == -0 ]] || values_whole "$3" || return 1
  [[ $((${#3} + $2)) -le 19 ]] || return 1
  [[ $1 == *.* ]] || return 0
  case ${tail} in
    '' | *[!0-9]*) return 1 ;;
    *) [[ ${#tail} -le $2 ]] ;;
  esac
}
