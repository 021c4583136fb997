"""Writes tokenizer/directories: tokenizer directories that differ in one thing each, and what Transformers 4.57 makes of them.

    python make_tokenizers.py FOLDER [NAME...]

tokenizer_directories.py has the table of directories, tokenizer_texts.py the texts. FOLDER gets texts.json, and per directory its files
and expected.json.gz:

    {"differs": what this directory is about,
     "fast": {"class", "length" (len(tokenizer)), "max_length", "names" (id of each special token that has a name), "special" (all
              special ids), "padding_side", "truncation_side",
              "texts": [{"ids", "types", "offsets" (characters), "decoded", "skipped" (decoded without special tokens)}…],
              "pairs": […the same], "cut": [{"ids", "types"}…: truncation=True, max_length=8]},
     "slow": the same without offsets; null where AutoTokenizer has a fast one for use_fast=False too}

or {"error": "class: first line of the message"}, in place of a tokenizer or of a result. `types` is null where Transformers gives the model
none. In all directories but `both`, a result holds those of its values alone that the same result of `both` has not.
"""

import gzip
import json
import os
import shutil
import sys
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false", TRANSFORMERS_VERBOSITY="error")

from tokenizer_directories import table  # noqa: E402
from tokenizer_texts import CUT, PAIRS, TEXTS  # noqa: E402
from transformers import AutoTokenizer  # noqa: E402

BASE = "both"
NAMES = ("bos", "eos", "unk", "sep", "pad", "cls", "mask")


def attempt(function, *arguments):
    """What it returns, or the error; a panic of the tokenizers library is no Exception."""
    try:
        return function(*arguments)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        # Transformers asks for protobuf when an error comes by; the error is what counts.
        while isinstance(error, ImportError) and error.__context__:
            error = error.__context__
        lines = str(error).splitlines() or [""]
        return {"error": f"{type(error).__name__}: {lines[0]}"}


def result(tokenizer, case, cut=False):
    options = dict(truncation=True, max_length=8) if cut else dict(return_offsets_mapping=tokenizer.is_fast)
    encoding = tokenizer(*(case if isinstance(case, list) else [case]), **options)
    ids = encoding["input_ids"]
    out = {"ids": ids, "types": encoding.get("token_type_ids")}
    if cut:
        return out
    if tokenizer.is_fast:
        out["offsets"] = [number for pair in encoding["offset_mapping"] for number in pair]
    return out | {"decoded": tokenizer.decode(ids), "skipped": tokenizer.decode(ids, skip_special_tokens=True)}


def record(directory, use_fast):
    tokenizer = AutoTokenizer.from_pretrained(directory, use_fast=use_fast)
    if tokenizer.is_fast != use_fast:
        return None
    return {
        "class": type(tokenizer).__name__,
        "length": len(tokenizer),
        "max_length": tokenizer.model_max_length,
        "names": {name: getattr(tokenizer, f"{name}_token_id") for name in NAMES if getattr(tokenizer, f"{name}_token") is not None},
        "special": attempt(lambda: sorted(set(tokenizer.all_special_ids))),
        "padding_side": tokenizer.padding_side,
        "truncation_side": tokenizer.truncation_side,
        "texts": [attempt(result, tokenizer, text) for text in TEXTS],
        "pairs": [attempt(result, tokenizer, pair) for pair in PAIRS],
        "cut": [attempt(result, tokenizer, case, True) for case in CUT],
    }


def shorten(recorded, base):
    """Leaves out of the results what they share with the base."""
    for part in ("texts", "pairs", "cut"):
        for mine, other in zip(recorded.get(part, ()), base[part], strict=part in recorded):
            if "error" in mine:
                continue
            for key in [key for key in mine if mine[key] == other.get(key)]:
                del mine[key]


def dump(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def write_files(directory, files):
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    for name, content in files.items():
        (directory / name).write_text(content, newline="", encoding="utf-8")


def main():
    folder = Path(sys.argv[1])
    names = sys.argv[2:]
    base = None
    os.chdir(folder)  # no message has a path of this machine
    Path("texts.json").write_text(dump({"texts": TEXTS, "pairs": PAIRS, "cut": CUT}))
    for name, (differs, files) in table().items():
        if names and name not in names and name != BASE:
            continue
        write_files(Path(name), files)
        recorded = {"differs": differs}
        for kind in ("fast", "slow"):
            recorded[kind] = attempt(record, name, kind == "fast")
            if base and recorded[kind]:
                shorten(recorded[kind], base[kind])
        if name == BASE:
            base = recorded
        (Path(name) / "expected.json.gz").write_bytes(gzip.compress(dump(recorded).encode(), 9, mtime=0))
        print(name, *((recorded[kind] or {}).get("error", (recorded[kind] or {}).get("class")) for kind in ("fast", "slow")), sep="\t",
              flush=True)


if __name__ == "__main__":
    main()
