# shelf_rest: what is put away, for commands that write the store or its journal anew.

# Makes folders for the shards of the entry, and does as shelf_apply.
shelf_remade() {
  local path=''
  for path in "${SHELF_SLOTS[@]}"; do
    shelf_shard "${path}"
    mkdir -p -- "${STORE_DIR}/${REPLY%/*}" 2>/dev/null || return 1
  done
  shelf_apply
}
