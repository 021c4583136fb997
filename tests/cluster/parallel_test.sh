#!/bin/sh
# The recipes of GNU parallel, on two nodes that are this machine, with workers that are killed in the middle.
# usage: parallel_test.sh PROGRAM ROOT
set -eu
[ $# -eq 2 ] || { echo "usage: parallel_test.sh PROGRAM ROOT" >&2; exit 2; }
program=$1 root=$2 recipes="GNU parallel"
. "$root/tests/cluster/cluster.sh"
needs parallel "Debian's parallel"
begin
export PARALLEL_SSH="$root/tests/cluster/ssh.sh"

# A machine, and parts, of the test's size.
small() { recipe "GNU PARALLEL" "$1" | sed 's|8/node|1/node|g; s|block 1M|block 20k|; s|l/100|l/4|'; }
small 1 >pipe.sh
small 2 >nodes.sh
small 3 >parts.sh

for each in pipe nodes; do
  kill_workers 1
  sh $each.sh || fail "$each: exit status $?"
  check_killed $each
  check_same $each
done
[ "$(sort -u ../hosts | tr '\n' ' ')" = "node1 node2 " ] || fail "nodes: not on both"

# One part is killed at every attempt, and the others are done: no half of the results. Then it is given once more.
kill_workers 100 part001
! sh parts.sh 2>/dev/null || fail "parts: done, although workers were killed"
check_killed parts
[ "$(ls parts/*.tsv | wc -l)" -eq 3 ] || fail "parts: not all others are done"
[ ! -e labels.tsv ] || fail "parts: results, although one is missing"
sh parts.sh || fail "parts: exit status $? of the second run"
check_same parts

# It cannot be told to try again, but it does not hide what went wrong.
pipepart="parallel -k --pipepart --block 20k -a lines.txt electra classify --quiet --format text --threads 1"
kill_workers 1
! $pipepart >labels.tsv 2>/dev/null || fail "pipepart: exit status 0 with a dead worker"
check_killed pipepart
$pipepart >labels.tsv || fail "pipepart: exit status $?"
check_same pipepart
finish
