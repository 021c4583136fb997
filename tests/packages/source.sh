# The source: a fresh clone, and the first command of the README. Sourced by run.sh.
git clone -q "$root" "$debian/root/electra"
start=$(seconds)
in_debian sh electra/data/demo.sh
say "from nothing to the end of the demo: $(since "$start")"
in_debian sh -c 'cmake --build electra/build --target electra_generated -j 2 && cmake --install electra/build' >/dev/null
in_debian sh try.sh /usr/local
