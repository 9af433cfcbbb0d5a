# values: what callers may give. Each function sets REPLY to the value, or fails with what is wrong with it in REPLY.

# Takes -?(0|[1-9][0-9]{0,18}) of at most 64 bits; the reason of a failure is not told.
values_whole() {
  local digits=${1#-} most=9223372036854775807
  REPLY=''
  case ${digits} in
    0) ;;
    '' | 0* | *[!0-9]* | ????????????????????*) return 1 ;;
    ???????????????????)
      [[ $1 != -* ]] || most=9223372036854775808
      # shellcheck disable=SC2071 # of equal length, so the order of the texts is that of the numbers
      [[ ! ${digits} > ${most} ]] || return 1
      ;;
    *) ;;
  esac
  [[ $1 == -0 ]] || REPLY=$1
  REPLY=${REPLY:-0}
}

# An identifier: WORD.
values_identifier() {
  if values_is_identifier "$1"; then
    REPLY=$1
  else
    cold_start
    values_wrong "$1" ' is not an identifier (1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit)'
  fi
}

values_is_identifier() {
  case $1 in
    [!A-Za-z0-9]* | '' | *[!A-Za-z0-9._-]*) return 1 ;;
    *) [[ ${#1} -le 64 ]] ;;
  esac
}
