"""Records what others make of tags of every scheme: metrics/tag_schemes.json.gz with seqeval, and hf/tokencls/groups.json.gz
with the token-classification pipeline of Transformers.

    python record_tags.py GOLDEN_DIRECTORY

needs seqeval 1.2, torch and transformers 4.57. Seeded: two runs give the same bytes.

tag_schemes has 60 files for each scheme and affix: gold and predicted tags (sentences of words, with blanks), the default
report, and the strict one, or null where seqeval refuses a tag. A report is {TYPE or AVERAGE: [precision, recall, f1, support]}.

groups has label sets for the model of hf/tokencls, texts, and for each strategy the groups of every text: [begin, end, label,
score], with offsets in bytes.
"""

import gzip
import json
import logging
import random
import sys
import warnings
from pathlib import Path

from seqeval import scheme as schemes
from seqeval.metrics import classification_report
from transformers import ElectraForTokenClassification, ElectraTokenizerFast, pipeline

LETTERS = {"IOB1": "IB", "IOB2": "IB", "IOE1": "IE", "IOE2": "IE", "IOBES": "IBES", "BILOU": "IBLU", "IO": ""}
# One character alone would have the type "_", whose spans seqeval lets begin in an earlier sentence.
TYPES = ["PER", "LOC", "A-B", "xy"]


def letters_of(scheme, length, follows, is_followed):
    """Of a span: follows and is_followed say whether a span of the same type touches it."""
    letters = ["I"] * length
    if scheme in ("IOB2", "IOBES", "BILOU") or (scheme == "IOB1" and follows):
        letters[0] = "B"
    if scheme == "IOE2" or (scheme == "IOE1" and is_followed):
        letters[-1] = "E"
    if scheme in ("IOBES", "BILOU"):
        end, single = ("E", "S") if scheme == "IOBES" else ("L", "U")
        letters[-1] = single if length == 1 else end
    return letters


def tag(letter, kind, suffix):
    if not letter:
        return kind
    return f"{kind}-{letter}" if suffix else f"{letter}-{kind}"


def sentence(rng, scheme, suffix):
    spans = [(rng.choice(TYPES + ["O", "O"]), rng.randint(1, 3)) for _ in range(rng.randint(1, 6))]
    kinds = ["O"] + [kind for kind, _ in spans] + ["O"]
    tags = []
    for i, (kind, length) in enumerate(spans):
        if kind == "O":
            tags += ["O"] * length
        else:
            letters = letters_of(scheme, length, kinds[i] == kind, kinds[i + 2] == kind)
            tags += [tag(letter if LETTERS[scheme] else "", kind, suffix) for letter in letters]
    return tags


def noisy(rng, scheme, suffix, tags, letters):
    """Some tags changed at random, which need not make sense."""
    result = list(tags)
    for i in range(len(tags)):
        if rng.random() < 0.2:
            letter = rng.choice(letters) if letters else ""
            result[i] = rng.choice(["O", tag(letter, rng.choice(TYPES), suffix)])
    return result


def rows(report):
    return {name: [round(float(row[key]), 12) for key in ("precision", "recall", "f1-score", "support")]
            for name, row in report.items()}


def report_of(gold, predicted, **arguments):
    try:
        return rows(classification_report(gold, predicted, output_dict=True, **arguments))
    except (ValueError, KeyError):
        return None


def record_schemes(rng):
    result = []
    for scheme, letters in LETTERS.items():
        for suffix in (False, True):
            for number in range(60):
                gold = [sentence(rng, scheme, suffix) for _ in range(3)]
                foreign = "BIESLU" if number % 10 == 9 and letters else letters
                predicted = [noisy(rng, scheme, suffix, tags, foreign) for tags in gold]
                if number % 3 == 2:
                    gold = [noisy(rng, scheme, suffix, tags, letters) for tags in gold]
                row = {"scheme": scheme, "suffix": suffix, "gold": [" ".join(tags) for tags in gold],
                       "predicted": [" ".join(tags) for tags in predicted],
                       "default": report_of(gold, predicted, suffix=suffix)}
                if letters:
                    row["strict"] = report_of(gold, predicted, suffix=suffix, mode="strict", scheme=getattr(schemes, scheme))
                result.append(row)
    return result


LABELS = {
    "BIO": "O B-PER I-PER B-LOC I-LOC B-A-B I-A-B", "IOE": "O I-PER E-PER I-LOC E-LOC", "IO": "O PER LOC ORG MISC",
    "I": "O I-PER I-LOC I-x", "BIOES": "O B-PER I-PER E-PER S-PER B-LOC E-LOC S-LOC",
    "BILOU": "O B-PER I-PER L-PER U-PER B-LOC L-LOC U-LOC", "disguised O": "B-O I-O B-PER I-PER X-O L-O PER-O O-PER O-",
    "suffix": "O PER-B PER-I LOC-B LOC-I ORG-B", "BIOES behind": "O PER-B PER-I PER-E PER-S LOC-S",
    "odd": "O B I B- I- -PER B_PER b-PER PER- B--PER I--PER UNK", "NAVER": "O PER-B PER-I TRM-B TRM-I NUM-B NUM-I",
    "tags": "NN VB DT IN NNP-S O",
}
WORDS = ["my", "school", "schooling", "is", "down", "the", "long", "way", "back", "city", "Paris", "Angela", "unbelievable", ",",
         ".", "(", "42", "d\u00f6wn", "\u12a0\u121b", "\u6771\u4eac", "e\u0301a"]
STRATEGIES = ["none", "simple", "first", "average", "max"]


def record_groups(rng, directory):
    model = ElectraForTokenClassification.from_pretrained(directory).eval()
    tokenizer = ElectraTokenizerFast.from_pretrained(directory)
    result = []
    for name, pool in LABELS.items():
        for _ in range(6):
            pool_labels = pool.split()
            labels = [rng.choice(pool_labels) for _ in range(model.config.num_labels)]
            model.config.id2label = dict(enumerate(labels))
            texts = [" ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 14))) for _ in range(2)]
            row = {"scheme": name, "labels": labels, "texts": texts, "groups": {}}
            for strategy in STRATEGIES:
                tagger = pipeline("token-classification", model=model, tokenizer=tokenizer, aggregation_strategy=strategy)
                row["groups"][strategy] = [
                    [[len(text[:group["start"]].encode()), len(text[:group["end"]].encode()),
                      group["entity" if strategy == "none" else "entity_group"], round(float(group["score"]), 6)]
                     for group in tagger(text)] for text in texts]
            result.append(row)
    return result


def write(file, rows):
    text = json.dumps(rows, separators=(",", ":")).replace('},{"scheme"', '},\n{"scheme"') + "\n"
    file.write_bytes(gzip.compress(text.encode(), mtime=0))


def main():
    root = Path(sys.argv[1])
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    write(root / "metrics/tag_schemes.json.gz", record_schemes(random.Random(29)))
    write(root / "hf/tokencls/groups.json.gz", record_groups(random.Random(30), root / "hf/tokencls"))


main()
