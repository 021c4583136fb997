#!/bin/sh
# Every command under limits of its address space: it runs, or says "out of memory".
# usage: memory.sh PROGRAM ROOT [FIRST LAST STEP], in megabytes
set -u
program=$1 root=$2 first=${3-64} last=${4-320} step=${5-4}
. "$root/tests/faults/faults.sh"
scratch=$(mktemp -d) && cd "$scratch" || exit 1
trap 'rm -rf "$scratch"' EXIT

prepare $cases
for threads in 1 2; do
  for each in $cases; do
    megabytes=$first
    while [ "$megabytes" -le "$last" ]; do
      attempt "$each" "$megabytes MB, $threads threads" sh -c 'ulimit -v "$0" && exec "$@"' $((megabytes * 1024))
      megabytes=$((megabytes + step))
    done
  done
done
finish "memory limits"
