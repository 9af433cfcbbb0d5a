#!/usr/bin/env bash
# For cron: does at most MOST items (10), then ends. An item is a title that names a program in JOBS.
#
#     once.sh AGENT
set -u

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd) || exit 1
coordinator=${COORDINATOR:-${here}/../../generated/bash/atomic.sh}
export AGENT_ID=${1:?name the agent} COORDINATOR=${coordinator}

"${coordinator}" register "${AGENT_ID}" >/dev/null || exit
for ((done_ = 0; done_ < ${MOST:-10}; done_++)); do
  [[ -n $("${coordinator}" ready --agent "${AGENT_ID}" --limit 1 --print id) ]] || exit 0
  "${coordinator}" run --next -- "${here}/job.sh"
  status=$?
  case ${status} in
    124 | 125) exit 1 ;;                 # lost, or not started: somebody should look, and cron mails what was said
    129 | 130 | 143) exit "${status}" ;; # asked to end; the item was handed back
    *) ;;                                # a job that fails comes back by itself, after a while
  esac
done
