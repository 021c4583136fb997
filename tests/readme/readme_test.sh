#!/bin/sh
# Runs every command of README.md's console blocks and compares what it prints; compares the C++ example with its file.
# usage: readme_test.sh SOURCE_FOLDER FOLDER_OF_A_PROGRAM...
set -eu
tests=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
source=$1
shift
for folder in "$@"; do PATH=$folder:$PATH; done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PATH HOME="$scratch"  # no models of the user's own
unset ELECTRA_MODEL_PATH XDG_DATA_HOME XDG_CACHE_HOME || true
unset HF_HOME HF_HUB_CACHE HUGGINGFACE_HUB_CACHE TRANSFORMERS_CACHE || true

# The commands may write files: they run in a folder that only looks like the project's.
mkdir "$scratch/project"
ln -s "$source"/* "$scratch/project/"
cd "$scratch/project"

failed=0
fail() { printf 'FAILED: README.md: %s\n' "$*"; failed=1; }

count=$(awk -v dir="$scratch" -f "$tests/commands.awk" README.md)
[ "$count" -gt 0 ] || fail "no console blocks"
i=0
while [ "$((i += 1))" -le "$count" ]; do
  line=$(cat "$scratch/$i.line")
  sh "$scratch/$i.command" >"$scratch/printed" 2>&1 </dev/null || fail "line $line: exit status $?"
  awk -v expected="$scratch/$i.expected" -f "$tests/same.awk" "$scratch/printed" ||
    fail "line $line: $(cat "$scratch/$i.command")"
done

awk '/^```/ { inside = ($0 == "```cpp"); next } inside' README.md >"$scratch/main.cc"
cmp "$scratch/main.cc" tests/install/consumer/main.cc || fail "the C++ example is not tests/install/consumer/main.cc"
echo "$count commands"
exit "$failed"
