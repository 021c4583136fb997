#!/bin/sh
# The library never ends the process, reads the environment or prints: its objects do not so much as name what would.
# (Assertions do all of that for themselves, in libc.)
# usage: symbols_test.sh NM ARCHIVE
set -eu
undefined=$(LC_ALL=C "$1" -A -u "$2")
[ "$(printf '%s\n' "$undefined" | wc -l)" -gt 100 ] || { echo "FAILED: $1 says too little of $2"; exit 1; }

# As the linker spells them; _ZSt4cout is std::cout, and ios_base::Init what <iostream> puts into whoever includes it.
found=$(printf '%s\n' "$undefined" | sed 's/@.*//' | grep -E ' (exit|_exit|_Exit|quick_exit|abort|getenv|secure_getenv|environ|_ZSt3cin|_ZSt4(cout|cerr|clog)|_ZSt5(wcout|wcerr|wclog)|_ZNSt8ios_base4InitC1Ev|stdout|stderr|(__)?v?printf(_chk)?|(__)?vprintf|puts|putchar|perror)$') || true
[ -z "$found" ] || { echo "FAILED: what a library must not use:"; printf '%s\n' "$found"; exit 1; }
