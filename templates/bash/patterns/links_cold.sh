# links_cold: walking through lists.

walk_at='' walk_left=0 walk_owner='' walk_depth='' # a walk through a list
walk_priorities='' walk_cursors=()                 # a walk through a queue: the next record of each class
walk_stack=() walk_depths=() walk_seen=,           # a walk through a tree: records to come, the last ones first

# Refuses a list that is longer than its owner counts, which would be walked for ever: LEFT KIND NUMBER.
links_bounded() {
  [[ $1 -lt 0 ]] || return 0
  paths_slot "$2" "$3"
  transaction_damaged "${REPLY}"
  return 1
}

# Sets REPLY to NUMBERS, each followed by a comma, in ascending order.
links_sort() {
  local rest=$1 before='' each=''
  REPLY=''
  while [[ -n ${rest} ]]; do
    each=${rest%%,*}
    rest=${rest#*,}
    before=''
    while [[ -n ${REPLY} && ${REPLY%%,*} -lt ${each} ]]; do
      before+=${REPLY%%,*},
      REPLY=${REPLY#*,}
    done
    REPLY=${before}${each},${REPLY}
  done
}

# Walks through the records of a KIND by number, from the one after `walk_at`; sets REPLY to one, or to nothing.
walk_every() {
  REPLY=''
  [[ ${walk_at} -lt ${TX_COUNT[$1]} ]] || return 0
  walk_at=$((walk_at + 1))
  transaction_load "$1" "${walk_at}" || return 1
  REPLY=${walk_at}
}
