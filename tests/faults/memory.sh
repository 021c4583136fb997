#!/bin/sh
# Every command under limits of its address space: it runs, or says "out of memory".
# usage: memory.sh PROGRAM ROOT [STEP_MB]
set -u
program=$1 root=$2 step=${3-4}
. "$root/tests/faults/faults.sh"
scratch=$(mktemp -d) && cd "$scratch" || exit 1
trap 'rm -rf "$scratch"' EXIT

prepare $cases
for each in $cases; do
  megabytes=64
  while [ "$megabytes" -le 320 ]; do
    attempt "$each" "$megabytes MB" sh -c 'ulimit -v "$0" && exec "$@"' $((megabytes * 1024))
    megabytes=$((megabytes + step))
  done
done
finish "memory limits"
