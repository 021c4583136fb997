#!/bin/sh
# Builds with a sanitizer and runs the tests that it has something to say about. Arguments go to ctest.
# usage: sanitize.sh asan|tsan [ARGUMENT...]
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
me=sanitize.sh
. "$root/data/setup.sh"

case ${1-} in
  # What reads files and handles memory: the library, the converters and the program; what the fuzzers have found.
  asan)
    targets="all"
    tests='^(base|format|text|nn|metrics|model|tasks|converters|cli|fuzz_.*)$'
    export ASAN_OPTIONS="detect_stack_use_after_return=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
    export LSAN_OPTIONS="suppressions=$root/tests/lsan.supp:print_suppressions=0${LSAN_OPTIONS:+:$LSAN_OPTIONS}"
    export UBSAN_OPTIONS="print_stacktrace=1${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}"
    ;;
  # What has threads: the team, the runner, and the commands around them.
  tsan)
    targets="test_base test_model electra_cli"
    tests='^(base|model|threads)$'
    # oneDNN's OpenMP never gets a second thread from us, but would start them to measure; its own are not instrumented.
    # Not for the build: nproc obeys it.
    threads=1
    export TSAN_OPTIONS="halt_on_error=1 second_deadlock_stack=1 suppressions=$root/tests/tsan.supp${TSAN_OPTIONS:+ $TSAN_OPTIONS}"
    ;;
  *) die "usage: sanitize.sh asan|tsan [CTEST ARGUMENT...]" ;;
esac
preset=$1
shift

install_packages
build "$preset" "build-$preset" $targets
say "testing with $preset"
jobs=$(nproc)
[ -z "${threads-}" ] || export OMP_NUM_THREADS=$threads
exec ctest --test-dir "$root/build-$preset" --output-on-failure --no-tests=error -j "$jobs" -R "$tests" "$@"
