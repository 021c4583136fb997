#!/bin/sh
# What somebody new does first with an installed electra.
# usage: try.sh PREFIX, beside electra_small.zip
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
prefix=$1
export PATH="$prefix/bin:$PATH"
samples=$prefix/share/electra/samples
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
fail() { echo "FAILED: $*"; exit 1; }
# is EXPECTED COMMAND: what it prints.
is() { printed=$(sh -c "$2") && [ "$printed" = "$1" ] || fail "$2 prints: $printed"; }

electra --version | head -n 1
is "The company sold its shares for two million [[dogs]].
The book was written by a famous [[sugar]].
The plane landed safely at the [[soup]].
The chef cooked the meal.
He has lived in London since [[yellow]]." "head -n 5 $samples/detect-replaced.txt | electra detect-replaced --quiet"
is "The company sold its shares for two million [[dogs|dollars]]." \
   "head -n 1 $samples/detect-replaced.txt | electra detect-replaced --quiet --suggest"
is "He opened the door and walked into the room." "head -n 1 $samples/fill-mask.txt | electra fill-mask --quiet"
is "[[Angela Merkel|PER]] was born in [[Hamburg|LOC]]." "echo 'Angela Merkel was born in Hamburg.' | electra tag --quiet"
for command in "classify --columns 1 classify.tsv" "choose choose.jsonl" "qa qa.json" "embed detect-replaced.txt"; do
  [ "$(electra ${command% *} --quiet "$samples/${command##* }" | wc -l)" -gt 5 ] || fail "electra $command"
done
electra convert --quiet "$here/electra_small.zip" small.electra --part discriminator
is "the chef" "echo 'the chef' | electra detect-replaced --quiet --threshold 1 --model ./small.electra"

# The pages and completions of this version.
for page in man1/electra.1 man1/electra-convert.1 man7/electra-models.7; do
  set -- "$prefix/share/man/$page"*
  [ -s "$1" ] || fail "no page $page"
done
bash -euc '. "$0" && complete -p electra' "$prefix/share/bash-completion/completions/electra" >completion || fail "no completion"
electra --generate bash | cmp - "$prefix/share/bash-completion/completions/electra"
[ -s "$prefix/share/doc/electra/README.md" ] || fail "no README.md"
echo "what a new user does works"
