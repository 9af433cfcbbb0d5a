# values_warm: values that few operations take.

# A whole number: WORD LOW HIGH.
values_integer() {
  if ! values_whole "$1"; then
    cold_start
    values_wrong "$1" ' is not a whole number'
  elif [[ ${REPLY} -lt $2 || ${REPLY} -gt $3 ]]; then
    REPLY+=" is not between $2 and $3"
    return 1
  fi
}

# A member of an enumeration, whatever the case of its letters: WORD MEMBER…
values_enum() {
  local word=$1 each='' members=''
  shift
  for each in "$@"; do
    REPLY=${each}
    [[ ${word} != "${each}" ]] || return 0
  done
  for each in "$@"; do
    REPLY=${each}
    [[ ${word,,} != "${each,,}" ]] || return 0
    members+=${members:+, }${each}
  done
  cold_start
  values_wrong "${word}" " is not one of ${members}"
}

# The token of a sorted set of identifiers: MOST WORD…
values_set() {
  local most=$1 each='' rest='' found='' count=0
  shift
  for each in "$@"; do
    values_identifier "${each}" || return 1
    [[ ,${found}, != *",\"${each}\","* ]] || continue
    count=$((count + 1))
    rest=${found} found=''
    # Insertion: everything smaller stays before the new one.
    while [[ -n ${rest} && ${rest%%,*} < "\"${each}\"" ]]; do
      found+=${found:+,}${rest%%,*}
      case ${rest} in
        *,*) rest=${rest#*,} ;;
        *) rest='' ;;
      esac
    done
    found+=${found:+,}\"${each}\"${rest:+,${rest}}
  done
  REPLY=[${found}]
  if [[ ${count} -gt ${most} ]]; then
    REPLY="more than ${most} values"
    return 1
  fi
}
