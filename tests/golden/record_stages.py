"""Records tokenizer/stages.json.gz: what the stages of a tokenizer.json do to hard texts.

    python record_stages.py

needs tokenizers 0.22.2. Offsets are of code points. For each normalizer: the text, and where each of its code points
comes from (begin, end, begin, end, …); for each pre-tokenizer, behind no normalizer and behind NFKC: the words and
theirs; for whole tokenizers with WordPiece over tokenizer/vocab.txt: ids, offsets and words.
"""

import gzip
import json
import random
import unicodedata
from pathlib import Path

import tokenizers
from tokenizers import AddedToken, PreTokenizedString, Regex, Tokenizer, models, pre_tokenizers

HERE = Path(__file__).parent / "tokenizer"

TEXTS = """
|a|  The cats sat.  | leading|trailing |don't stop... (really?!) --ok-- |a_b c-d e.f|x1y22z333 4|¡Hola! ¿Qué tal?|«quoted» “text” — dash…
école|e\u0301cole|E\u0301COLE|\u0301|\u0301a|a\u0301\u0323|a\u0323\u0301|\u0323\u0301 \u0301\u0323|\u302e\u0301x|x\u0301\u302e|x\u302e\u0301y
\u0344|\u0344\u302e|a\u0344\u0323|\u0340\u0341\u0343|\u1e9b\u0323|\u212b\u2126\u212a|Å\u030a|A\u030a\u030a|ǖ|u\u0308\u0304|u\u0304\u0308|ṩ|s\u0323\u0307|s\u0307\u0323|d\u0307\u0323|ḍ\u0307
가각힣|\u1100\u1161|\u1100\u1161\u11a8|\u1112\u1175\u11c2x|각\u11a8|가\u11a7|가\u11a8\u0301|ㄱㅏ ㅎ|한국어 문장입니다.
ﬁ ﬂ ﬃ ﬄ ﬅ ﬆ|ﬁx ﬁ|ﬁ\u0301|ŀ ŉ ǆ ǅ Ǆ|\ufdfa|\ufdfaﷺ.|Ｆｕｌｌ ｗｉｄｔｈ １２３！|ｶﾞ ﾊﾟ|\uff9e\u0334|カ\u3099|は\u309aひ|㈱ ㍿ ㎏ ① ⑩ Ⅳ ½ ¼ ²³|𝐇𝐞𝐥𝐥𝐨 𝟏𝟐𝟑|𝕬𝖇
Σίσυφος ΟΔΟΣ|ΑΣ ΑΣΑ σς|İstanbul I ı i\u0307|İ\u0323 Iİ|ẞ ß SS|ǅ ǈ|ΐ Ϊ\u0301|ᾂ ᾼ ᾳ\u0313|Ω Ω
中国|漢字 and kanji|中a国 b|\uf900\uf901 豈|\U0002f800\U0002f801x|\U00020000\U0002a700|日本語のテキスト、です。|中\u0301国
a\u00a0b\u2003c\u3000d|a\u2028b\u2029c|a\u0085b\u000bc\u000cd|a\u180eb\u200bc\ufeffd|\u2000\u200a\u202f\u205f| \u3000x\u3000 |\u1680x\u0085|   
nul\u0000in|\u0000|\u0001\u0002x\u001f|del\u007f\u009f|soft\u00adhyphen|zw\u200cn\u200dj|\u202ertl\u202c|\ufffdx|\ue000p\U000f0000|tag\U000e0001\U000e0041|\u0600\u06dd
👨\u200d👩\u200d👧|🇩🇪 flag|e\u20e3 1\ufe0f\u20e3|☃ ❤\ufe0f|\U0001d15e\U0001d165|\U0001d1bb|𑄮𑄧 \U0001112e|𑤸 \U00011935\U00011930|\U000110ba\U00011099|\U0001f600ab
שָׁלוֹם|שּׁ \ufb2c|مُحَمَّد|لا ﻻ|हिन्दी में|क़ \u0958|বাংলা \u09cb|தமிழ் \u0bcb|ไทย ำ \u0e33|ລຳ \u0eb3 \u0edc|བོད་ \u0f73\u0f81|\u0fb9\u0344|ᬆ \u1b12
a--b|--|-a-|a-|-a|!!a!!b!!|.a.b|$x^y`z+w|a<b>c|#hash @user|½-¾|x²y|٣٤ ४५ 12|a１b|Ⅷ and ⅷ|٪ ؛ ،
aaa|aaaa aa|abab|xabx|ab\u0301|``x''|a.-#&~ b|éé|né(|(é|[MASK] x [mask]|the [SEP]the|<x> y<x>z|  <x>  z|ﬁre ﬁﬁ|é É|cafés CAFÉS|cafe\u0301s
""".strip("\n").replace("\n", "|").split("|")

