"""Records metrics/answers.json.gz: what the official scripts of KorQuAD 1.0, CMRC 2018 and MLQA say of pairs of answers.

    python record_answers.py evaluate_v1_0.py cmrc2018_evaluate.py mlqa_evaluation_v1.py

takes the scripts as they are published (KoELECTRA's finetune/src, cmrc2018's baseline, MLQA) and needs nltk 3. Answers
are made of hard parts, seeded: quotes, brackets, articles, blanks, digits, ideographs. NLTK does not look for sentences
in an answer (preserve_line): its model of them is not ours.

The file is a list of {"metric", "language", "gold": [...], "predicted", "exact", "f1"}, from 0 to 1.
"""

import gzip
import importlib.util
import json
import random
import sys
from pathlib import Path

import nltk

WORDS = {
    "ko": ["부산", "부산에", "1945년", "8월", "《춘향전》", "'독도'", "(주)", "‘한글’", "LG", "3.5%", "〈별〉", "이순신은", "A.I."],
    "zh": ["北京", "1998年", "，", "。", "《红楼梦》", "Windows", "3.5%", "1,000元", "don't", "“", "”", "·", "……", "（", "）", "U.S.",
           "it's", "[a]", "\"x\"", "cannot", "～", "$5", "a--b", "fine.", "龥", "𠀀", "!", "?", "''", "'tis", "a, b", "wanna", "，", "７,８"],
    "de": ["der", "Die", "eine", "Straße", "STRASSE", "Über-Ich", "„Haus“", "des", "ein,", "1.", "Adern", "—", "dem"],
    "es": ["el", "La", "un", "niño", "¿qué?", "los", "unas", "del", "«casa»", "lasaña", "Él", "una", "e.g."],
    "en": ["the", "a", "An", "cat", "cat's", "“house”", "U.S.", "another", "1,5", "a-b", "$5", "the.", "İstanbul"],
    "ar": ["ال", "الكتاب", "كتاب", "والبيت", "بيت", "١٢", "،", "؟", "قال", "مدرسة", "العالم"],
    "hi": ["की", "का", "हिन्दी", "।", "भारत", "॥", "१२", "नई", "दिल्ली,", "(भारत)"],
    "vi": ["của", "Là", "cái", "chiếc", "những", "Hà", "Nội", "là,", "HÀ", "nhà", "láng", "caí"],
}


def loaded(path):
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Answers:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def one(self, language):
        joiner = self.random.choice(["", "", " "] if language == "zh" else [" ", " ", "  ", "", "\u00a0"])
        return joiner.join(self.random.choice(WORDS[language]) for _ in range(self.random.randint(0, 5)))

    def near(self, language, gold):
        kind = self.random.randrange(4)
        if kind == 0:
            return self.one(language)
        if kind == 1:
            return gold + self.random.choice(["", " ", ".", ")", "，"]) + self.one(language)
        if kind == 2:
            return gold[self.random.randint(0, 2):].upper()
        return " " + gold.lower().replace(" ", self.random.choice(["", " ", ", "]))


def main():
    korquad, cmrc, mlqa = (loaded(path) for path in sys.argv[1:4])
    cmrc.nltk.word_tokenize = lambda text: nltk.tokenize.NLTKWordTokenizer().tokenize(text)
    answers = Answers(7)
    records = []

    def add(metric, language, exact_of, f1_of, count):
        for _ in range(count):
            gold = [answers.one(language) for _ in range(answers.random.randint(1, 3))]
            predicted = answers.near(language, answers.random.choice(gold))
            records.append({
                "metric": metric, "language": language, "gold": gold, "predicted": predicted,
                "exact": float(exact_of(gold, predicted)), "f1": float(f1_of(gold, predicted)),
            })

    def best(measure, *more):
        return lambda gold, predicted: max(measure(predicted, one, *more) for one in gold)

    add("korquad", "ko", best(korquad.exact_match_score), best(korquad.f1_score), 300)
    add("korquad", "en", best(korquad.exact_match_score), best(korquad.f1_score), 60)
    add("cmrc", "zh", cmrc.calc_em_score, cmrc.calc_f1_score, 700)
    add("cmrc", "en", cmrc.calc_em_score, cmrc.calc_f1_score, 100)
    for language in ["ar", "de", "en", "es", "hi", "vi", "zh"]:
        add("mlqa", language, best(mlqa.exact_match_score, language), best(mlqa.f1_score, language), 150)
    text = json.dumps(records, ensure_ascii=False).encode()
    target = Path(__file__).parent / "metrics/answers.json.gz"
    target.write_bytes(gzip.compress(text, mtime=0))


main()
