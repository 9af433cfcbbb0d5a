# paths: where things lie in a data directory. Every path is relative to STORE_DIR.

STORE_DIR=${SWARMSH_DATA_DIR:-./data}
declare -A PATHS_KNOWN # folders that were found to be folders, on a way without symbolic links
PATHS_KNOWN[state]=1   # what lies in the data directory itself

# Sets REPLY to FOLDER/SHARD/NAME for an identifier: the file with its number. Capitals are encoded, so that no disk
# confuses two, whatever it thinks of capitals.
paths_named() {
  local rest=$2 head='' name='' shard=''
  while [[ ${rest} == *[A-Z]* ]]; do
    head=${rest%%[A-Z]*}
    shard=${rest:${#head}:1}
    name+=${head}+${shard,,}
    rest=${rest:${#head}+1}
  done
  name+=${rest}
  shard=${name}
  [[ ${#name} -le 2 ]] || shard=${name:${#name}-2}
  REPLY=$1/${shard//./_}/${name}
}

# True when FOLDER, of at most three names, is there. Fails with 1 when it is missing, with 2 (refused) when something on
# the way is a symbolic link or no folder.
paths_folder() {
  if [[ -d ${STORE_DIR}/$1 && -x ${STORE_DIR}/$1 && ! -L ${STORE_DIR}/$1 && ! -L ${STORE_DIR}/${1%/*} && ! -L ${STORE_DIR}/${1%%/*} ]]; then
    PATHS_KNOWN[$1]=1
    return 0
  fi
  local part=$1
  while :; do
    if [[ -L ${STORE_DIR}/${part} ]] || [[ -e ${STORE_DIR}/${part} && ! -d ${STORE_DIR}/${part} ]]; then
      cold_start
      paths_refuse "${part}" 'a folder'
      return 2
    elif [[ -d ${STORE_DIR}/${part} && ! -x ${STORE_DIR}/${part} ]]; then
      paths_closed "${part}" || return 2
    fi
    [[ ${part} == */* ]] || return 1
    part=${part%/*}
  done
}

# Refuses a PATH that the caller may not open.
paths_closed() {
  transaction_refuse 5 "${STORE_DIR}/$1: permission denied"
}

# Refuses a PATH that is there and could not be opened.
paths_unread() {
  [[ -r ${STORE_DIR}/$1 ]] || paths_closed "$1" || return 1
  transaction_storage
}

# True when FILE is a regular file. Fails with 1 when it is missing, with 2 (refused) when it is something else.
paths_file() {
  [[ ! -f ${STORE_DIR}/$1 || -L ${STORE_DIR}/$1 ]] || return 0
  [[ -e ${STORE_DIR}/$1 || -L ${STORE_DIR}/$1 ]] || return 1
  cold_start
  paths_refuse "$1" 'a regular file'
  return 2
}
