#!/bin/sh
# A part of hunt.sh: one fuzzer for some seconds. Leaves a log, and a line for each finding in build-fuzz/hunt/NAME.found.
seconds=$1
name=$2
hunt=build-fuzz/hunt/$name
mkdir -p "$hunt"
"build-fuzz/tests/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 -malloc_limit_mb=512 \
  -print_final_stats=1 -artifact_prefix="$hunt." "$hunt" "tests/fuzz/corpus/$name" > "$hunt.log" 2>&1 && exit 0

why=$(grep -aE -m 1 'broken: |ERROR: |runtime error: |terminate called' "$hunt.log" | tr -d '\033' | cut -c 1-200)
for input in "$hunt".crash-* "$hunt".leak-* "$hunt".oom-* "$hunt".timeout-*; do
  [ -e "$input" ] || continue
  kept=tests/fuzz/corpus/$name/found-$(basename "$input" | sed 's/^[^-]*-//' | cut -c 1-12)
  mv "$input" "$kept"
  echo "$kept: $why" >> "$hunt.found"
done
[ -e "$hunt.found" ] || echo "$name: stopped without an input, see $hunt.log: $why" >> "$hunt.found"
exit 0
