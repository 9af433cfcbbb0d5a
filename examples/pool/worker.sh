#!/usr/bin/env bash
# A worker: takes items and does them until nobody holds any and nothing can be taken.
#
#     worker.sh AGENT
set -u

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd) || exit 1
coordinator=${COORDINATOR:-${here}/../../generated/bash/atomic.sh}
export AGENT_ID=${1:?name the agent}

# Whether somebody holds an item, so that there may be more to do when it is done.
somebody_works() {
  local status held
  for status in claimed in_progress; do
    held=$("${coordinator}" list --status "${status}" --limit 1 --print id) || exit
    [[ -z ${held} ]] || return 0
  done
  return 1
}

# Does one item: runs its command, and says how it went.
work() {
  local id=$1 fence=$2 attempt=$3 command
  command=$("${coordinator}" show "${id}" --print details) || return
  "${coordinator}" progress "${id}" 0 --fence "${fence}" >/dev/null || return
  if ITEM=${id} ATTEMPT=${attempt} bash -c "${command}"; then
    "${coordinator}" complete "${id}" --fence "${fence}" >/dev/null
  else
    "${coordinator}" complete "${id}" failed --result "exit ${?}" --fence "${fence}" >/dev/null
  fi
}

"${coordinator}" register "${AGENT_ID}" >/dev/null || exit
while true; do
  claimed=$("${coordinator}" claim --next --wait 1s --print id,fence,attempt 2>/dev/null)
  case $? in
    0)
      IFS=$'\t' read -r id fence attempt <<<"${claimed}"
      work "${id}" "${fence}" "${attempt}" || exit
      ;;
    7) somebody_works || break ;;
    *) exit 1 ;;
  esac
done
