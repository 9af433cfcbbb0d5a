# due_cold: due times: a wheel of nine levels of 32 slots, each slot a list of records. A tick is 2**20 ns; a slot of one
# level spans all slots of the level below.

# Sets REPLY to the number of the bucket for a record that is due at TIME (ns): TIME CURSOR (a tick). TX_DUE comes down
# to TIME. To be called by the generated <kind>_<due>_enter.
due_place() {
  local tick=$(($1 >> 20)) level=0 shift=5
  [[ ${tick} -ge $2 ]] || tick=$2
  while [[ ${level} -lt 8 && $((tick >> shift)) -ne $(($2 >> shift)) ]]; do
    level=$((level + 1))
    shift=$((shift + 5))
  done
  if [[ $((tick >> shift)) -eq $(($2 >> shift)) ]]; then
    REPLY=$((level * 32 + (tick >> (5 * level) & 31) + 1))
  else
    REPLY=$((level * 32 + 32))
  fi
  [[ -n ${TX_DUE} && ${TX_DUE} -le $1 ]] || TX_DUE=$1
}

# Turns a wheel without records to now: from where it stood the first one would come down level by level. KIND WHEEL
# TURN, the generated function that turns it.
due_turn() {
  local level=0 ref="f_$1[$2 + $1_CURSOR]"
  [[ ${!ref} -ne $((TX_NOW >> 20)) ]] || return 0
  while [[ ${level} -lt 9 ]]; do
    ref="f_$1[$2 + $1_LEVEL_${level}]"
    [[ ${!ref} -eq 0 ]] || return 0
    level=$((level + 1))
  done
  "$3" "$2" "$((TX_NOW >> 20))"
}

# Moves what is due by one tick, which is committed; REPLY is then tick. Else REPLY is empty and TX_DUE the time at which
# to look again. Fails when it was refused.
due_advance() {
  local each='' row=() soonest='' moved='' bound=''
  for each in ${DUES[@]+"${DUES[@]}"}; do
    # shellcheck disable=SC2206 # kind, name, time, procedure, bucket, wheel
    row=(${each})
    due_advance_one "${row[@]}" || return 1
    if [[ -n ${moved} ]]; then
      due_commit "${moved}" || return 1
      REPLY=tick
      return 0
    fi
    [[ -z ${bound} || (-n ${soonest} && ${soonest} -le ${bound}) ]] || soonest=${bound}
  done
  TX_DUE=${soonest}
  REPLY=''
}

# Commits what a tick moved: NUMBER of records whose time had come.
due_commit() {
  local operation=${TX_OPERATION} agent=${TX_AGENT} subject=${TX_SUBJECT} status=0
  TX_OPERATION=tick TX_AGENT='' TX_SUBJECT=''
  commit_entry 0 || status=1
  TX_OPERATION=${operation} TX_AGENT=${agent} TX_SUBJECT=${subject}
  [[ ${status} -eq 0 ]] || return 1
  TX_DUE_COUNT=$((TX_DUE_COUNT + $1))
}

# Moves the records of one wheel: KIND NAME TIME PROCEDURE BUCKET WHEEL. Sets `moved` of the caller to their number, or
# to nothing and `bound` to the lower bound of its next due time.
due_advance_one() {
  local wheel='' bucket=0 start=0 ref='' each='' members=()
  moved='' bound=''
  transaction_load "$6" 1 || return 1
  wheel=${REPLY}
  due_soonest "$6" "${wheel}"
  [[ ${bucket} -ne 0 ]] || return 0
  if [[ $((start << 20)) -gt ${TX_NOW} ]]; then
    bound=$((start << 20))
    return 0
  fi
  due_members "$@" || return 1
  if [[ ${bucket} -gt 32 ]]; then
    ref="f_$6[${wheel} + $6_CURSOR]"
    [[ ${!ref} -ge ${start} ]] || "$1_$2_cursor" "${wheel}" "${start}"
    for each in ${members[@]+"${members[@]}"}; do
      transaction_load "$1" "${each}" || return 1
      each=${REPLY}
      "$1_$2_leave" "${each}" && "$1_$2_enter" "${each}" || return 1
    done
    moved=0
    return 0
  fi
  due_sort ${members[@]+"${members[@]}"}
  for each in ${members[@]+"${members[@]}"}; do
    transaction_load "$1" "${each}" || return 1
    each=${REPLY}
    "$1_$2_leave" "${each}" && "procedure_$4" "${each}" || return 1
  done
  [[ ${#members[@]} -eq 0 ]] || moved=${#members[@]}
}

# Sets `bucket` and `start` of the caller to the bucket that the wheel comes to first and its first tick: KIND WHEEL.
# The bucket is 0 when all are empty.
due_soonest() {
  local level=0 shift=0 ref="f_$1[$2 + $1_CURSOR]" cursor=0 slot=0 ahead=0 first=0
  cursor=${!ref}
  while [[ ${level} -lt 9 ]]; do
    ref="f_$1[$2 + $1_LEVEL_${level}]"
    slot=$((cursor >> shift & 31))
    ahead=$((${!ref} >> slot))
    if [[ ${ahead} -ne 0 ]]; then
      while [[ $((ahead & 1)) -eq 0 ]]; do
        ahead=$((ahead >> 1))
        slot=$((slot + 1))
      done
      first=$(((cursor >> (shift + 5) << (shift + 5)) + (slot << shift)))
      if [[ ${bucket} -eq 0 || ${first} -le ${start} ]]; then
        bucket=$((level * 32 + slot + 1)) start=${first}
      fi
    fi
    level=$((level + 1))
    shift=$((shift + 5))
  done
}

# Sets `members` of the caller to at most 32 members of `bucket`: of those beyond level 0 the first, of others the first
# whose time has come; then `bound` is the smallest time of those before that were not due.
due_members() {
  local ref='' member='' time='' seen=0
  transaction_load "$5" "${bucket}" || return 1
  ref="f_$5[${REPLY} + $5_HEAD]"
  member=${!ref}
  while [[ ${member} != null && ${#members[@]} -lt 32 ]]; do
    transaction_load "$1" "${member}" || return 1
    seen=$((seen + 1))
    ref="f_$1[${REPLY} + $1_${3^^}]"
    time=${!ref}
    ref="f_$1[${REPLY} + $1_${2^^}_BUCKET]"
    if [[ ${!ref} != "${bucket}" || ${time} == null || ${seen} -gt ${TX_COUNT[$1]} ]]; then
      transaction_damaged "records/$1/$((member / 1000))/${member}"
      return 1
    fi
    if [[ ${bucket} -gt 32 || ${time} -le ${TX_NOW} ]]; then
      members[${#members[@]}]=${member}
    elif [[ -z ${bound} || ${time} -lt ${bound} ]]; then
      bound=${time}
    fi
    ref="f_$1[${REPLY} + $1_${2^^}_NEXT]"
    member=${!ref}
  done
}

# Sorts the numbers into `members` of the caller.
due_sort() {
  local each='' place=0
  members=()
  for each in "$@"; do
    place=${#members[@]}
    while [[ ${place} -gt 0 ]] && [[ ${members[place - 1]} -gt ${each} ]]; do
      members[place]=${members[place - 1]}
      place=$((place - 1))
    done
    members[place]=${each}
  done
}
