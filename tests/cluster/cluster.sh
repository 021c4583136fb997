# What the tests of recipes for many machines share: the recipes of man/electra-clusters.7 run as they stand there, but for
# sizes, in a scratch folder. Results must be those of one run, byte for byte. Sourced, not run.
# REQUIRES: $program is electra, $root the project's folder, $recipes a name for what is tested.

failed=0
fail() { echo "FAILED: $recipes: $*"; failed=1; }

# needs PROGRAM PACKAGE: or there is nothing to test, which is a fault where run.sh was asked for it.
needs() {
  command -v "$1" >/dev/null && return
  [ -z "${ELECTRA_RECIPES_ASKED-}" ] || { echo "$recipes: no program called $1 ($2)" >&2; exit 1; }
  echo "$recipes: skipped: no program called $1 ($2)"
  exit 0
}

# Makes the scratch folder and goes there: `electra` is worker.sh, labels.one what one run makes of lines.txt.
begin() {
  scratch=$(mktemp -d) && cd "$scratch"
  trap 'end' EXIT
  trap 'exit 1' HUP INT TERM
  mkdir bin kills run
  ln -s "$root/tests/cluster/worker.sh" bin/electra
  export ELECTRA_PROGRAM="$program" ELECTRA_SCRATCH="$scratch" HOME="$scratch" PATH="$scratch/bin:$PATH"
  cd run
  # No two lines have one result, so that none can stand in the place of another.
  cut -f 1 "$root/data/samples/classify.tsv" |
    awk '{ text[NR] = $0 } END { for (i = 0; i < 2000; ++i) print text[i % NR + 1], i }' >lines.txt
  "$program" classify --quiet --format text lines.txt >../labels.one
}

# A test that has more to stop than its own commands does it here.
stop_all() { :; }
end() {
  stop_all
  cd / && rm -rf "$scratch"
}

# kill_workers COUNT [PART]: so many that are started from now on, or of those at work on that part.
kill_workers() {
  rm -f "$scratch"/kills/*
  printf %s "${2-}" >"$scratch/killed_part"
  number=0
  while [ "$((number += 1))" -le "$1" ]; do touch "$scratch/kills/$number"; done
}

# Forgets those that were killed; there must have been some.
check_killed() {
  ls "$scratch"/killed.*/dead >/dev/null 2>&1 || fail "$1: no worker was killed"
  rm -rf "$scratch"/killed.* "$scratch"/kills/*
}

# recipe SECTION NUMBER: the example of that number in a section of the page.
recipe() {
  awk -v heading=".SH $1" '/^\.SH/ { inside = $0 == heading } inside' "$root/man/electra-clusters.7" |
    awk -f "$root/tests/readme/page.awk" |
    awk -v number="$2" '/^```console/ { inside = ++count == number; next } /^```/ { inside = 0 } inside'
}

# check_same WHAT: labels.tsv is what one run gives; the next test begins without it.
check_same() {
  cmp labels.tsv ../labels.one || fail "$1: other results than those of one run"
  rm -f labels.tsv
}

finish() {
  [ "$failed" -ne 0 ] || echo "$recipes: the same bytes as from one run"
  exit "$failed"
}
