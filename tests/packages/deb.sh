# The .deb packages: installed by apt, used, compiled against. Sourced by run.sh.
make_packages DEB
cp "$scratch"/packages/*.deb "$debian/root/"

flag='echo "The plane landed safely at the soup." | electra detect-replaced --quiet'
say "apt-get install electra"
start=$(seconds)
quietly in_debian apt-get -q update
quietly in_debian_block 1
in_debian sh -c "$flag"
say "from nothing to the first flagged word: $(since "$start")"
in_debian sh try.sh /usr
! in_debian sh -c 'ls /usr/lib/*/libelectra.so.0' 2>/dev/null || die "the program brings the library that it does not need"

say "apt-get install libelectra-dev and a compiler"
quietly in_debian sh -c 'apt-get -qy install --no-install-recommends ./libelectra0_*.deb ./libelectra-dev_*.deb \
  g++ cmake make pkg-config'
in_debian dpkg-query -W -f '${Package} ${Version}: ${Installed-Size} kB\n' '*electra*'
in_debian sh try_library.sh
in_debian sh try.sh /usr  # the README's program as well
say "apt-get remove"
quietly in_debian apt-get -qy remove electra electra-models libelectra-dev libelectra0
left=$(in_debian find /usr -name '*electra*')
[ -z "$left" ] || die "left behind:" $left
