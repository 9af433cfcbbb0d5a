#!/usr/bin/env bash
# A job: `run` starts it for an item. What it prints, and how it ends, is up to it.
set -u

title=$("${COORDINATOR:?}" show "${SWARMSH_WORK_ID:?}" --print title) || exit
job=${JOBS:?names the folder of programs that items may name}/${title}
if [[ ! ${title} =~ ^[a-z0-9-]+$ || ! -x ${job} ]]; then
  # Trying again would not help: the item is set aside, and waits for somebody to look.
  "${COORDINATOR}" complete "${SWARMSH_WORK_ID}" blocked --fence "${SWARMSH_FENCE:?}" --result 'no such job' >/dev/null
  exit 0
fi
exec "${job}"
