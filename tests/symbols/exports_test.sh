#!/bin/sh
# The shared library exports what its installed headers mark with ELECTRA_EXPORT: all of that, and nothing else.
# usage: exports_test.sh NM LIBRARY FOLDER_OF_HEADERS
set -eu
nm=$1 library=$2 headers=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Classes, functions, and functions of classes that are not marked as a whole; by their names without scopes.
sed -nE -e 's/^(class|struct) ELECTRA_EXPORT ([A-Za-z0-9_]+).*/\2/p' \
        -e 's/^ *ELECTRA_EXPORT [^(]*[ >&]([a-z0-9_]+)\(.*/\1/p' "$headers"/*.h | sort -u >"$scratch/marked"
[ "$(wc -l <"$scratch/marked")" -gt 20 ] || { echo "FAILED: no ELECTRA_EXPORT in $headers"; exit 1; }

# "electra::Tokenizer::load[abi:cxx11](…) const" is of Tokenizer, "electra::PackedBatch::add(…)" of add.
LC_ALL=C "$nm" -D -C --defined-only "$library" | sed -E 's/^[0-9a-f]* *[A-Za-z] //' |
  sed -E -e 's/^(typeinfo|typeinfo name|vtable) for //' -e 's/[([].*//' -e 's/<.*//' | sort -u >"$scratch/symbols"
awk -v marked="$scratch/marked" '
  BEGIN { while ((getline name < marked) > 0) wanted[name] = 1 }
  {
    count = split($0, scopes, "::")
    name = count > 1 && scopes[1] == "electra" ? ((scopes[2] in wanted) ? scopes[2] : (count == 3 ? scopes[3] : "")) : ""
    if (!(name in wanted) || $0 ~ /::Impl::/) { print "FAILED: exported, but in no header: " $0; failed = 1 }
    found[name] = 1
  }
  END {
    for (name in wanted) if (!(name in found)) { print "FAILED: marked in a header, but not exported: " name; failed = 1 }
    print NR " exported"
    exit failed
  }' "$scratch/symbols"
