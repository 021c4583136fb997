#!/bin/sh
# Prints the block of shell of that number in README.md: 1 installs the .deb packages, 2 the tarball, 3 builds the source
# and tests it, 4 installs what was built.
# usage: block.sh README NUMBER
awk -v number="$2" '/^```sh/ { inside = ++count == number; next } /^```/ { inside = 0 } inside' "$1"
