# paths: where things lie in a data directory. Every path is relative to STORE_DIR.

STORE_DIR=${SWARMSH_DATA_DIR:-./data}
declare -A PATHS_KNOWN # folders that were found to be folders, on a way without symbolic links
PATHS_KNOWN[state]=1   # what lies in the data directory itself

# Sets REPLY to the slot of a record: KIND NUMBER.
paths_slot() {
  REPLY=records/$1/$(($2 / 1000))/$2
}

# Sets REPLY to an identifier as a file name that no disk confuses with another, whatever it thinks of capitals.
paths_name() {
  REPLY=$1
  [[ $1 == *[A-Z]* ]] || return 0
  local rest=$1 head='' capital=''
  REPLY=''
  while [[ ${rest} == *[A-Z]* ]]; do
    head=${rest%%[A-Z]*}
    capital=${rest:${#head}:1}
    REPLY+=${head}+${capital,,}
    rest=${rest:${#head}+1}
  done
  REPLY+=${rest}
}

# Sets REPLY to FOLDER/SHARD/NAME for an identifier: the file with its number.
paths_named() {
  local shard=''
  paths_name "$2"
  shard=${REPLY}
  [[ ${#shard} -le 2 ]] || shard=${shard:${#shard}-2}
  REPLY=$1/${shard//./_}/${REPLY}
}

# True when FOLDER is there. Fails with 1 when it is missing, with 2 (refused) when something on the way is a symbolic
# link or no folder.
paths_folder() {
  local part=$1
  [[ -z ${PATHS_KNOWN[$1]-} ]] || return 0
  while :; do
    if [[ -L ${STORE_DIR}/${part} ]]; then
      transaction_refuse 5 "${STORE_DIR}/${part} is a symbolic link"
      return 2
    elif [[ ! -d ${STORE_DIR}/${part} ]]; then
      [[ -e ${STORE_DIR}/${part} ]] || return 1
      transaction_refuse 5 "${STORE_DIR}/${part} is not a folder"
      return 2
    fi
    [[ ${part} == */* && -z ${PATHS_KNOWN[${part%/*}]-} ]] || break
    part=${part%/*}
  done
  part=$1
  while :; do
    PATHS_KNOWN[${part}]=1
    [[ ${part} == */* ]] || return 0
    part=${part%/*}
  done
}

# True when FILE (below folders already looked at) is a regular file. Fails with 1 when it is missing, with 2 (refused)
# when it is something else.
paths_file() {
  local path=${STORE_DIR}/$1
  [[ ! -f ${path} || -L ${path} ]] || return 0
  if [[ -L ${path} ]]; then
    transaction_refuse 5 "${path} is a symbolic link"
    return 2
  fi
  [[ -e ${path} ]] || return 1
  transaction_refuse 5 "${path} is not a regular file"
  return 2
}
