#!/bin/sh
# Runs the test program under valgrind, and shows the instructions that it counts: growth per doubling, then the counts
# at three sizes. Cases that are skipped, those of the commands above all, take minutes: --no-skip runs them, and so does
# tests/faults/run.sh. ELECTRA_GROWTH_SCALE=N makes all inputs N times as large; other arguments go to the program.
# usage: growth_test.sh [PROGRAM [ARGUMENT...]]
set -eu
if [ $# -eq 0 ] || ! command -v valgrind >/dev/null; then
  echo "skipped: no valgrind"
  exit 0
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export ELECTRA_GROWTH_COUNTS="$scratch/counts"
unset ELECTRA_MODEL_PATH || true
# One thread, and few instructions in a block: kernels of AVX-512 are beyond valgrind.
valgrind --quiet --tool=callgrind --callgrind-out-file="$ELECTRA_GROWTH_COUNTS" --error-exitcode=0 "$@"
