#!/bin/sh
# Every #include of a source file is of a room that its own room sees, no room sees itself around a corner, and the
# headers of packages stay in the rooms that are made for them.
# usage: includes_test.sh SOURCE_FOLDER TABLE_OF_ROOMS
set -eu
tests=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
cd "$1"
find lib converters cli -name '*.cc' -o -name '*.h' | sort | xargs awk -v table="$2" -f "$tests/includes.awk"
