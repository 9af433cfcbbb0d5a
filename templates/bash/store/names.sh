# names: numbers in files of 24 bytes: which record has an own id, which entry an idempotency key made.

# Sets REPLY to the record of a KIND with this ID, or to nothing. Fails when it was refused.
names_find() {
  local prefix=PREFIX_$1 number='' own='' ref=''
  REPLY=${TX_NAMES["$1.$2"]-}
  [[ -z ${REPLY} ]] || return 0
  if names_made "${!prefix}" "$2"; then
    number=${2#*-}
    [[ ${#number} -lt 19 && ${number} -le ${TX_COUNT[$1]} ]] || return 0
  else
    paths_named "ids/$1" "$2"
    own=${REPLY}
    names_read "${own}" || return
    number=${REPLY}
    [[ -n ${number} ]] || return 0
    if [[ ${number} -gt ${TX_COUNT[$1]} ]]; then
      transaction_damaged "${own}"
      return 1
    fi
  fi
  transaction_load "$1" "${number}" || return 1
  ref="f_$1[${REPLY} + $1_ID]"
  [[ ${!ref} != "\"$2\"" ]] || return 0
  REPLY=''
  [[ -z ${own} ]] || transaction_damaged "${own}"
}

# True for the made-up ids of kinds with this PREFIX, like w-7.
names_made() {
  case $2 in
    "$1-"[1-9]*) [[ -n $1 && ${2#*-} != *[!0-9]* && ${#2} -le $((${#1} + 20)) ]] ;;
    *) return 1 ;;
  esac
}

# Sets REPLY to the number in a PATH, at least 1, or to nothing when there is no file. Fails when it was refused.
names_read() {
  local status=0
  REPLY=''
  slots_read "$1" 24 || status=$?
  [[ ${status} -ne 1 ]] || return 0
  [[ ${status} -eq 0 ]] || return 1
  REPLY=${SLOTS_LINE%%[!0-9]*}
  case ${REPLY}:${SLOTS_LINE:${#REPLY}} in
    0* | :* | ???????????????????*:* | *:?*) transaction_damaged "$1" ;;
    *) ;;
  esac
}
