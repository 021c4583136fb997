#!/bin/sh
# Compiles a program against the installed library, by CMake and by pkg-config.
set -eu
cd "$(dirname "$0")"
sentence="The plane landed safely at the soup."
oddest() { sort -t "$(printf '\t')" -k 2 -g | tail -n 1 | cut -f 1; }
model=/usr/share/electra/models/electra-mini-discriminator

cmake -S consumer -B by-cmake -DCOMPONENTS=converters >cmake.log 2>&1 && cmake --build by-cmake -j 2 --target all >>cmake.log 2>&1 || { cat cmake.log; exit 1; }
c++ -std=c++20 consumer/main.cc -o by-pkg-config $(pkg-config --cflags --libs electra)
for program in by-cmake/consumer by-cmake/converters_consumer ./by-pkg-config; do
  word=$("$program" "$model" "$sentence" | oddest)
  [ "$word" = soup ] || { echo "FAILED: $program: the oddest word is '$word'"; exit 1; }
done
echo "programs compile against the library, by CMake and by pkg-config"
