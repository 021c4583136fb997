#!/bin/sh
# What comes from outside is put into quotes by one function (lib/base/quote.h), which escapes and cuts it: no text to
# be formatted has quotes of its own around a value. (The quotes of completions are those of a shell.)
# usage: quotes_test.sh FOLDER_OF_SOURCES
set -eu
cd "$1"
[ "$(grep -rhc 'quote(' lib cli converters | awk '{ n += $1 } END { print n }')" -gt 80 ] ||
  { echo "FAILED: quote() is hardly used in $1"; exit 1; }
found=$(grep -rnE "'\{\}|\{\}'" lib cli converters --include='*.cc' --include='*.h' | grep -vE '^(lib/base/quote|cli/args/complete_[a-z]*).cc:') || true
[ -z "$found" ] || { echo "FAILED: quotes by hand, expected quote():"; printf '%s\n' "$found"; exit 1; }
# Nor does anything write to stderr but the one place that escapes, and the handler of signals, which may not use it.
found=$(grep -rnE 'std::cerr|[(, ]stderr\)|printf\(stderr|write\(STDERR_FILENO' lib cli converters --include='*.cc' \
  --include='*.h' | grep -vE '^cli/io/(messages|signals).cc:') || true
[ -z "$found" ] || { echo "FAILED: writes to stderr, expected print_...:"; printf '%s\n' "$found"; exit 1; }
