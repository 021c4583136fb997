#!/bin/sh
# Hunts with every fuzzer, or with those that are named, for so many minutes in all:
#
#   sh tests/fuzz/hunt.sh MINUTES [NAME...]
#
# They are built by clang with its sanitizers and run one beside the other on all CPUs, each for the same time. An input
# that breaks something is kept in corpus/NAME, where every build replays it from then on; give it a name that says what
# is wrong. What was merely new is kept in build-fuzz/hunt, for the next hunt to begin with.
set -eu
cd "$(dirname "$0")/../.."
if [ $# -eq 0 ]; then
  echo "usage: sh tests/fuzz/hunt.sh MINUTES [NAME...]" >&2
  exit 2
fi
minutes=$1
shift
if ! command -v clang++ > /dev/null; then
  echo "hunt.sh: no clang++: apt-get install clang libclang-rt-14-dev, beside what data/packages.txt lists" >&2
  exit 2
fi
cmake --preset fuzz > /dev/null
cmake --build --preset fuzz

[ $# -gt 0 ] || set -- $(cd build-fuzz/tests/fuzz && ls fuzz_* | grep -v '\.' | sed 's/^fuzz_//')
cpus=$(nproc)
seconds=$((minutes * 60 * cpus / $#))
[ "$seconds" -gt 0 ] || seconds=1
mkdir -p build-fuzz/hunt
rm -f build-fuzz/hunt/*.log build-fuzz/hunt/*.found
printf '%s\n' "$@" | xargs -P "$cpus" -n 1 sh tests/fuzz/hunt_one.sh "$seconds"

echo "runs in $seconds seconds each:"
for name in "$@"; do
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "build-fuzz/hunt/$name.log")
  printf '%12s %s\n' "${runs:-?}" "$name"
done
findings=$(cat build-fuzz/hunt/*.found 2> /dev/null || true)
[ -z "$findings" ] && exit 0
printf '%s\n' "$findings"
exit 1
