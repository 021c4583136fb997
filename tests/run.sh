#!/bin/sh
# Installs what is missing, builds with warnings as errors, runs every test. Arguments go to ctest: tests/run.sh -R tokenizer
# Builds into a folder of its own, so that the stricter flags do not rebuild what is in build/.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
me=run.sh
. "$root/data/setup.sh"

install_packages
build build-tests all -DELECTRA_WARNINGS_AS_ERRORS=ON -DELECTRA_BUILD_TESTS=ON
say "testing"
exec ctest --test-dir "$root/build-tests" --output-on-failure --no-tests=error "$@"
