#!/bin/sh
# What README.md downloads, in small, out of the project: its folder bin gives it in place of the network.
# usage: downloads.sh SOURCE_FOLDER DESTINATION
set -eu
mkdir -p "$2"
cp "$1/tests/golden/google/pretrain-g-zip/electra_small.zip" "$2"
cp "$1/data/samples/qa.json" "$2/dev-v2.0.json"
cp -R "$1/tests/golden/hf/formats/disc-safetensors" "$2/hub"
