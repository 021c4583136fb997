#!/usr/bin/env python3
"""Writes lib/text/unicode_tables.cc: what tokenizers' BertNormalizer and BertPreTokenizer do to each code point.

Usage: generate.py > lib/text/unicode_tables.cc        (needs: pip install tokenizers==0.22.2)

The tables are frozen on purpose: an answer must not change with the Unicode version of a library. They are not taken from
the Unicode database, because the reference mixes several versions of it; each one is probed from the reference itself,
one code point at a time, with all other options off.
"""
import sys

import tokenizers
from tokenizers import models, normalizers, pre_tokenizers

EXPECTED_VERSION = "0.22.2"
CODE_POINTS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
SEPARATOR = "x"  # a starter that no option changes; batches of probes are joined with it
HANGUL = range(0xAC00, 0xAC00 + 11172)


def bert_normalizer(**on):
    options = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**{**options, **on})


def probe(normalizer, make=chr):
    """{code point: code points that `normalizer` makes of make(code point)}; x itself is known to be unchanged."""
    assert normalizer.normalize_str(SEPARATOR) == SEPARATOR
    result = {ord(SEPARATOR): [ord(c) for c in normalizer.normalize_str(make(ord(SEPARATOR)))]}
    probed = [c for c in CODE_POINTS if chr(c) != SEPARATOR]
    for begin in range(0, len(probed), 4096):
        batch = probed[begin : begin + 4096]
        text = SEPARATOR + SEPARATOR.join(make(c) for c in batch) + SEPARATOR
        parts = normalizer.normalize_str(text)[1:-1].split(SEPARATOR)
        if len(parts) != len(batch):  # a code point that turns into the separator: one at a time
            parts = [normalizer.normalize_str(make(c)) for c in batch]
        result.update(zip(batch, ([ord(d) for d in part] for part in parts)))
    return result


def combining_classes(nfd):
    """{code point: canonical combining class}, non-zero ones: from the order that NFD gives to pairs of marks.

    unicodedata only suggests one mark for each class; the reference's own sorting decides.
    """
    import unicodedata

    def swaps(normalizer, first, second):
        return normalizer.normalize_str("a" + chr(first) + chr(second)) == "a" + chr(second) + chr(first)

    unchanged = {c for c, to in nfd.items() if to == [c]}
    normalizer = normalizers.NFD()
    lowest, highest = 0x0334, 0x0345  # classes 1 and 240, the ends of the order
    before = probe(normalizer, lambda c: "a" + chr(c) + chr(lowest))
    after = probe(normalizer, lambda c: "a" + chr(highest) + chr(c))
    marks = sorted(
        c
        for c in unchanged
        if before[c] == [ord("a"), lowest, c] or after[c] == [ord("a"), c, highest]
    )
    examples = {}
    for mark in marks:
        examples.setdefault(unicodedata.combining(chr(mark)), mark)
    examples.pop(0, None)
    order = sorted(examples)
    for low, high in zip(order, order[1:]):
        assert swaps(normalizer, examples[high], examples[low]), (low, high)
    classes = {}
    for mark in marks:
        equal = [
            k
            for k in order
            if examples[k] == mark
            or not (swaps(normalizer, mark, examples[k]) or swaps(normalizer, examples[k], mark))
        ]
        assert len(equal) == 1, (hex(mark), equal)
        classes[mark] = equal[0]
    return classes


def word_characters():
    """Code points beside which a token that stands alone is not found: \\w of the reference's regular expressions."""
    tokenizer = tokenizers.Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    tokenizer.add_tokens([tokenizers.AddedToken("#", single_word=True, normalized=False)])
    token = tokenizer.token_to_id("#")
    return [c for c in CODE_POINTS if token not in tokenizer.encode(chr(c) + "#").ids or chr(c) == "#"]


