"""Records classify/ with the text-classification pipeline of Transformers.

    python record_classify.py OUTPUT_DIRECTORY

needs torch, transformers 4.57 and safetensors. One encoder, seeded, has heads of one, two and three labels. Every head is
asked under every problem_type of its config, and under every function_to_apply. Texts are in `texts`, of a pair both.
"""

import json
import logging
import shutil
import sys
from pathlib import Path

import torch
from record_encoder import VOCABULARY, spread_weights
from transformers import ElectraConfig, ElectraForSequenceClassification, ElectraTokenizerFast, pipeline

LABELS = ["low", "middle", "high"]
TEXTS = [["my school is down"], ["the long way back to the city"], ["no"], ["what would they do?", "they would know"],
         ["united states of america and the ##s"]]
PROBLEMS = [None, "regression", "single_label_classification", "multi_label_classification"]
FUNCTIONS = [None, "none", "sigmoid", "softmax"]


def model_of(num_labels):
    config = ElectraConfig(
        vocab_size=328, embedding_size=8, hidden_size=16, num_attention_heads=2, num_hidden_layers=1, intermediate_size=16,
        max_position_embeddings=24, id2label=dict(enumerate(LABELS[:num_labels])),
        label2id={label: i for i, label in enumerate(LABELS[:num_labels])})
    torch.manual_seed(21)
    model = ElectraForSequenceClassification(config).eval()
    spread_weights(model, torch.Generator().manual_seed(21))
    return model


def results_of(model, tokenizer, problem, function):
    model.config.problem_type = problem
    classifier = pipeline("text-classification", model=model, tokenizer=tokenizer, top_k=None, function_to_apply=function)
    results = []
    for text in TEXTS:
        labels = classifier({"text": text[0], "text_pair": text[1]} if len(text) == 2 else text[0])
        labels = labels[0] if isinstance(labels[0], list) else labels
        results.append({label["label"]: round(label["score"], 7) for label in labels})  # best first
    return results


def main():
    root = Path(sys.argv[1])
    logging.disable(logging.INFO)
    rows = []
    for num_labels in (1, 2, 3):
        directory = root / f"labels-{num_labels}"
        model = model_of(num_labels)
        model.save_pretrained(directory)
        shutil.copy(VOCABULARY, directory / "vocab.txt")
        tokenizer = ElectraTokenizerFast(vocab_file=str(VOCABULARY))
        for problem in PROBLEMS:
            for function in FUNCTIONS:
                rows.append({"num_labels": num_labels, "problem_type": problem, "function_to_apply": function,
                             "results": results_of(model, tokenizer, problem, function)})
    lines = ",\n".join(json.dumps(row) for row in rows)
    (root / "expected.json").write_text(f'{{"texts": {json.dumps(TEXTS)},\n"cases": [\n{lines}\n]}}\n')
    print(f"{len(rows)} cases of {len(TEXTS)} texts")


if __name__ == "__main__":
    main()
