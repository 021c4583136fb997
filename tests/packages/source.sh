# The source: a fresh clone, and the first command of the README. Sourced by run.sh.
git clone -q "$root" "$debian/root/electra"
start=$(seconds)
in_debian sh electra/data/demo.sh
say "from nothing to the end of the demo: $(since "$start")"
quietly in_debian sh -euc "cd electra; $(sh "$root/tests/readme/block.sh" "$root/README.md" 4)"
in_debian env CMAKE_PREFIX_PATH=/root/.local sh try.sh /root/.local
