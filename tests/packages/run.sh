#!/bin/sh
# Makes what is handed out and uses it as somebody new would, each in a Debian of its own that holds nothing else:
# the .deb packages, the tarball, the source. Prints sizes and times. Needs root, debootstrap and Debian's mirror.
set -eu
usage="usage: sh tests/packages/run.sh deb|tarball|source [SUITE]
SUITE is a release of Debian, by default this system's: the tarball runs on newer ones, too."
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
me=tests/packages/run.sh
. "$root/data/setup.sh"
. "$root/tests/packages/debian_root.sh"

case ${1-} in deb | tarball | source) part=$1 ;; *) echo "$usage" >&2; exit 2 ;; esac
[ $# -le 2 ] || { echo "$usage" >&2; exit 2; }
suite=${2-$(. /etc/os-release && echo "$VERSION_CODENAME")}
[ "$(id -u)" -eq 0 ] || die "making a root of Debian takes root"
command -v debootstrap >/dev/null || die "no debootstrap: apt-get install debootstrap"

# make_packages GENERATOR: those of the preset of that name, into $scratch/packages.
make_packages() {
  build packages build-packages all
  say "packing"
  quietly cpack --config "$root/build-packages/CPackConfig.cmake" -G "$1" -B "$scratch/packages" || die "cpack failed"
  size "$scratch"/packages/*electra*.*
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
debian=$scratch/debian
make_debian_root "$suite" "$debian"
cp "$root"/tests/packages/try*.sh "$debian/root/"
cp -R "$root/tests/install/consumer" "$debian/root/consumer"
cp -R "$root/tests/readme" "$debian/root/readme"
sh "$root/tests/readme/downloads.sh" "$root" "$debian/root/downloads"
# Nobody is there to answer apt.
echo 'APT::Get::Assume-Yes "true"; APT::Install-Recommends "false";' >"$debian/etc/apt/apt.conf.d/unattended"

# in_debian_block NUMBER: a block of shell of README.md, as it stands there.
in_debian_block() { in_debian sh -euc "$(sh "$root/tests/readme/block.sh" "$root/README.md" "$1")"; }

. "$root/tests/packages/$part.sh"
say "$part works on $suite"
