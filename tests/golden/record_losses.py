"""Records models/losses.json: what Transformers' models report as loss on the samples, as the mean over all labelled items.

    python record_losses.py > models/losses.json

needs torch and transformers 4.57. Weights are f16 in the files and f32 in arithmetic. Labelled are: texts, questions with
choices, first pieces of words, windows of contexts (as run_qa.py labels them), all tokens of texts with replaced words,
masks whose word is one piece.
"""

import json
from pathlib import Path

import torch
import transformers
from transformers import AutoTokenizer

GOLDEN = Path(__file__).parent / "models"
DATA = Path(__file__).parents[2] / "data"


class Demo:
    def __init__(self, name, kind):
        directory = DATA / "models" / name
        self.tokenizer = AutoTokenizer.from_pretrained(directory)
        self.model = getattr(transformers, kind).from_pretrained(directory, torch_dtype=torch.float32).eval()
        self.sum, self.count = 0.0, 0

    def add(self, inputs, count, **labels):
        with torch.no_grad():
            loss = self.model(**inputs, **{name: torch.tensor(value) for name, value in labels.items()}).loss
        self.sum += loss.double().item() * count
        self.count += count

    def mean(self):
        return {"loss": self.sum / self.count, "items": self.count}


def lines(path):
    return path.read_text(encoding="utf-8").splitlines()


def classify():
    demo = Demo("electra-mini-sst2", "ElectraForSequenceClassification")
    for line in lines(DATA / "samples/classify.tsv"):
        text, label = line.split("\t")
        demo.add(demo.tokenizer(text, return_tensors="pt"), 1, labels=[demo.model.config.label2id[label]])
    return demo.mean()


def choose():
    demo = Demo("electra-mini-choice", "ElectraForMultipleChoice")
    for line in lines(DATA / "samples/choose.jsonl"):
        item = json.loads(line)
        choices = item["choices"]
        prompt = item["context"] if "context" in item else item["prompt"]
        encoded = demo.tokenizer([prompt] * len(choices), choices, padding=True, return_tensors="pt")
        demo.add({name: value[None] for name, value in encoded.items()}, 1, labels=[item["label"]])
    return demo.mean()


def tag():
    demo = Demo("electra-mini-ner", "ElectraForTokenClassification")
    sentences, sentence = [], []
    for line in lines(DATA / "samples/tag.conll") + [""]:
        if line.strip():
            sentence.append(line.split("\t"))
        elif sentence:
            sentences.append(sentence)
            sentence = []
    for sentence in sentences:
        encoded = demo.tokenizer([row[0] for row in sentence], is_split_into_words=True, return_tensors="pt")
        labels, last = [], None
        for word in encoded.word_ids():
            first = word is not None and word != last
            labels.append(demo.model.config.label2id[sentence[word][-1]] if first else -100)
            last = word
        demo.add(encoded, len(sentence), labels=[labels])
    return demo.mean()


def qa():
    demo = Demo("electra-mini-qa", "ElectraForQuestionAnswering")
    data = json.loads((DATA / "samples/qa.json").read_text(encoding="utf-8"))["data"]
    paragraphs = [paragraph for article in data for paragraph in article["paragraphs"]]
    for paragraph in paragraphs:
        for question in paragraph["qas"]:
            encoded = demo.tokenizer(
                question["question"], paragraph["context"], truncation="only_second", max_length=384, stride=128,
                return_overflowing_tokens=True, return_offsets_mapping=True)
            for i, ids in enumerate(encoded["input_ids"]):
                start, end = run_qa_positions(encoded.sequence_ids(i), encoded["offset_mapping"][i], question["answers"])
                inputs = {"input_ids": torch.tensor([ids]),
                          "token_type_ids": torch.tensor([encoded["token_type_ids"][i]])}
                demo.add(inputs, 1, start_positions=[start], end_positions=[end])
    return demo.mean()


def run_qa_positions(sequence_ids, offsets, answers):
    """The tokens of the first answer, or those of [CLS] where the window does not hold all of it."""
    if not answers:
        return 0, 0
    begin = answers[0]["answer_start"]
    end = begin + len(answers[0]["text"])
    context = [i for i, sequence in enumerate(sequence_ids) if sequence == 1]
    if not context or offsets[context[0]][0] > begin or offsets[context[-1]][1] < end:
        return 0, 0
    return max(i for i in context if offsets[i][0] <= begin), min(i for i in context if offsets[i][1] >= end)


def detect_replaced():
    demo = Demo("electra-mini-discriminator", "ElectraForPreTraining")
    for line in lines(GOLDEN / "detect-replaced.tsv"):
        text, replaced = (line.split("\t") + [""])[:2]
        gold = {int(index) for index in replaced.replace(",", " ").split()}
        encoded = demo.tokenizer(text.split(), is_split_into_words=True, return_tensors="pt")
        labels = [float(word in gold) if word is not None else 0.0 for word in encoded.word_ids()]
        demo.add(encoded, len(labels), labels=[labels])
    return demo.mean()


def fill_mask():
    demo = Demo("electra-mini-generator", "ElectraForMaskedLM")
    for line in lines(GOLDEN / "fill-mask.tsv"):
        text, word = line.split("\t")
        ids = demo.tokenizer(word, add_special_tokens=False)["input_ids"]
        if len(ids) != 1 or ids[0] == demo.tokenizer.unk_token_id:
            continue
        encoded = demo.tokenizer(text, return_tensors="pt")
        labels = [ids[0] if i == demo.tokenizer.mask_token_id else -100 for i in encoded["input_ids"][0]]
        demo.add(encoded, 1, labels=[labels])
    return demo.mean()


if __name__ == "__main__":
    tasks = {"classify": classify, "choose": choose, "tag": tag, "qa": qa, "detect-replaced": detect_replaced,
             "fill-mask": fill_mask}
    print(json.dumps({name: task() for name, task in tasks.items()}, indent=1))
