#!/bin/sh
# What somebody new does first with an installed electra: the README from top to bottom, the samples, the pages.
# usage: try.sh PREFIX, beside tests/readme as `readme` and what its downloads.sh makes as `downloads`
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
prefix=$1
export PATH="$prefix/bin:$PATH" README_DOWNLOADS="$here/downloads"
samples=$prefix/share/electra/samples
fail() { echo "FAILED: $*"; exit 1; }

electra --version | head -n 1
sh "$here/readme/readme_test.sh" "$prefix/share/doc/electra/README.md" || fail "README.md"

flagged=$(head -n 5 "$samples/detect-replaced.txt" | electra detect-replaced --quiet)
[ "$flagged" = "The company sold its shares for two million [[dogs]].
The book was written by a famous [[sugar]].
The plane landed safely at the [[soup]].
The chef cooked the meal.
He has lived in London since [[yellow]]." ] || fail "electra detect-replaced prints: $flagged"
for command in "classify --columns 1 classify.tsv" "choose choose.jsonl" "tag --format conll tag.conll"; do
  [ "$(electra ${command% *} --quiet "$samples/${command##* }" | wc -l)" -gt 5 ] || fail "electra $command"
done

# The pages and completions of this version.
for page in man1/electra.1 man1/electra-convert.1 man7/electra-models.7; do
  set -- "$prefix/share/man/$page"*
  [ -s "$1" ] || fail "no page $page"
done
completion=$prefix/share/bash-completion/completions/electra
electra --generate bash | cmp - "$completion"
bash -euc '. "$0" && complete -p electra' "$completion" >/dev/null || fail "no completion in bash"
echo "what a new user does works"
