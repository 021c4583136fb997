#!/bin/sh
# A few of each of the long fault tests: what every run of the tests has time for.
# usage: quick_test.sh PROGRAM ROOT
set -u
faults=$2/tests/faults failed=0
sh "$faults/memory.sh" "$1" "$2" 88 172 12 || failed=1
sh "$faults/kills.sh" "$1" "$2" 12 || failed=1
exit "$failed"
