#!/bin/sh
# The long tests, some minutes each: memory that runs out, system calls that fail and full disks, kills, the bits of the
# demo models with texts of every length on every instruction set, growth in instructions. Builds the preset dev first,
# prints figures, and fails if there was a fault.
set -u
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
me=tests/faults/run.sh
. "$root/data/setup.sh"

install_packages tests
build dev build-dev electra_cli test_cli test_growth
program=$root/build-dev/electra
failed=0
for part in memory calls kills; do
  say "$part"
  sh "$root/tests/faults/$part.sh" "$program" "$root" || failed=1
done
say "texts of every length on every instruction set"
"$root/build-dev/tests/cli/test_cli" --no-skip -tc="*texts of every length*" || failed=1
say "growth of every parser and command"
sh "$root/tests/growth/growth_test.sh" "$root/build-dev/tests/growth/test_growth" --no-skip || failed=1
exit "$failed"
