# shelf_rest: what is put away, in a store that is made anew.

# Makes folders for the shards of the entry, and does as shelf_apply.
shelf_remade() {
  local path=''
  for path in "${SHELF_SLOTS[@]}"; do
    shelf_shard "${path}"
    mkdir -p -- "${STORE_DIR}/${REPLY%/*}" 2>/dev/null || return 1
  done
  shelf_apply
}
