# links_cold: walking through lists.

walk_at='' walk_left=0 walk_owner='' walk_depth='' # a walk through a list
walk_priorities='' walk_cursors=()                 # a walk through a queue: the next record of each class
walk_stack=() walk_depths=() walk_seen=,           # a walk through a tree: records to come, the last ones first

walk_archived='' # whether a walk through a kind shows what was put away

# Walks through the records of a KIND by number, from the one after `walk_at`; sets REPLY to one, or to nothing. Leaves those
# out that were put away, unless `walk_archived` is true.
walk_every() {
  while [[ ${walk_at} -lt ${TX_COUNT[$1]} ]]; do
    walk_at=$((walk_at + 1))
    if [[ ${walk_archived} != true ]]; then
      ! shelf_away "$1" "${walk_at}" || continue
      [[ -z ${TX_EXIT} ]] || return 1
    fi
    transaction_load "$1" "${walk_at}"
    return
  done
  REPLY=''
}
