# journal_warm: files that an entry changes besides slots of records.

# Adds a file to what the entry changes: PATH SIZE LINE.
journal_put() {
  local place=${#JOURNAL_PATHS[@]}
  JOURNAL_PATHS[place]=$1
  JOURNAL_SIZES[place]=$2
  JOURNAL_LINES[place]=$3
  JOURNAL_NEW+=("$1")
}
