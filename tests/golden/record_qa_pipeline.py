"""Records models/qa_pipeline.json.gz: what the question-answering pipeline of Transformers answers with electra-mini-qa.

    python record_qa_pipeline.py

needs torch and transformers 4.57. Contexts are made of sentences and hard parts, seeded: marks inside of words,
ideographs without blanks, capitals, words in many pieces; short ones and ones over several windows.

A list of {"question", "context", "options", "answers": [{"score", "start", "end", "answer"}, ...]}; start and end count
code points. Answers with the score 0 are left out: which of them the pipeline gives is a matter of sorting.
"""

import gzip
import json
import random
from pathlib import Path

import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer, pipeline

HERE = Path(__file__).parent
MODEL = HERE.parents[1] / "data/models/electra-mini-qa"

SENTENCES = [
    "Brackwater was founded in 1642 by fishermen.", "Its mayor, Anna O'Neill-Smythe, is 54 years old.",
    "The mill (built in 1799) burned down twice.", "北京是中国的首都。", "서울은 대한민국의 수도이다.", "東京タワーは1958年に完成した。",
    "Unbelievably, the pseudo-archaeologists disagreed.", "About 3.5% of people there speak Frisian.", "THE MILL WAS RED.",
    "Zürich's café was café-like.", "Nothing happened.", "He paid $1,000.50 for it in St. Gallen.", "the mill was red.",
    "A river, the Elz, runs through it.", "Electroencephalographically speaking, no.",
]
QUESTIONS = [
    "When was Brackwater founded?", "Who is the mayor?", "What burned down?", "Where is the tower?", "首都はどこですか?",
    "How many people speak Frisian?", "What colour was the mill?", "Which river runs through it?", "Why?",
]
OPTIONS = [
    {}, {}, {"top_k": 3}, {"handle_impossible_answer": True}, {"align_to_words": False}, {"top_k": 5, "align_to_words": False},
    {"max_answer_len": 3, "top_k": 2}, {"max_seq_len": 48, "doc_stride": 12}, {"max_seq_len": 40, "doc_stride": 8, "top_k": 4},
    {"top_k": 4, "handle_impossible_answer": True}, {"max_seq_len": 60, "handle_impossible_answer": True},
]


def main():
    source = random.Random(11)
    model = AutoModelForQuestionAnswering.from_pretrained(MODEL, dtype=torch.float32).eval()
    answer = pipeline("question-answering", model=model, tokenizer=AutoTokenizer.from_pretrained(MODEL), device="cpu")
    records = []
    for i in range(99):
        options = OPTIONS[i % len(OPTIONS)]
        count = source.choice([1, 2, 4, 8]) if i % 9 else 60
        context = source.choice([" ", " ", "", "\n"]).join(source.choice(SENTENCES) for _ in range(count))
        question = source.choice(QUESTIONS)
        found = answer(question=question, context=context, **options)
        found = [one for one in (found if isinstance(found, list) else [found]) if one["score"] > 0]
        records.append({"question": question, "context": context, "options": options, "answers": found})
    records.append({"question": "Why?", "context": " ", "options": {"handle_impossible_answer": True},
                    "answers": [answer(question="Why?", context=" ", handle_impossible_answer=True)]})
    text = json.dumps(records, ensure_ascii=False).encode()
    (HERE / "models/qa_pipeline.json.gz").write_bytes(gzip.compress(text, mtime=0))


main()
