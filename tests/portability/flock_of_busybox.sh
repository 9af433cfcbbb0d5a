#!/bin/sh
# A flock that knows -s, -x, -u and -n only, as busybox has it where it has one; the real one is $REAL_FLOCK.
for word in "$@"; do
  case ${word} in
    -[sxun] | [0-9]*) ;;
    *)
      printf 'flock: invalid option %s\n' "${word}" >&2
      exit 1
      ;;
  esac
done
exec "${REAL_FLOCK:?}" "$@"
