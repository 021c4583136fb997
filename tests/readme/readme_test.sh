#!/bin/sh
# Runs every command that README.md or a manual page shows, in an empty folder, and compares what it prints. What a
# document shows of a file by `cat` is the file. Needs nothing of the project but this folder.
# usage: readme_test.sh DOCUMENT FOLDER_OF_A_PROGRAM...
#   README_DOWNLOADS: what README.md downloads, for the folder bin (see downloads.sh)
set -eu
tests=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
document=$1
shift
for folder in "$@"; do PATH=$folder:$PATH; done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
export PATH="$tests/bin:$PATH" HOME="$scratch"  # no models of the user's own
unset ELECTRA_MODEL_PATH XDG_DATA_HOME XDG_CACHE_HOME || true
unset HF_HOME HF_HUB_CACHE HUGGINGFACE_HUB_CACHE TRANSFORMERS_CACHE || true

failed=0
fail() { printf 'FAILED: %s: %s\n' "$document" "$*"; failed=1; }

case $document in
  *.md)
    is_page=false left_out=
    cp "$document" "$scratch/console"
    ;;
  *)
    is_page=true left_out='/^electra: no --model given/d'
    awk -f "$tests/page.awk" "$document" >"$scratch/console"
    ;;
esac
mkdir "$scratch/work"
cd "$scratch/work"

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

# The file that a command like `cat FILE` shows, if there is none yet.
shown_file() {
  case $command in
    "cat "*[\|\>\<]*) ;;
    "cat "*) [ -e "${command#cat }" ] || echo "${command#cat }" ;;
  esac
}

# A program against the library takes a compiler, which not everybody who reads on has.
has_tools() {
  case $command in
    "cmake "* | build-*/*) command -v cmake >/dev/null && command -v c++ >/dev/null ;;
  esac
}

count=$(awk -v dir="$scratch" -f "$tests/commands.awk" "$scratch/console")
[ "$count" -gt 0 ] || fail "no console blocks"
i=0
while [ "$((i += 1))" -le "$count" ]; do
  line=$(cat "$scratch/$i.line")
  command=$(cat "$scratch/$i.command")
  file=$(shown_file)
  if [ -n "$file" ]; then
    cp "$scratch/$i.expected" "$file"
    continue
  fi
  has_tools || { echo "skipped, as there is no cmake and c++: $command"; continue; }
  run "$scratch/$i.command"
  awk -v expected="$scratch/$i.expected" -f "$tests/same.awk" "$scratch/printed" || fail "line $line: $command"
  if $is_page; then check_told; fi
done
echo "$count commands"
exit "$failed"
