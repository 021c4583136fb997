#!/bin/sh
# The recipes for many machines, each on this one: their results are those of one run, also where workers are killed.
# usage: run.sh parallel|slurm|spark
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
me=tests/cluster/run.sh
. "$root/data/setup.sh"

case $#${1-} in
  1parallel | 1slurm | 1spark) ;;
  *) echo "usage: sh $me parallel|slurm|spark" >&2; exit 2 ;;
esac
export ELECTRA_RECIPES_ASKED=1
install_packages tests
build dev build-dev electra_cli
exec sh "$root/tests/cluster/$1_test.sh" "$root/build-dev/electra" "$root"
