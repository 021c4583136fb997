#!/bin/sh
# Builds with a sanitizer and runs the tests that it has something to say about: those of the library, of the converters and
# of the fuzzers' corpora. With the word `whole` those of the program too, which takes long. Arguments go to ctest.
# usage: sanitize.sh asan|tsan [whole] [ARGUMENT...]
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
me=sanitize.sh
. "$root/data/setup.sh"

usage="usage: sanitize.sh asan|tsan [whole] [CTEST ARGUMENT...]"
[ $# -gt 0 ] || die "$usage"
preset=$1
shift
whole=
if [ "${1-}" = whole ]; then
  whole=1
  shift
fi

case $preset in
  # What reads files and handles memory.
  asan)
    targets="fuzzers test_base test_format test_text test_nn test_metrics test_model test_tasks test_converters"
    tests="base|format|text|nn|metrics|model|tasks|converters|fuzz"
    [ -z "$whole" ] || targets=all tests="$tests|cli"
    export ASAN_OPTIONS="detect_stack_use_after_return=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
    export LSAN_OPTIONS="suppressions=$root/tests/lsan.supp:print_suppressions=0${LSAN_OPTIONS:+:$LSAN_OPTIONS}"
    export UBSAN_OPTIONS="print_stacktrace=1${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}"
    ;;
  # What has threads: the team and the runner, and the commands around them.
  tsan)
    targets="test_base test_model"
    tests="base|model"
    [ -z "$whole" ] || targets="$targets electra_cli" tests="$tests|threads"
    # oneDNN's OpenMP never gets a second thread from us, but would start them to measure; its own are not instrumented.
    # Not for the build: nproc obeys it.
    threads=1
    # The child that tries HDF5 has its parent's threads in its books, and none of them to join; a std::thread that nobody
    # joins ends the program anyway.
    export TSAN_OPTIONS="halt_on_error=1 report_thread_leaks=0 second_deadlock_stack=1 suppressions=$root/tests/tsan.supp${TSAN_OPTIONS:+ $TSAN_OPTIONS}"
    ;;
  *) die "$usage" ;;
esac

install_packages tests
build "$preset" "build-$preset" $targets
say "testing with $preset"
jobs=$(nproc)
[ -z "${threads-}" ] || export OMP_NUM_THREADS=$threads
exec ctest --test-dir "$root/build-$preset" --output-on-failure --no-tests=error -j "$jobs" -R "^($tests)(_|\$)" "$@"
