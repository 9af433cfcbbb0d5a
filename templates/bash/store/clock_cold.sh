# clock_cold: times as people read them.

# Sets REPLY to NS as RFC 3339 in UTC with milliseconds, cut, not rounded.
clock_text_of() {
  local seconds=$(($1 / 1000000000)) millis=$(($1 / 1000000 % 1000)) days='' shifted='' era='' year='' of_year='' month=''
  days=$((seconds / 86400))
  seconds=$((seconds % 86400))
  # The calendar that begins its years in March, so that the leap day comes last.
  shifted=$((days + 719468))
  era=$((shifted / 146097))
  shifted=$((shifted % 146097))
  year=$(((shifted - shifted / 1460 + shifted / 36524 - shifted / 146096) / 365))
  of_year=$((shifted - (365 * year + year / 4 - year / 100)))
  month=$(((5 * of_year + 2) / 153))
  days=$((of_year - (153 * month + 2) / 5 + 1))
  year=$((year + era * 400))
  if [[ ${month} -lt 10 ]]; then
    month=$((month + 3))
  else
    month=$((month - 9))
    year=$((year + 1))
  fi
  printf -v REPLY '%04d-%02d-%02dT%02d:%02d:%02d.%03dZ' "${year}" "${month}" "${days}" "$((seconds / 3600))" \
    "$((seconds / 60 % 60))" "$((seconds % 60))" "${millis}"
}
