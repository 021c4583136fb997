#!/bin/sh
# Every command gives the same output on one thread and on several.
# usage: threads_test.sh PROGRAM SOURCE_FOLDER
set -eu
program=$1 source=$2 samples=$2/data/samples golden=$2/tests/golden
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset ELECTRA_MODEL_PATH || true
failed=0
fail() { echo "FAILED: $*"; failed=1; }

# same ARGUMENT...
same() {
  for threads in 1 3; do
    status=0
    "$program" "$@" --quiet --threads "$threads" >"$scratch/$threads" 2>"$scratch/errors" || status=$?
    [ "$status" -eq 0 ] || fail "electra $* --threads $threads: exit status $status
$(head -n 100 "$scratch/errors")"
  done
  cmp "$scratch/1" "$scratch/3" || fail "electra $* depends on the number of threads"
}

# A few hundred records are several windows of batches.
for i in 1 2 3; do cat "$samples/detect-replaced.txt"; done >"$scratch/lines.txt"
same tokenize --vocab "$golden/hf/vocab.txt" "$scratch/lines.txt"
same detect-replaced --model "$golden/hf/pretraining" --batch-tokens 64 "$scratch/lines.txt"
same fill-mask --model "$golden/hf/maskedlm" --batch-tokens 64 "$samples/fill-mask.txt"
same classify --model "$golden/hf/seqcls-3" --columns 1 "$samples/classify.tsv"
same choose --model "$golden/hf/multiplechoice-first" "$samples/choose.jsonl"
same tag --model "$golden/hf/tokencls" "$samples/tag.conll"
same qa --model "$golden/hf/qa" "$samples/qa.json"
same detect-replaced --suggest --model "$source/data/models/electra-mini-discriminator" "$source/data/samples/detect-replaced.txt"
same embed --model "$golden/hf/model" "$scratch/lines.txt"

# Weights are packed by all threads, whatever they are read from.
head -n 20 "$samples/detect-replaced.txt" >"$scratch/few.txt"
for container in bin bin-strided h5 msgpack tf2-object; do
  same detect-replaced --model "$golden/hf/formats/disc-$container" "$scratch/few.txt"
done

# Written by a thread of its own.
"$program" convert --part discriminator "$golden/google/pretrain-a-small/ckpt" "$scratch/model" 2>"$scratch/errors" ||
  fail "electra convert: $(head -n 100 "$scratch/errors")"

# Progress has a thread of its own, on a terminal, once a run is slow enough; a signal ends it, too.
for i in 1 2 3 4; do cat "$scratch/lines.txt"; done >"$scratch/more.txt"
run="'$program' detect-replaced --threads 2 --model '$golden/hf/pretraining' --batch-tokens 64 --output '$scratch/out' --resume '$scratch/more.txt'"
status=0
script -qec "$run" /dev/null >"$scratch/errors" </dev/null || status=$?
[ "$status" -eq 0 ] || fail "electra detect-replaced on a terminal: exit status $status
$(head -n 100 "$scratch/errors")"
rm "$scratch/out"
status=0
script -qec "timeout -s TERM --preserve-status 3 $run" /dev/null >"$scratch/errors" </dev/null || status=$?
case $status in
  0 | 143) ;;  # done before, on a quick machine
  *) fail "electra detect-replaced that is told to end: exit status $status
$(head -n 100 "$scratch/errors")" ;;
esac
exit "$failed"
