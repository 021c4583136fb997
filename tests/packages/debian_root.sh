# A Debian with nothing in it, and commands run there. Sourced, not run. REQUIRES: root, and $scratch to be cleaned up.

# Where this system's apt gets Debian from.
debian_mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' | head -n 1
}

# make_debian_root SUITE FOLDER: the smallest that debootstrap makes; kept as a tar file, as making one takes a minute.
make_debian_root() {
  kept=${XDG_CACHE_HOME:-$HOME/.cache}/electra-tests/debian-$1.tar
  if [ ! -e "$kept" ]; then
    mirror=$(debian_mirror)
    [ -n "$mirror" ] || die "apt's settings name no mirror of Debian"
    say "making a root of Debian $1"
    quietly debootstrap --variant=minbase "$1" "$scratch/new" "$mirror" || die "debootstrap failed"
    rm -rf "$scratch/new/var/cache/apt/archives"/*.deb
    # The way to the mirror is this system's.
    apt-config dump | grep -i '^Acquire::https\?::Proxy' >"$scratch/new/etc/apt/apt.conf.d/proxy" || true
    mkdir -p "${kept%/*}"
    tar -C "$scratch/new" -cf "$kept.new" . && mv "$kept.new" "$kept"
    rm -rf "$scratch/new"
  fi
  mkdir "$2"
  tar -C "$2" -xf "$kept"
  cp -L /etc/resolv.conf "$2/etc/resolv.conf"
}

# in_debian COMMAND ARGUMENT...: runs it in $debian, in its folder /root. What is mounted there, and whatever still runs
# at its end, goes with it.
in_debian() {
  unshare --mount --pid --fork --kill-child sh -euc 'debian=$1; shift
    mount -t proc proc "$debian/proc"
    cd "$debian/root"
    exec chroot "$debian" env -i HOME=/root PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
      DEBIAN_FRONTEND=noninteractive sh -euc "cd /root; exec \"\$@\"" sh "$@"' sh "$debian" "$@"
}

seconds() { date +%s.%N; }
since() { awk -v from="$1" -v to="$(seconds)" 'BEGIN { printf "%.1f s", to - from }'; }
# Sizes of files, of what is installed.
size() { du -Lk --apparent-size "$@" | awk '{ printf "%s %.1f MB\n", $2, $1 / 1024 }' | sed 's,^.*/,,'; }
