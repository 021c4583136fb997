#!/bin/sh
# Runs are killed at random moments. What is left is the old output or the new one, whole; what lies beside it is hidden,
# loads as no model, and goes with the next run.
# usage: kills.sh PROGRAM ROOT [KILLS]
set -u
program=$1 root=$2 kills=${3-200}
. "$root/tests/faults/faults.sh"
scratch=$(mktemp -d) && cd "$scratch" || exit 1
trap 'rm -rf "$scratch"' EXIT
leftovers=0

milliseconds() { date +%s%N | cut -c 1-13; }

# Seconds from 0 to a fifth more than a run took.
random_moment() {
  awk -v seed="$(od -An -N4 -tu4 /dev/urandom)" -v took="$1" 'BEGIN { srand(seed); print rand() * took * 1.2 / 1000 }'
}

# kill_once CASE MILLISECONDS
kill_once() {
  case=$1
  moment=$(random_moment "$2")
  what="killed after $moment s"
  restore "$case"
  rm -f pid
  run_case "$case" sh -c 'echo $$ >pid && exec "$@"' sh &
  sleep "$moment"
  [ ! -s pid ] || kill -KILL "$(cat pid)" 2>/dev/null
  wait
  runs=$((runs + 1))
}

check_leftovers() { # CASE
  found=0
  for path in out/.[!.]*; do
    [ -e "$path" ] || continue
    found=$((found + 1))
    ! "$program" inspect "$path" >stdout 2>stderr || fault "$path loads"
  done
  [ "$found" -gt 0 ] || return 0
  leftovers=$((leftovers + 1))
  run_case "$1" || fault "the next run: exit code $?"
  same out "right.$1" || fault "the next run leaves $(ls -A out)"
}

set -- convert demo embed qa
prepare "$@"
for each in "$@"; do
  before=$(milliseconds)
  restore "$each"
  run_case "$each"
  took=$(($(milliseconds) - before))
  number=0
  while [ "$number" -lt $((kills / $#)) ]; do
    kill_once "$each" "$took"
    for path in out/*; do
      name=${path#out/}
      same "$path" "right.$each/$name" || same "$path" "old.$each/$name" || fault "$name is neither old nor right"
    done
    check_leftovers "$each"
    number=$((number + 1))
  done
done
echo "kills: $leftovers left something behind"
finish "kills"
