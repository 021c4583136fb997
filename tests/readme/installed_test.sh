#!/bin/sh
# README.md for somebody who has installed electra.
# usage: installed_test.sh SOURCE_FOLDER BUILD_FOLDER CONFIG
set -eu
source=$1 build=$2 config=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
cmake --install "$build" --config "$config" --prefix "$scratch/prefix" >"$scratch/log" || { cat "$scratch/log"; exit 1; }
sh "$source/tests/readme/downloads.sh" "$source" "$scratch/downloads"
export README_DOWNLOADS="$scratch/downloads" CMAKE_PREFIX_PATH="$scratch/prefix"
sh "$source/tests/readme/readme_test.sh" "$source/README.md" "$scratch/prefix/bin"