LINES = ["\t\n\r a \t\n", "a\nb\r\nc", "a | b", "x" * 101 + " y"]


def bert(clean_text=True, chinese=True, strip_accents=None, lowercase=True):
    return {
        "type": "BertNormalizer",
        "clean_text": clean_text,
        "handle_chinese_chars": chinese,
        "strip_accents": strip_accents,
        "lowercase": lowercase,
    }


def strip(left, right):
    return {"type": "Strip", "strip_left": left, "strip_right": right}


def replace(pattern, content):
    return {"type": "Replace", "pattern": {"String": pattern}, "content": content}


def normalizers(*stages):
    return {"type": "Sequence", "normalizers": list(stages)}


def sequence(*stages):
    return {"type": "Sequence", "pretokenizers": list(stages)}


NFC, NFD, NFKC, NFKD = ({"type": form} for form in ("NFC", "NFD", "NFKC", "NFKD"))
LOWER, STRIP_ACCENTS = {"type": "Lowercase"}, {"type": "StripAccents"}
BERT, WHITESPACE, WHITESPACE_SPLIT = (
    {"type": kind} for kind in ("BertPreTokenizer", "Whitespace", "WhitespaceSplit")
)
BEHAVIORS = ("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous")
PUNCTUATION = {name: {"type": "Punctuation", "behavior": name} for name in BEHAVIORS}
DIGITS, DIGIT_RUNS = ({"type": "Digits", "individual_digits": each} for each in (True, False))

NORMALIZERS = [
    *(NFC, NFD, NFKC, NFKD, LOWER, STRIP_ACCENTS),
    *(strip(True, True), strip(True, False), strip(False, True), strip(False, False)),
    *(replace("aa", "b"), replace("a", "xyz"), replace("\u0301", ""), replace("a.-#&~ b", "é"), replace("é", "(")),
    *(bert(), bert(False), bert(True, False, False, True), bert(False, True, True, False), bert(False, False, True)),
    *(bert(True, True, False, False), bert(True, True, True, False)),
    normalizers(),
    normalizers(NFD, STRIP_ACCENTS, LOWER),
    normalizers(NFKC, bert()),
    normalizers(bert(), NFC, strip(True, True)),
    normalizers(NFKD, replace("\u0301", ""), NFC, LOWER),
    normalizers(normalizers(NFD, replace("e", "ab")), normalizers(), NFKC, strip(False, True)),
]
PRE_TOKENIZERS = [
    *(None, BERT, WHITESPACE, WHITESPACE_SPLIT, *PUNCTUATION.values(), DIGITS, DIGIT_RUNS),
    {"type": "CharDelimiterSplit", "delimiter": "é"},
    sequence(),
    sequence(WHITESPACE_SPLIT, PUNCTUATION["Contiguous"], DIGITS),
    sequence(sequence(WHITESPACE), PUNCTUATION["MergedWithNext"]),
]
PIPELINES = [
    (bert(), BERT),
    (bert(False), BERT),
    (None, WHITESPACE),
    (normalizers(NFKC, LOWER), sequence(WHITESPACE_SPLIT, PUNCTUATION["Isolated"])),
    (normalizers(NFD, LOWER, STRIP_ACCENTS), WHITESPACE),
    (normalizers(strip(True, True), replace("é", "e"), NFKD), PUNCTUATION["MergedWithPrevious"]),
    (LOWER, None),
    (NFC, sequence()),
]
# Looked for in the normalised text, but the last.
ADDED = [
    AddedToken("Café", normalized=True, single_word=True),
    AddedToken("fi", normalized=True),
    AddedToken("<x>", normalized=True, lstrip=True, rstrip=True),
    AddedToken("\u11a8", normalized=True),
    AddedToken("e\u0301", normalized=True),
    AddedToken("<raw>", normalized=False),
]


