#!/bin/sh
# Installs what is missing, builds into build/, and shows electra at work on data/samples.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
me=demo.sh
. "$root/data/setup.sh"

install_packages build
build release build electra_cli
cd "$root"

# Prints a command as one would type it, and runs it.
show() {
  printf '\n$ %s\n' "$1"
  sh -c "$1"
}

cat <<'END'

-- Which words do not belong? -----------------------------------------------------------
Each line has one odd word, or none. The discriminator, a model of 10 MB, gives every word
a score; those of at least 0.5 are coloured, or stand in [[ ]] where there is no terminal.
END
show "head -n 16 data/samples/detect-replaced.txt | build/electra detect-replaced"

cat <<'END'

The model is tiny: it misses words, and flags some that are fine. The scores tell more
(line, start, end, word, score):
END
show "echo 'The plane landed safely at the soup.' | build/electra detect-replaced --quiet --output-format tsv --all"

cat <<'END'

-- Which word belongs here? -------------------------------------------------------------
The generator fills each [MASK] with the likeliest word; its other guesses are on request
(line, start, end, rank, word, probability).
END
show "head -n 8 data/samples/fill-mask.txt | build/electra fill-mask"
show "echo 'She drank a cup of hot [MASK].' | build/electra fill-mask --quiet --top-k 5"

cat <<'END'

-- What does it say? Which one fits? ----------------------------------------------------
Labels of texts with their probability, choices for questions, and how often they are right.
END
show "head -n 4 data/samples/classify.tsv | cut -f 1 | build/electra classify"
show "build/electra classify --quiet --columns 1 data/samples/classify.tsv | build/electra score classify - data/samples/classify.tsv --label-column 2"
show "head -n 3 data/samples/choose.jsonl | build/electra choose"
show "echo 'Angela Merkel was born in Hamburg.' | build/electra tag"
show "echo 'Brackwater was founded in 1642.' | build/electra qa --question 'When was Brackwater founded?'"
show "echo 'The chef cooked the meal.' | build/electra embed --quiet --normalize | cut -c 1-70"

cat <<'END'

-- Next ---------------------------------------------------------------------------------
Your own text:        build/electra detect-replaced FILE
A page to look at:    build/electra detect-replaced --output-format html FILE > page.html
A better model:       any ELECTRA directory of Transformers with model.safetensors: --model DIRECTORY
What a model holds:   build/electra inspect data/models/electra-mini-discriminator
All commands:         build/electra --help
The library, limits:  README.md            All tests: sh tests/run.sh
END
