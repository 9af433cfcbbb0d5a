# links: lists of records.

# Refuses a list that is longer than its owner counts, which would be walked for ever: LEFT KIND NUMBER.
links_bounded() {
  [[ $1 -lt 0 ]] || return 0
  paths_slot "$2" "$3"
  transaction_damaged "${REPLY}"
  return 1
}

# Sets REPLY to NUMBERS, each followed by a comma, in ascending order.
links_sort() {
  local rest=$1 before='' each='' last=0
  REPLY=''
  while [[ -n ${rest} ]]; do
    each=${rest%%,*}
    rest=${rest#*,}
    if [[ ${each} -gt ${last} ]]; then
      REPLY+=${each},
      last=${each}
      continue
    fi
    before=''
    while [[ -n ${REPLY} && ${REPLY%%,*} -lt ${each} ]]; do
      before+=${REPLY%%,*},
      REPLY=${REPLY#*,}
    done
    REPLY=${before}${each},${REPLY}
  done
}
