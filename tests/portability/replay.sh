#!/usr/bin/env bash
# Runs transcripts with this bash and compares: exit codes, both outputs, and every byte of the data directory.
#
#     replay.sh GENERATED TRANSCRIPTS [NAME]...
#
# GENERATED is the folder with atomic.sh and swarmsh-telemetry.sh, TRANSCRIPTS what `python -m tests.portability.transcripts`
# wrote; only cases with a NAME if there is any. Needs bash 4.0, flock, cmp and diff (busybox has them); no Python.
set -u
LC_ALL=C

# Runs one program and compares: EXIT PROGRAM [NAME=VALUE]... -- [WORD]...; the program is coordinator, or a script of the
# case, which finds the telemetry library in $LIBRARY.
call() {
  local wanted=$1 program=$2 variables=() input=/dev/null status=0
  shift 2
  while [[ $1 != -- ]]; do
    variables+=("$1")
    shift
  done
  shift
  number=$((number + 1))
  [[ ! -f ${case}/${number}.in ]] || input=${case}/${number}.in
  case ${program} in
    coordinator) set -- "${generated}/atomic.sh" "$@" ;;
    *) set -- "${case}/${program}" "$@" ;;
  esac
  (cd "${work}" && exec env -i "PATH=${PATH}" "SHELL=${BASH}" LC_ALL=C "LIBRARY=${generated}/swarmsh-telemetry.sh" \
    ${variables[@]+"${variables[@]}"} "${BASH}" "$@") <"${input}" >"${work}/out" 2>"${work}/err" || status=$?
  [[ ${status} -eq ${wanted} ]] || wrong "invocation ${number}: exit ${status}, not ${wanted}"
  same out
  same err
}

# Compares an output with what is expected of it.
same() {
  local expected=${case}/${number}.$1
  [[ -f ${expected} ]] || expected=/dev/null
  cmp -s "${expected}" "${work}/$1" || {
    wrong "invocation ${number}: another std$1"
    diff -u "${expected}" "${work}/$1" | head -n 20
  }
}

wrong() {
  printf '%s: %s\n' "${case##*/}" "$1"
  differences=$((differences + 1))
}

# Compares the data directory with what is expected; the reserve is random.
same_data() {
  rm -f "${work}/data/reserve"
  if [[ ! -d ${case}/data || ! -d ${work}/data ]]; then
    [[ ! -e ${case}/data && ! -e ${work}/data ]] || wrong 'a data directory that should be there, or should not'
  elif ! diff -r "${case}/data" "${work}/data" >"${work}/out"; then
    wrong 'other bytes on disk'
    head -n 20 "${work}/out"
  fi
}

[[ $# -ge 2 && -f $1/atomic.sh && -d $2 ]] || {
  printf 'usage: replay.sh GENERATED TRANSCRIPTS [NAME]...\n' >&2
  exit 2
}
generated=$(cd "$1" && pwd) || exit
transcripts=$(cd "$2" && pwd) || exit
shift 2
umask 077
work=${TMPDIR:-/tmp}/replay.$$
differences=0 cases=0 calls=0
for case in "${transcripts}"/*; do
  [[ $# -eq 0 || " $* " == *" ${case##*/} "* ]] || continue
  mkdir "${work}" || exit
  number=0
  # shellcheck source=/dev/null
  . "${case}/case.sh"
  same_data
  rm -rf "${work}"
  cases=$((cases + 1)) calls=$((calls + number))
done
printf 'bash %s: %s cases, %s invocations, %s differences\n' "${BASH_VERSION}" "${cases}" "${calls}" "${differences}"
[[ ${differences} -eq 0 && ${cases} -gt 0 ]]
