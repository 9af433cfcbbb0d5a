# trail_cold: where the segments of the journal lie.

# Sets REPLY to the path of segment NUMBER, where it was made or where it was put away. It is only ever moved one way.
trail_path() {
  local away=''
  printf -v REPLY 'journal/%06d.jsonl' "$1"
  [[ ! -e ${STORE_DIR}/${REPLY} && ! -L ${STORE_DIR}/${REPLY} ]] || return 0
  printf -v away 'journal/archive/%06d.jsonl' "$1"
  [[ ! -e ${STORE_DIR}/${away} && ! -L ${STORE_DIR}/${away} ]] || REPLY=${away}
}
