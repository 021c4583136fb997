# What the fault tests share: what is run, and what must hold after each run, whatever failed in it. Sourced, not run.
# REQUIRES: $program is electra, $root the project's folder, and the current folder empty: all is done in it.
#
# A case is a command whose outputs lie in the folder `out`. They are there before it runs, from an older run; afterwards
# each must be the old one or the right one, whole, with nothing beside them.

golden=$root/tests/golden samples=$root/data/samples
export ELECTRA_MODEL_PATH="$root/data/models"
runs=0 faults=0 not_started=0

fault() {
  faults=$((faults + 1))
  echo "FAULT: $case: $what: $*"
  sed 's/^/  stderr: /;5q' stderr
}

# All cases; those that write nothing into `out` are compared by their standard output.
cases="detect embed qa forward convert convert_zip demo fill classify choose tag score tokenize inspect"

# run_case CASE [WRAPPER...]: on $threads threads.
threads=1
run_case() {
  case=$1
  shift
  set -- "$@" "$program"
  case $case in
    detect) set -- "$@" detect-replaced --threads "$threads" --model "$golden/hf/pretraining" --output out/o lines.txt ;;
    demo) set -- "$@" detect-replaced --quiet --threads "$threads" --output out/o lines.txt ;;
    embed) set -- "$@" embed --threads "$threads" --model "$golden/hf/model" --output-format npy --output out/o lines.txt ;;
    qa) set -- "$@" qa --threads "$threads" --model "$golden/hf/qa" --nbest out/nbest --null-odds out/odds --output out/o \
      squad.json ;;
    forward) set -- "$@" forward --threads "$threads" --model "$golden/hf/qa" --output out/o \
      --input "$golden/hf/qa/expected.safetensors" ;;
    convert) set -- "$@" convert --quiet --force --part discriminator --vocab "$golden/google/vocab.txt" \
      "$golden/google/pretrain-a-small/ckpt" out/model ;;
    convert_zip) set -- "$@" convert --quiet --force --part discriminator \
      "$golden/google/pretrain-g-zip/electra_small.zip" out/model ;;
    fill) set -- "$@" fill-mask --quiet --threads "$threads" masked.txt ;;
    classify) set -- "$@" classify --quiet --threads "$threads" --columns 1 texts.tsv ;;
    choose) set -- "$@" choose --quiet --threads "$threads" "$samples/choose.jsonl" ;;
    tag) set -- "$@" tag --quiet --threads "$threads" lines.txt ;;
    score) set -- "$@" score --quiet tag "$samples/tag.conll" "$samples/tag.conll" ;;
    tokenize) set -- "$@" tokenize --quiet --threads "$threads" lines.txt ;;
    inspect) set -- "$@" inspect "$golden/hf/qa" ;;
  esac
  "$@" </dev/null >stdout 2>stderr
}

# What a case's outputs are before it runs.
restore() {
  rm -rf out
  mkdir out
  case $1 in
    qa) echo old | tee out/nbest out/odds >out/o ;;
    convert) mkdir out/model && echo old | tee out/model/config.json >out/model/model.safetensors ;;
    *) [ ! -e "right.$1/o" ] || echo old >out/o ;;
  esac
}

# Runs the cases once without a fault, and keeps what is right: right.CASE, stdout.CASE; old.CASE is what was before.
prepare() {
  head -n 3 "$samples/detect-replaced.txt" >lines.txt
  head -n 2 "$samples/fill-mask.txt" >masked.txt
  head -n 4 "$samples/classify.tsv" >texts.tsv
  cat >squad.json <<'EOF'
{"version": "v2.0", "data": [{"title": "sea", "paragraphs": [{"context": "The old king lived by the sea.",
 "qas": [{"id": "1", "question": "Who lived by the sea?"}, {"id": "2", "question": "Where did he live?"}]}]}]}
EOF
  for each in "$@"; do
    what="no fault"
    rm -rf out && mkdir out
    run_case "$each" || { fault "exit code $?" && exit 1; }
    mv out "right.$each"
    mv stdout "stdout.$each"
    restore "$each"
    cp -r out "old.$each"
  done
}

same() { diff -r "$1" "$2" >/dev/null 2>&1; }

# Hidden files that a run could not remove, and says so, go with the next one.
check_outputs() { # CASE
  for path in out/* out/.[!.]*; do
    [ -e "$path" ] || continue
    name=${path#out/}
    case $name in .*) ! grep -q 'cannot be removed' stderr || continue ;; esac
    same "$path" "right.$1/$name" || same "$path" "old.$1/$name" || fault "$name is neither the old nor the right one"
  done
}

# The loader of libraries dies of the same fault in a program that does nothing.
ends_before_main() { # STATUS [WRAPPER...]
  expected=$1
  shift
  "$@" "$program" --version >/dev/null 2>&1
  [ $? -eq "$expected" ]
}

# attempt CASE WHAT [WRAPPER...]: runs it under the wrapper that brings the fault WHAT, and checks what came of it. A
# message may be missing if $silent is not empty.
attempt() {
  case=$1 what=$2
  shift 2
  restore "$case"
  status=0
  run_case "$case" timeout 60 "$@" || status=$?
  runs=$((runs + 1))
  if [ "$status" -gt 3 ] && ends_before_main "$status" "$@"; then
    not_started=$((not_started + 1))
    return 0
  fi
  [ "$status" -le 3 ] || fault "exit code $status"
  ! grep -qv '^electra: ' stderr || fault "a message without 'electra: '"
  messages=$(grep -c '^electra: ' stderr) || :
  [ -z "${silent-}" ] || messages=1
  if [ "$status" -eq 0 ]; then
    same out "right.$case" || fault "success, but $(diff -rq out "right.$case" | head -n 1)"
    same stdout "stdout.$case" || fault "success, but the wrong standard output"
  else
    [ "$messages" -eq 1 ] || fault "exit code $status with $messages messages"
    check_outputs "$case"
  fi
}

# Prints the figures; fails if there was a fault.
finish() {
  echo "$1: $runs runs ($not_started ended before main), $faults faults"
  [ "$faults" -eq 0 ]
}
