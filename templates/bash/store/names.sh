# names: numbers in files of 24 bytes: which record has an own id, which entry an idempotency key made.

# Sets REPLY to the number of the record of a KIND with this ID, or to nothing. Fails when it was refused.
names_find() {
  local prefix=PREFIX_$1 number='' ref="TX_NAMES[$1.$2]"
  number=${!ref-}
  if [[ -n ${number} ]]; then
    REPLY=${number}
    return 0
  fi
  if names_made "${!prefix}" "$2"; then
    number=${2#*-}
    REPLY=''
    [[ ${#number} -lt 19 && ${number} -le ${TX_COUNT[$1]} ]] || return 0
    names_check "$1" "${number}" "$2" && return 0
    [[ -z ${TX_EXIT} ]] || return 1
    REPLY=''
    return 0
  fi
  paths_named "ids/$1" "$2"
  names_read "${REPLY}" || return
  [[ -n ${REPLY} ]] || return 0
  number=${REPLY}
  [[ ${number} -gt ${TX_COUNT[$1]} ]] || ! names_check "$1" "${number}" "$2" || return 0
  paths_named "ids/$1" "$2"
  [[ -n ${TX_EXIT} ]] || transaction_damaged "${REPLY}"
  return 1
}

# True, with NUMBER in REPLY, when that record of a KIND exists and has this ID.
names_check() {
  local ref="f_$1[$2_id]"
  transaction_load "$1" "$2" || return 1
  REPLY=$2
  [[ ${!ref} == "$3" ]]
}

# True for the made-up ids of kinds with this PREFIX, like w-7.
names_made() {
  [[ -n $1 && ${2%%-*} == "$1" && $2 == *-* ]] || return 1
  case ${2#*-} in
    '' | 0* | *[!0-9]* | ????????????????????*) return 1 ;;
    *) return 0 ;;
  esac
}

# Sets REPLY to the number in a PATH, at least 1, or to nothing when there is no file. Fails when it was refused.
names_read() {
  local status=0
  slots_read "$1" 24 || status=$?
  REPLY=''
  [[ ${status} -ne 1 ]] || return 0
  [[ ${status} -eq 0 ]] || return 1
  case ${#TOKENS[@]}:${TOKENS[0]-} in
    1:[1-9]*) REPLY=${TOKENS[0]} ;;
    *) ;;
  esac
  case ${REPLY} in
    '' | *[!0-9]* | ???????????????????*)
      transaction_damaged "$1"
      return 1
      ;;
    *) ;;
  esac
}
