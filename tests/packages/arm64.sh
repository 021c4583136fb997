#!/bin/sh
# Builds for arm64 on another machine and runs the golden tests under QEMU: tokenizers, models in every container,
# tasks, heads, conversions. Beside data/packages.txt it needs the packages g++-aarch64-linux-gnu, qemu-user-static and
# mmdebstrap, and no root. Libraries and headers of arm64 are unpacked, without being installed, into
# ${XDG_CACHE_HOME:-~/.cache}/electra-tests/arm64, from the mirrors of Debian's that apt knows. Arguments go to ctest.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
me=arm64.sh
. "$root/data/setup.sh"

# The tests of the library and of the converters, which hold the golden data, take a quarter of an hour. Those of the
# commands take many minutes each: `-R cli_suggest` runs one. Some cannot pass: what needs calls that QEMU has not
# (Landlock, seccomp) or tools that look into a process, and what asks how much memory or time a run takes.
tests="base|format|text|nn|metrics|model|tasks|demo_models|converters|threads"
case ${1-} in
  "" | -*) set -- -R "^($tests)(_|\$)" "$@" ;;
  *) echo "usage: sh tests/packages/arm64.sh [ARGUMENT OF CTEST...]" >&2; exit 2 ;;
esac

[ "$(uname -m)" != aarch64 ] || die "this machine is of arm64: run sh tests/run.sh"
for needed in aarch64-linux-gnu-g++:g++-aarch64-linux-gnu qemu-aarch64-static:qemu-user-static mmdebstrap:mmdebstrap; do
  command -v "${needed%:*}" >/dev/null ||
    die "no ${needed%:*}: apt-get install --no-install-recommends g++-aarch64-linux-gnu qemu-user-static mmdebstrap"
done

seconds_since() { echo $(($(date +%s) - $1)); }

# The packages of data/packages.txt that are built against, and what they need.
packages=$(wanted_packages build | sed -n 's/^ *\([^ ]*-dev\) *$/\1/p' | paste -s -d , -)
sources=$(apt-get indextargets --format 'deb $(SITE) $(RELEASE) $(COMPONENT)' "Created-By: Packages" "Origin: Debian" |
  sort -u)
[ -n "$sources" ] || die "apt knows no mirror of Debian's: apt-get update"

# unpack FOLDER: what is there then is whole if FOLDER.holds is there.
unpack() {
  rm -rf "$1" "$1.holds"
  printf '%s\n' "$sources" |
    quietly mmdebstrap --variant=extract --mode=chrootless --architectures=arm64 --include="$packages" '' "$1" - ||
    die "unpacking $packages failed"
  # QEMU looks there for whatever a program opens: not for devices and settings.
  find "$1" -mindepth 1 -maxdepth 1 ! -name 'lib*' ! -name usr -exec rm -rf {} +
  # Some links and CMake's package of Snappy name files from / on.
  find "$1" -type l -lname '/*' | while IFS= read -r link; do ln -sfn "$1$(readlink "$link")" "$link"; done
  sed -i 's,"/usr,"${CMAKE_CURRENT_LIST_DIR}/../../../..,' "$1"/usr/lib/aarch64-linux-gnu/cmake/Snappy/SnappyTargets*
  printf '%s\n' "$packages" "$sources" >"$1.holds"
}

export ELECTRA_SYSROOT="${XDG_CACHE_HOME:-$HOME/.cache}/electra-tests/arm64"
if ! printf '%s\n' "$packages" "$sources" | cmp -s - "$ELECTRA_SYSROOT.holds"; then
  say "unpacking packages of arm64 into $ELECTRA_SYSROOT"
  start=$(date +%s)
  mkdir -p "${ELECTRA_SYSROOT%/*}"
  unpack "$ELECTRA_SYSROOT"
  say "unpacked in $(seconds_since "$start") s"
fi

start=$(date +%s)
build arm64 build-arm64 all
program=$root/build-arm64/emulated/electra
say "built in $(seconds_since "$start") s: $("$program" --version | paste -s -d , - | sed 's/,/, /g')"
say "testing under QEMU"
start=$(date +%s) status=0
export ELECTRA_TEST_PATIENCE=20  # with tests that kill what takes too long
ctest --test-dir "$root/build-arm64" --output-on-failure --no-tests=error --timeout 3000 -j "$(nproc)" "$@" || status=$?
say "tested in $(seconds_since "$start") s"
exit "$status"
