"""Records models/tag_pipeline.json: what the token-classification pipeline of Transformers answers with electra-mini-ner.

    python record_tag_pipeline.py

needs torch and transformers 4.57. Texts are the sentences of the samples, and odd ones: marks, ideographs, symbols, special
tokens, words in many pieces, nothing at all.

A list of {"aggregate": STRATEGY, "text", "spans": [[start, end, label, score], ...]}; start and end count code points.
"""

import json
from pathlib import Path

import torch
from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"
MODEL = DATA / "models/electra-mini-ner"

ODD_TEXTS = [
    "Zürich ét Microsofts Redmondish xyzzyplugh 北京 ☃☃ [MASK] ...", "I [UNK] went to Łódź, Anne-Marie's town", "",
]


def sample_texts():
    for sentence in (DATA / "samples/tag.conll").read_text(encoding="utf-8").strip().split("\n\n"):
        yield " ".join(line.split("\t")[0] for line in sentence.splitlines())


def main():
    model = AutoModelForTokenClassification.from_pretrained(MODEL, dtype=torch.float32).eval()
    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    records = []
    for strategy in ["none", "simple", "first", "average", "max"]:
        answer = pipeline("token-classification", model=model, tokenizer=tokenizer, aggregation_strategy=strategy, device="cpu")
        for text in [*sample_texts(), *ODD_TEXTS]:
            label = "entity" if strategy == "none" else "entity_group"
            spans = [[span["start"], span["end"], span[label], round(float(span["score"]), 6)] for span in answer(text)]
            records.append({"aggregate": strategy, "text": text, "spans": spans})
    (HERE / "models/tag_pipeline.json").write_text(json.dumps(records, ensure_ascii=False, indent=0), encoding="utf-8")


main()
