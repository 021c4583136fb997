#!/bin/sh
# Installs what is missing, builds the preset dev, runs every test. Arguments go to ctest: tests/run.sh -R tokenizer
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
me=run.sh
. "$root/data/setup.sh"

install_packages tests
build dev build-dev all
say "testing"
exec ctest --test-dir "$root/build-dev" --output-on-failure --no-tests=error -j "$(nproc)" "$@"
