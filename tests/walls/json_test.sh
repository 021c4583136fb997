#!/bin/sh
# JSON is read by base/json_handler.h, which keeps to a depth and to linear time; the header of a safetensors file, of
# which nothing is built, by a handler of its own. Nothing else calls the library's parsers.
# usage: json_test.sh SOURCE_FOLDER
set -eu
cd "$1"
found=$(grep -rnE '::(parse|accept|sax_parse)\(' lib cli converters --include='*.cc' --include='*.h' |
  grep -iE 'json::' | grep -vE '^(lib/base/json_handler\.cc|lib/format/safetensors_json\.cc):' || true)
[ -z "$found" ] || {
  echo "JSON is read around base/json_handler.h:"
  echo "$found"
  exit 1
}