def random_texts(count):
    """Marks, what they stand on, and what comes apart, in any order."""
    rng = random.Random(1000)
    every = [chr(c) for c in range(0x30000) if not 0xD800 <= c <= 0xDFFF]
    kinds = [
        [c for c in every if unicodedata.combining(c)],
        [c for c in every if unicodedata.normalize("NFD", c) != c],
        [c for c in every if unicodedata.normalize("NFKD", c) != unicodedata.normalize("NFD", c)],
        [unicodedata.normalize("NFD", c) for c in every if unicodedata.normalize("NFC", c) == c and unicodedata.normalize("NFD", c) != c],
        list("abc AB1.-é\u0301\u0323\u0085"),
    ]
    return ["".join(rng.choice(rng.choice(kinds)) for _ in range(rng.randint(2, 14))) for _ in range(count)]


def stages(normalizer, pre_tokenizer, model=None):
    tokenizer = Tokenizer(model or models.WordLevel({"a": 0}, unk_token="a"))
    file = json.loads(tokenizer.to_str())
    file["normalizer"], file["pre_tokenizer"] = normalizer, pre_tokenizer
    return Tokenizer.from_str(json.dumps(file))


def split(normalizer, pre_tokenizer, text):
    parts = PreTokenizedString(text)
    if normalizer is not None:
        parts.normalize(normalizer.normalize)
    if pre_tokenizer is not None:
        pre_tokenizer.pre_tokenize(parts)
    # A slice has the offsets of what is in it, as all parts of a text that a tokenizer encodes; empty ones go.
    parts.split(lambda _, part: [part[0 : len(part.normalized)] if part.normalized else part])
    return parts.get_splits("original", "char")


def flat(pairs):
    return [number for pair in pairs for number in pair]


def main():
    assert tokenizers.__version__ == "0.22.2", tokenizers.__version__
    texts = TEXTS + LINES + random_texts(60)
    result = {"texts": texts, "normalizers": [], "pre_tokenizers": [], "pipelines": []}
    each = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    for stage in NORMALIZERS:
        normalizer = stages(stage, None).normalizer
        parts = [split(normalizer, each, text) for text in texts]
        results = [["".join(p[0] for p in of_text), flat(p[1] for p in of_text)] for of_text in parts]
        result["normalizers"].append({"normalizer": stage, "results": results})
    for stage in PRE_TOKENIZERS:
        for before in (None, NFKC):
            loaded = stages(before, stage)
            parts = [split(loaded.normalizer, loaded.pre_tokenizer, text) for text in texts]
            results = [[[p[0] for p in of_text], flat(p[1] for p in of_text)] for of_text in parts]
            entry = {"normalizer": before, "pre_tokenizer": stage, "results": results}
            result["pre_tokenizers"].append(entry)
    vocabulary = {line: i for i, line in enumerate((HERE / "vocab.txt").read_text().splitlines())}
    for normalizer, pre_tokenizer in PIPELINES:
        for added in ([], ADDED):
            tokenizer = stages(normalizer, pre_tokenizer, models.WordPiece(vocabulary, unk_token="[UNK]"))
            tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
            tokenizer.add_tokens(added)
            encodings = [tokenizer.encode(text) for text in texts]
            results = [[e.ids, flat(e.offsets), e.word_ids] for e in encodings]
            tokens = [
                {
                    "content": t.content,
                    "normalized": t.normalized,
                    "single_word": t.single_word,
                    "lstrip": t.lstrip,
                    "rstrip": t.rstrip,
                }
                for t in added
            ]
            entry = {"normalizer": normalizer, "pre_tokenizer": pre_tokenizer, "added": tokens, "results": results}
            result["pipelines"].append(entry)
    data = json.dumps(result, ensure_ascii=True, separators=(",", ":")).encode()
    (HERE / "stages.json.gz").write_bytes(gzip.compress(data, mtime=0))


main()
