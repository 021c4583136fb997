#!/bin/sh
# Shows how much of each file the corpora reach: of the lines that a branch leads to, those that were run.
#
#   sh tests/fuzz/coverage.sh          # a table of the files
#   sh tests/fuzz/coverage.sh FILE...  # the lines that were not reached in these: lib/base/json.cc
#
# Takes what hunt.sh has built, and besides the corpora what it has left in build-fuzz/hunt. llvm-symbolizer, of Debian's
# package llvm, names the lines.
set -eu
cd "$(dirname "$0")/../.."
table=build-fuzz/coverage
: > "$table"
for fuzzer in $(ls build-fuzz/tests/fuzz/fuzz_* | grep -v '\.'); do
  name=${fuzzer##*/fuzz_}
  hunted=build-fuzz/hunt/$name
  mkdir -p "$hunted"
  "$fuzzer" -runs=0 -timeout=600 -print_full_coverage=1 "tests/fuzz/corpus/$name" "$hunted" 2>&1 |
    sed -n "s|^ *\(UN\)\{0,1\}COVERED_PC: $PWD/\([^: ]*\):\([0-9]*\).*|\2 \3 \1|p" | sort -u >> "$table"
done
# A line counts as reached if any fuzzer reached a branch to it.
awk -v wanted="$*" '
  { all[$1 " " $2] = 1; if ($3 != "UN") reached[$1 " " $2] = 1 }
  END {
    for (line in all) {
      split(line, part, " ")
      total[part[1]]++
      if (line in reached) hit[part[1]]++
      else if (wanted != "" && index(" " wanted " ", " " part[1] " ") > 0) print part[1] ":" part[2]
    }
    if (wanted != "") exit
    for (file in total) {
      printf "%6.1f %% %5d of %5d  %s\n", 100 * hit[file] / total[file], hit[file], total[file], file
    }
  }' "$table" | grep -v ' tests/' | sort -t ' ' -k 6 -V
