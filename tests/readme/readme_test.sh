#!/bin/sh
# Runs every command that README.md or a manual page shows, and compares what it prints.
# usage: readme_test.sh SOURCE_FOLDER DOCUMENT FOLDER_OF_A_PROGRAM...
set -eu
tests=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
source=$1
document=$2
shift 2
for folder in "$@"; do PATH=$folder:$PATH; done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PATH HOME="$scratch"  # no models of the user's own
unset ELECTRA_MODEL_PATH XDG_DATA_HOME XDG_CACHE_HOME || true
unset HF_HOME HF_HUB_CACHE HUGGINGFACE_HUB_CACHE TRANSFORMERS_CACHE || true

failed=0
fail() { printf 'FAILED: %s: %s\n' "$document" "$*"; failed=1; }

mkdir "$scratch/project"
cd "$scratch/project"
case $document in
  *.md)  # The commands may write files: they run in a folder that only looks like the project's.
    is_page=false left_out=
    ln -s "$source"/* .
    cp "$source/$document" "$scratch/console"
    ;;
  *)  # They run in an empty folder: what a page shows of a file by `cat` is the file.
    is_page=true left_out='/^electra: no --model given/d'
    awk -f "$tests/page.awk" "$source/$document" >"$scratch/console"
    ;;
esac

# run COMMAND_FILE: leaves what the command prints in the file printed. A page leaves out the note that names the demo
# model.
run() {
  sh "$1" >"$scratch/said" 2>&1 </dev/null || fail "line $line: exit status $?"
  sed "$left_out" "$scratch/said" >"$scratch/printed"
}

# What is told without --format is what the section is about.
check_told() {
  case $(cat "$scratch/$i.section"):$(cat "$scratch/$i.command") in
    *--format*) ;;
    text:electra* | tsv:electra* | csv:electra* | jsonl:electra* | squad:electra* | conll*:electra*)
      sed "1s/^electra [a-z-]*/& --format $(cat "$scratch/$i.section")/" "$scratch/$i.command" >"$scratch/given"
      sed '/: read as /d' "$scratch/printed" >"$scratch/told"
      run "$scratch/given"
      cmp -s "$scratch/printed" "$scratch/told" || fail "line $line: not the same with --format"
      ;;
  esac
}

count=$(awk -v dir="$scratch" -f "$tests/commands.awk" "$scratch/console")
[ "$count" -gt 0 ] || fail "no console blocks"
i=0
while [ "$((i += 1))" -le "$count" ]; do
  line=$(cat "$scratch/$i.line")
  command=$(cat "$scratch/$i.command")
  if $is_page && [ "${command#cat }" != "$command" ] && [ ! -e "${command#cat }" ]; then
    cp "$scratch/$i.expected" "${command#cat }"
    continue
  fi
  run "$scratch/$i.command"
  awk -v expected="$scratch/$i.expected" -f "$tests/same.awk" "$scratch/printed" || fail "line $line: $command"
  if $is_page; then check_told; fi
done

if ! $is_page; then
  awk '/^```/ { inside = ($0 == "```cpp"); next } inside' "$scratch/console" >"$scratch/main.cc"
  cmp "$scratch/main.cc" "$source/tests/install/consumer/main.cc" || fail "the C++ example is not tests/install/consumer/main.cc"
fi
echo "$count commands"
exit "$failed"
