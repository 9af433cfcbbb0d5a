#!/usr/bin/env bash
# Puts a backlog in the store: items with the command that does them, and what they wait for.
set -u

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd) || exit 1
coordinator=${COORDINATOR:-${here}/../../generated/bash/atomic.sh}

# One item: its id, its command, and what it comes after.
item() {
  local id=$1 command=$2 before after=()
  shift 2
  for before in "$@"; do
    after+=(--after "${before}")
  done
  "${coordinator}" add "Do ${id}" --id "${id}" --details "${command}" ${after[@]+"${after[@]}"} --key "${id}" || exit
}

log="printf '%s\\n' \"\$ITEM\" >>\"\$POOL_LOG\""
for part in kernel shell editor; do
  item "fetch-${part}" "${log}"
  item "build-${part}" "${log}" "fetch-${part}"
done
item probe "[ \"\$ATTEMPT\" -gt 1 ] && ${log}" # fails when it is tried first
item test "${log}" build-kernel build-shell build-editor probe
item package "${log}" test
