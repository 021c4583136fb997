#!/bin/sh
# Makes the tarball, and sees that what is in it needs nothing of this system but glibc.
# usage: tarball_test.sh SOURCE_FOLDER BUILD_FOLDER CONFIG CPACK
set -eu
source=$1 build=$2 config=$3 cpack=$4
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
failed=0
fail() { echo "FAILED: $*"; failed=1; }

umask 077  # as whoever makes it may have it
"$cpack" --config "$build/CPackConfig.cmake" -C "$config" -G TGZ -B "$scratch/cpack" >"$scratch/log" 2>&1 ||
  { cat "$scratch/log"; exit 1; }
set -- "$scratch"/cpack/electra-*.tar.gz
name=$(basename "$1" .tar.gz)
! printf '%s\n' "$name" | grep -qvE '^electra-[0-9]+\.[0-9]+-linux-[a-z0-9_]+$' || fail "the name $name"
mkdir "$scratch/a folder" "$scratch/empty"
! tar -tvzf "$1" | grep -vE '^(.......r|l)' || fail "files that not everybody may read"
tar -C "$scratch/a folder" -xzf "$1"
top="$scratch/a folder/$name"

# Commands that use every library, HDF5's and those that it brings too. Each says which libraries it started.
cd "$scratch/empty"
flagged=$(echo "The plane landed safely at the soup." |
  env -i LD_DEBUG=libs LD_DEBUG_OUTPUT="$scratch/libraries" "$top/bin/electra" detect-replaced --quiet) ||
  fail "electra detect-replaced"
[ "$flagged" = "The plane landed safely at the [[soup]]." ] || fail "electra detect-replaced prints: $flagged"
env -i LD_DEBUG=libs LD_DEBUG_OUTPUT="$scratch/libraries" "$top/bin/electra" convert --quiet \
  "$source/tests/golden/hf/formats/disc-h5" h5.electra || fail "electra convert"
sed -n -e 's,/bin/\.\./,/,' -e 's/.*calling init: //p' "$scratch"/libraries.* | sort -u >"$scratch/started"
grep -qF "$top/lib/electra/libdnnl" "$scratch/started" || fail "oneDNN is not the tarball's"
grep -qF "$top/lib/electra/libhdf5" "$scratch/started" || fail "HDF5 is not the tarball's"
foreign=$(grep -vF "$top/" "$scratch/started" | grep -vE '/(ld-linux[^/]*|lib(c|m|mvec|dl|rt|pthread|resolv))\.so\.[0-9]+$') || true
[ -z "$foreign" ] || fail "libraries of this system:" $foreign

# It holds nothing that glibc has, and a licence for all that others made.
! ls "$top/lib/electra" | grep -E '^(ld-linux|libc\.|libm\.)' || fail "glibc is inside"
for package in libdnnl libstdc++6 libsentencepiece0 nlohmann-json3-dev; do
  ls "$top/share/doc/electra/licenses" | grep -q "^$package" || fail "no licence of $package"
done
grep -q ^onednn "$top/share/doc/electra/libraries.txt" || fail "libraries.txt does not name oneDNN's package"
for file in man/man1/electra.1 man/man7/electra-models.7 doc/electra/LICENSE electra/samples/qa.json \
            bash-completion/completions/electra zsh/site-functions/_electra fish/vendor_completions.d/electra.fish; do
  [ -s "$top/share/$file" ] || fail "no share/$file"
done

# The glibc that it asks for is the one that it says it does.
asked=$(objdump -p "$top/bin/electra" "$top"/lib/electra/* | grep -oE 'GLIBC_2\.[0-9]+' | sort -uV | tail -n 1)
grep -q "glibc ${asked#GLIBC_}" "$top/INSTALL.txt" || fail "INSTALL.txt does not ask for $asked"
exit "$failed"
