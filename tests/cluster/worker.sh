#!/bin/sh
# Stands for electra on the nodes of the tests of clusters: as long as there are files in $ELECTRA_SCRATCH/kills, a worker
# takes one away and is killed when it has given a part of its results; if killed_part names a part, only those at work on it.
# Texts come from standard input, or from a file with --resume and --output.
case "$*" in
  *"$(cat "$ELECTRA_SCRATCH/killed_part" 2>/dev/null)"*) ;;
  *) exec "$ELECTRA_PROGRAM" "$@" ;;
esac
for kill in "$ELECTRA_SCRATCH"/kills/*; do
  if rm "$kill" 2>/dev/null; then break; fi
  kill=
done
[ -n "$kill" ] || exec "$ELECTRA_PROGRAM" "$@"

own=$ELECTRA_SCRATCH/killed.${kill##*/}
mkdir "$own" && mkfifo "$own/input"
output=
for argument; do
  [ "${before-}" != --output ] || output=$argument
  before=$argument
done
if [ -n "$output" ]; then
  "$ELECTRA_PROGRAM" "$@" &
  worker=$!
  until [ -s "$output.part" ] || ! kill -0 "$worker" 2>/dev/null; do sleep 0.01; done
else
  # The end of the input does not come before the kill: electra answers what it has when a pipe pauses.
  "$ELECTRA_PROGRAM" "$@" <"$own/input" >"$own/results" &
  worker=$!
  exec 3>"$own/input"
  head -n 5 >&3
  until [ -s "$own/results" ] || ! kill -0 "$worker" 2>/dev/null; do sleep 0.05; done
  cat "$own/results"
fi
kill -KILL "$worker" 2>/dev/null && touch "$own/dead"
wait "$worker" 2>/dev/null
