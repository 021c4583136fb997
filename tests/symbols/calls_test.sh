#!/bin/sh
# The program connects to nobody and starts no other: it does not so much as name what would. It may fork: the child that
# tries an HDF5 file is the program itself.
# usage: calls_test.sh NM PROGRAM
set -eu
undefined=$(LC_ALL=C "$1" -u "$2")
[ "$(printf '%s\n' "$undefined" | wc -l)" -gt 100 ] || { echo "FAILED: $1 says too little of $2"; exit 1; }
found=$(printf '%s\n' "$undefined" | sed 's/@.*//' | grep -E ' (socket|connect|bind|getaddrinfo|gethostbyname|exec[lv]p?e?|execveat|fexecve|posix_spawnp?|system|popen|vfork)$') || true
[ -z "$found" ] || { echo "FAILED: what the program must not use:"; printf '%s\n' "$found"; exit 1; }
