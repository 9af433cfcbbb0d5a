# links_cold: walking through lists.

walk_at='' walk_left=0 walk_owner='' walk_depth='' # a walk through a list
walk_priorities='' walk_cursors=()                 # a walk through a queue: the next record of each class
walk_stack=() walk_depths=() walk_seen=,           # a walk through a tree: records to come, the last ones first

# Walks through the records of a KIND by number, from the one after `walk_at`; sets REPLY to one, or to nothing.
walk_every() {
  REPLY=''
  [[ ${walk_at} -lt ${TX_COUNT[$1]} ]] || return 0
  walk_at=$((walk_at + 1))
  transaction_load "$1" "${walk_at}"
}
