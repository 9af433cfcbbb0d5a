#!/usr/bin/env bash
# For systemd, or a terminal: does one item after the other until it is asked to end.
#
#     loop.sh AGENT
set -u

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd) || exit 1
coordinator=${COORDINATOR:-${here}/../../generated/bash/atomic.sh}
export AGENT_ID=${1:?name the agent} COORDINATOR=${coordinator}
running=''
asked=''

# TERM and INT go on to `run`, which stops its job and hands the item back.
# shellcheck disable=SC2329 # a trap calls it
stop() {
  asked=yes
  [[ -z ${running} ]] || kill -TERM "${running}" 2>/dev/null
}
trap stop INT TERM HUP

"${coordinator}" register "${AGENT_ID}" >/dev/null || exit
while [[ -z ${asked} ]]; do
  "${coordinator}" run --next --wait "${WAIT:-30s}" --grace "${GRACE:-10s}" -- "${here}/job.sh" &
  running=$!
  status=129
  while [[ ${status} -gt 128 ]] && kill -0 "${running}" 2>/dev/null; do
    wait "${running}" # a signal ends the waiting, not the job
    status=$?
  done
  running=''
  if [[ ${status} -eq 125 && -z ${asked} ]]; then # there is nothing to do, or it cannot be done; the message says which
    sleep "${PAUSE:-1}" &
    wait "$!"
  fi
done
exit 0
