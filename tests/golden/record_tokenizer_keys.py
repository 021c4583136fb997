"""Records tokenizer/config_keys.json: the keys of tokenizer_config.json that Transformers 4.57 writes and reads.

    python record_tokenizer_keys.py tokenizer

{key: "written", "read" or "written, read"}: written by save_pretrained of one of CLASSES, with as much in it as has a key of its own; read by
their constructors, the arguments and what these take out of **kwargs, by from_pretrained, _from_pretrained or by AutoTokenizer.
"""

import inspect
import json
import os
import re
import sys
import tempfile
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_VERBOSITY="error")

from tokenizers import AddedToken  # noqa: E402
from transformers import (  # noqa: E402
    AutoTokenizer,
    BertTokenizer,
    BertTokenizerFast,
    DistilBertTokenizer,
    DistilBertTokenizerFast,
    ElectraTokenizer,
    ElectraTokenizerFast,
    PreTrainedTokenizerFast,
)
from transformers.tokenization_utils_base import PreTrainedTokenizerBase  # noqa: E402

CLASSES = (ElectraTokenizer, ElectraTokenizerFast, BertTokenizer, BertTokenizerFast, DistilBertTokenizer, DistilBertTokenizerFast,
           PreTrainedTokenizerFast)


def written(tokenizer_class, directory):
    """A usual one, and one with everything."""
    keys = set()
    for everything in (False, True):
        tokenizer = tokenizer_class.from_pretrained(directory)
        if everything:
            tokenizer.add_tokens([AddedToken("<x>", lstrip=True)])
            tokenizer.add_special_tokens({"bos_token": "<bos>", "eos_token": "<eos>", "additional_special_tokens": ["<y>"]})
            tokenizer.chat_template = "{{ messages }}"
            tokenizer._processor_class = "Processor"
            tokenizer._auto_map = {"AutoTokenizer": ["ours.Tokenizer", None]}
            tokenizer.init_inputs = ("vocab.txt",)
        if everything and tokenizer.is_fast:
            tokenizer.backend_tokenizer.enable_truncation(8)
            tokenizer.backend_tokenizer.enable_padding()
        with tempfile.TemporaryDirectory() as folder:
            for step in range(2):  # once more, read back: what tokenizer.json says becomes keys, too
                tokenizer.save_pretrained(folder, save_jinja_files=False)
                keys |= json.loads(Path(folder, "tokenizer_config.json").read_text()).keys()
                if step == 0 and tokenizer_class is not PreTrainedTokenizerFast:
                    tokenizer.init_inputs = ()
                    tokenizer.save_pretrained(folder, save_jinja_files=False)
                    tokenizer = tokenizer_class.from_pretrained(folder)
    return keys


def read(tokenizer_class):
    keys = set(tokenizer_class.SPECIAL_TOKENS_ATTRIBUTES)
    for base in tokenizer_class.__mro__:
        if "__init__" in vars(base) and base is not object:
            parameters = inspect.signature(base.__init__).parameters.values()
            keys |= {parameter.name for parameter in parameters if parameter.kind is parameter.POSITIONAL_OR_KEYWORD} - {"self"}
            keys |= taken_by(base.__init__)
    return keys - {"verbose"}


def taken_by(function, dictionaries="kwargs"):
    """The keys that it takes out of its dictionary of what the file says."""
    source = inspect.getsource(function)
    return set(re.findall(rf'\b(?:{dictionaries})\.(?:pop|get)\("(\w+)"', source)) | set(
        re.findall(rf'"(\w+)" in (?:{dictionaries})\b', source))


def main():
    folder = Path(sys.argv[1])
    has = {"written": set(), "read": taken_by(PreTrainedTokenizerBase._from_pretrained, "init_kwargs") |
           taken_by(PreTrainedTokenizerBase.from_pretrained, "tokenizer_config") |
           taken_by(AutoTokenizer.from_pretrained, "tokenizer_config") - {"_commit_hash"}}
    for tokenizer_class in CLASSES:
        has["written"] |= written(tokenizer_class, folder / "directories" / "both")
        has["read"] |= read(tokenizer_class)
    keys = {key: ", ".join(kind for kind in has if key in has[kind]) for key in sorted(set.union(*has.values()))}
    (folder / "config_keys.json").write_text(json.dumps(keys, indent=1) + "\n")


if __name__ == "__main__":
    main()