def hangul(code_point):
    index = code_point - 0xAC00
    parts = [0x1100 + index // 588, 0x1161 + index % 588 // 28, 0x11A7 + index % 28]
    return parts if index % 28 else parts[:2]


def probe_all():
    clean = probe(bert_normalizer(clean_text=True))
    chinese = probe(bert_normalizer(handle_chinese_chars=True))
    lower = probe(bert_normalizer(lowercase=True))
    strip = probe(bert_normalizer(strip_accents=True))
    nfd = probe(normalizers.NFD())
    split = {}
    bert = pre_tokenizers.BertPreTokenizer()
    for c in CODE_POINTS:
        words = [w for w, _ in bert.pre_tokenize_str("a" + chr(c) + "b")]
        split[c] = {1: "word", 2: "space", 3: "punctuation"}[len(words)]

    space = ord(" ")
    t = {}
    t["removed"] = [c for c in CODE_POINTS if clean[c] == []]
    t["white_space"] = [c for c in CODE_POINTS if clean[c] == [space]]
    t["ideographs"] = [c for c in CODE_POINTS if chinese[c] == [space, c, space]]
    t["punctuation"] = [c for c in CODE_POINTS if split[c] == "punctuation"]
    t["nonspacing_marks"] = [c for c in CODE_POINTS if nfd[c] == [c] and strip[c] == []]
    t["word_characters"] = [c for c in word_characters() if c != ord("#")]
    t["lower"] = {c: to for c, to in lower.items() if to != [c]}
    t["nfd"] = {c: to for c, to in nfd.items() if to != [c] and c not in HANGUL}
    t["classes"] = combining_classes(nfd)
    check(t, clean, chinese, split, strip, nfd)
    return t


def check(t, clean, chinese, split, strip, nfd):
    """The assumptions that lib/text makes beyond the tables themselves."""
    sets = {name: set(values) for name, values in t.items() if isinstance(values, list)}
    for c in CODE_POINTS:
        assert clean[c] in ([], [ord(" ")], [c]), hex(c)
        assert chinese[c] == [c] or c in sets["ideographs"], hex(c)
        assert strip[c] == [d for d in nfd[c] if d not in sets["nonspacing_marks"]], hex(c)
        # The pre-tokenizer finds no white space that cleaning has left (what it removed aside).
        if split[c] == "space":
            assert c in sets["white_space"] or c in sets["removed"], hex(c)
        # A decomposition is in canonical order: starters, then marks by class.
        ranks = [t["classes"].get(d, 0) for d in nfd[c]]
        assert ranks == sorted(ranks), hex(c)
    for c in HANGUL:
        assert nfd[c] == hangul(c), hex(c)
    new_space = sets["white_space"] | sets["removed"]
    for outputs in (t["lower"], t["nfd"]):
        for c, to in outputs.items():
            assert c in new_space or not new_space & set(to), hex(c)
    assert not set(t["classes"]) & set(t["lower"])
    assert not set(t["classes"]) & (sets["punctuation"] | sets["white_space"] | sets["ideographs"])
    # Ideographs are told from the original code point; a decomposition must not change the answer.
    for c, to in t["nfd"].items():
        assert (to[0] in sets["ideographs"] and len(to) == 1) == (c in sets["ideographs"]), hex(c)
        assert len(to) == 1 or not sets["ideographs"] & set(to), hex(c)
    for c, to in t["lower"].items():
        assert not set(to) & (sets["ideographs"] | sets["punctuation"] | set(t["lower"])), hex(c)


def runs(values, key=lambda v: None):
    """[first, last, key] of maximal runs of consecutive code points with the same key."""
    result = []
    for v in sorted(values):
        if result and result[-1][1] == v - 1 and result[-1][2] == key(v):
            result[-1][1] = v
        else:
            result.append([v, v, key(v)])
    return result


def lower_runs(lower):
    """[first, last, step, delta]: pairs at distance 1 or 2 (upper and lower case alternate) with the same delta."""
    result = []
    for c in sorted(lower):
        delta = lower[c][0] - c
        if result and result[-1][3] == delta:
            run = result[-1]
            step = c - run[1]
            if (run[0] == run[1] and step <= 2) or step == run[2]:
                run[1], run[2] = c, step
                continue
        result.append([c, c, 1, delta])
    return result


def emit(items, declaration):
    print(f"\n{declaration} = {{")
    line = "   "
    for item in items:
        if len(line) + len(item) + 2 > 120:
            print(line)
            line = "   "
        line += f" {item},"
    print(line)
    print("};")


def main():
    if tokenizers.__version__ != EXPECTED_VERSION:
        sys.exit(f"generate.py: tokenizers: version {tokenizers.__version__}, expected {EXPECTED_VERSION}")
    t = probe_all()
    print(f"// Generated by data/unicode/generate.py from tokenizers {EXPECTED_VERSION}. Do not edit.")
    print('#include "text/unicode_tables.h"\n')
    print("// clang-format off\n")
    print("namespace electra::internal::unicode_tables {")
    for name in ("removed", "white_space", "ideographs", "punctuation", "nonspacing_marks", "word_characters"):
        found = runs(t[name])
        emit([f"{{{a:#x}, {b:#x}}}" for a, b, _ in found], f"constexpr CodePointRange {name}_data[]")
        print(f"const std::span<const CodePointRange> {name}{{{name}_data}};")

    found = runs(t["classes"], t["classes"].get)
    emit([f"{{{a:#x}, {b:#x}, {k}}}" for a, b, k in found], "constexpr CombiningClassRange combining_classes_data[]")
    print("const std::span<const CombiningClassRange> combining_classes{combining_classes_data};")

    multiple = [c for c, to in t["lower"].items() if len(to) != 1]
    assert multiple == [0x130] and t["lower"][0x130] == [ord("i"), 0x307]
    found = lower_runs({c: to for c, to in t["lower"].items() if len(to) == 1})
    emit([f"{{{a:#x}, {b:#x}, {s}, {d}}}" for a, b, s, d in found], "constexpr LowerCaseRange lower_case_data[]")
    print("const std::span<const LowerCaseRange> lower_case{lower_case_data};")

    pool, entries = [], []
    for c in sorted(t["nfd"]):
        entries.append((c, len(pool), len(t["nfd"][c])))
        pool += t["nfd"][c]
    emit([f"{{{c:#x}, {o}, {n}}}" for c, o, n in entries], "constexpr Decomposition decompositions_data[]")
    print("const std::span<const Decomposition> decompositions{decompositions_data};")
    emit([f"{c:#x}" for c in pool], "constexpr char32_t decomposition_code_points_data[]")
    print("const std::span<const char32_t> decomposition_code_points{decomposition_code_points_data};")
    print("\n}  // namespace electra::internal::unicode_tables")


if __name__ == "__main__":
    main()
