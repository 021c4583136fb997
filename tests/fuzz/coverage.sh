#!/bin/sh
# Shows which lines of the parsers the corpora of the fuzzers and the unit tests run.
#
#   sh tests/fuzz/coverage.sh          # a table of the files
#   sh tests/fuzz/coverage.sh FILE...  # the lines of these that are not run: lib/base/json.cc
#
# Builds with clang's coverage in build-coverage: that takes Debian's clang, llvm and libomp-dev. What hunt.sh has left in
# build-fuzz/hunt counts with the corpora. FUZZERS_ALONE=1 leaves the unit tests out. (CAPTURE of a structured binding's
# name is nothing for clang 14: hence the copies of some in the tests.)
set -eu
cd "$(dirname "$0")/../.."
build=$PWD/build-coverage
programs="test_base test_format test_text test_metrics test_converters"
[ -z "${FUZZERS_ALONE:-}" ] || programs=
cmake -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_COMPILER=clang++ \
  -DELECTRA_BUILD_FUZZERS=ON -DELECTRA_PRECOMPILE=ON -DCMAKE_CXX_FLAGS="-fprofile-instr-generate -fcoverage-mapping" > /dev/null
# shellcheck disable=SC2086
cmake --build "$build" --target fuzzers $programs

profiles=$build/profiles
rm -rf "$profiles"
mkdir -p "$profiles"
objects=
for fuzzer in $(ls "$build"/tests/fuzz/fuzz_* | grep -v '\.'); do
  name=${fuzzer##*/fuzz_}
  hunted=build-fuzz/hunt/$name
  [ -n "$(ls "$hunted" 2> /dev/null)" ] || hunted=
  # shellcheck disable=SC2086
  LLVM_PROFILE_FILE=$profiles/$name.profraw "$fuzzer" "tests/fuzz/corpus/$name" $hunted > /dev/null 2>&1 || true
  objects="$objects${objects:+ -object} $fuzzer"
done
for program in $programs; do
  path=$(find "$build/tests" -type f -name "$program")
  LLVM_PROFILE_FILE=$profiles/$program.profraw "$path" > /dev/null || true
  objects="$objects${objects:+ -object} $path"
done
llvm-profdata merge -sparse "$profiles"/*.profraw -o "$build/profile"

parsers='/(base/(json|utf8)|format/|text/|converters/|cli/(io/(conll|csv|first_|json_stream|line_file|numbers|reader)|args/|examples/|forward/|score/))'
if [ $# -eq 0 ]; then
  # shellcheck disable=SC2086
  llvm-cov report $objects -instr-profile "$build/profile" 2> /dev/null |
    awk -v parsers="$parsers" '$8 ~ /^[0-9]+$/ && $1 ~ parsers && $1 !~ /tests\// {
        printf "%8s %5d of %5d  %s\n", $10, $8 - $9, $8, $1; run += $8 - $9; lines += $8 }
      END { printf "%7.2f%% %5d of %5d  in all\n", 100 * run / lines, run, lines }'
else
  # shellcheck disable=SC2086
  llvm-cov show $objects -instr-profile "$build/profile" 2> /dev/null |
    awk -v root="$PWD/" -v wanted=" $* " '
      /^\// { file = substr($0, length(root) + 1); sub(/:$/, "", file)
              shown = index(wanted, " " file " "); if (shown) print file }
      shown && /^ *[0-9]+\| *0\|/'
fi
