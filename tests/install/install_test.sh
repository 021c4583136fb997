#!/bin/sh
# Installs into a scratch folder and uses what is there as a stranger would.
# usage: install_test.sh SOURCE_FOLDER BUILD_FOLDER CONFIG GENERATOR CXX
set -eu
source=$1 build=$2 config=$3 generator=$4 cxx=$5
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
prefix=$scratch/prefix
failed=0
fail() { echo "FAILED: $*"; failed=1; }

cmake --install "$build" --config "$config" --prefix "$prefix" >"$scratch/install.log" ||
  { cat "$scratch/install.log"; exit 1; }

# Only our own headers are installed; each compiles alone and asks for nothing but the standard library.
own=$(for folder in lib converters; do (cd "$source/$folder/include" && find . -type f); done | sort)
[ "$(cd "$prefix/include" && find . -type f | sort)" = "$own" ] || fail "installed headers differ from our own"
for header in "$prefix"/include/electra/*.h; do
  echo "#include <electra/${header##*/}>" |
    "$cxx" -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I "$prefix/include" -x c++ - ||
    fail "${header##*/} does not compile alone"
done
! grep -nE '#include *[<"](dnnl|oneapi|nlohmann|fmt|CLI)' "$prefix"/include/electra/*.h || fail "a header includes a dependency"

# A moved installation keeps working, so nothing in it may point back here. (Debug information would.)
case $config in
  Release | MinSizeRel)
    found=$(grep -rlF -e "$source/" -e "$build/" "$prefix" || true)
    [ -z "$found" ] || fail "paths of the source tree in:" $found
    ;;
esac

# An outside project finds the package, links, and runs.
cmake -S "$source/tests/install/consumer" -B "$scratch/consumer" -G "$generator" \
  -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_DISABLE_FIND_PACKAGE_nlohmann_json=ON \
  -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_BUILD_TYPE=Release >"$scratch/consumer.log" 2>&1 &&
  cmake --build "$scratch/consumer" >>"$scratch/consumer.log" 2>&1 ||
  { cat "$scratch/consumer.log"; exit 1; }
model=$prefix/share/electra/models/electra-mini-discriminator
"$scratch/consumer/consumer" "$model" "The plane landed safely at the soup." >"$scratch/words" || fail "the consumer program"
[ "$(cut -f 1 "$scratch/words" | tr '\n' ' ')" = "The plane landed safely at the soup . " ] || fail "words of the sentence"
[ "$(sort -t "$(printf '\t')" -k 2 -g "$scratch/words" | tail -n 1 | cut -f 1)" = soup ] || fail "soup is not the oddest word"
[ "$failed" -eq 0 ] || cat "$scratch/words"
[ "$("$scratch/consumer/consumer" "$scratch" x 2>&1)" = "$scratch/config.json: cannot open: no such file or directory" ] ||
  fail "the consumer program without a model"

# Without CMake, pkg-config says what to link; it asks for the packages of an archive only, and finds what was moved.
if command -v pkg-config >/dev/null; then
  set -- "$prefix"/lib*/pkgconfig "$prefix"/lib*/*/pkgconfig
  for folder; do [ ! -d "$folder" ] || export PKG_CONFIG_PATH="$folder" LD_LIBRARY_PATH="${folder%/pkgconfig}"; done
  [ "$(pkg-config --modversion electra)" = "$("$prefix/bin/electra" --version | sed -n '1s/^electra //p')" ] ||
    fail "the version in electra.pc: $(pkg-config --modversion electra)"
  "$cxx" -std=c++20 "$source/tests/install/consumer/main.cc" -o "$scratch/pkg_consumer" $(pkg-config --cflags --libs electra) &&
    "$scratch/pkg_consumer" "$model" "The plane landed safely at the soup." | cmp - "$scratch/words" ||
    fail "the consumer program by pkg-config"
  "$cxx" -std=c++20 "$source/tests/install/consumer/converters.cc" -o "$scratch/pkg_converters" \
    $(pkg-config --cflags --libs electra-converters) &&
    "$scratch/pkg_converters" "$source/tests/golden/hf/formats/disc-bin" "the cat sat" | grep -q ^cat ||
    fail "the consumer of the converters by pkg-config"
  unset PKG_CONFIG_PATH LD_LIBRARY_PATH
else
  echo "skipped: no pkg-config"
fi

# electra::converters is a component: who does not ask for it needs none of its packages, who does reads any weights.
! grep -q converters "$prefix"/lib*/cmake/electra/electraTargets.cmake || fail "electraTargets.cmake names the converters"
[ ! -e "$scratch/consumer/converters_consumer" ] || fail "converters without being asked for"
cmake -S "$source/tests/install/consumer" -B "$scratch/consumer" -DCOMPONENTS=converters >"$scratch/consumer.log" 2>&1 &&
  cmake --build "$scratch/consumer" >>"$scratch/consumer.log" 2>&1 ||
  { cat "$scratch/consumer.log"; exit 1; }
for container in safetensors bin h5 msgpack tf2-object; do
  weights=$source/tests/golden/hf/formats/disc-$container
  "$scratch/consumer/converters_consumer" "$weights" "the cat sat" >"$scratch/words" || fail "weights in $container"
  [ "$(cut -f 1 "$scratch/words" | tr '\n' ' ')" = "the cat sat " ] || fail "words of the weights in $container"
done
"$scratch/consumer/consumer" "$source/tests/golden/hf/formats/disc-bin" x 2>"$scratch/error" && fail "weights in bin without the converters"
grep -q "only model.safetensors is read" "$scratch/error" || fail "what is said of weights in bin: $(cat "$scratch/error")"

# The installed command finds its own models and pages, from any folder.
mkdir "$scratch/empty"
flagged=$(cd "$scratch/empty" && echo "The plane landed safely at the soup." |
  env -u ELECTRA_MODEL_PATH -u XDG_DATA_HOME HOME="$scratch/empty" "$prefix/bin/electra" detect-replaced) || fail "electra detect-replaced"
[ "$flagged" = "The plane landed safely at the [[soup]]." ] || fail "electra detect-replaced prints: $flagged"
for page in "$source"/man/*.[17]; do
  [ -f "$prefix/share/man/man${page##*.}/${page##*/}" ] || fail "man page ${page##*/} is not installed"
done
for text in LICENSE README.md CHANGELOG.md lib/format/FORMAT.md; do
  cmp "$source/$text" "$prefix/share/doc/electra/${text##*/}" || fail "$text is not installed"
done
for text in "$source"/data/samples/*; do
  cmp "$text" "$prefix/share/electra/samples/${text##*/}" || fail "${text##*/} is not installed"
done
# What the shells complete with, as the installed command prints it, and the reference.
for text in bash:bash-completion/completions/electra zsh:zsh/site-functions/_electra \
            fish:fish/vendor_completions.d/electra.fish markdown:doc/electra/reference.md; do
  "$prefix/bin/electra" --generate "${text%%:*}" | cmp - "$prefix/share/${text#*:}" ||
    fail "${text#*:} is not what electra --generate ${text%%:*} prints"
done
exit "$failed"
