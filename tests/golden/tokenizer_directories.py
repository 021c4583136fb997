"""The table of make_tokenizers.py: a tokenizer directory a line, and what differs in it."""

import copy
import json

from tokenizer_texts import vocabulary

VOCABULARY = vocabulary()
ID = {piece: id for id, piece in enumerate(VOCABULARY)}
ELECTRA = {"tokenizer_class": "ElectraTokenizer"}
ANY = {"tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]",
       "pad_token": "[PAD]", "mask_token": "[MASK]"}
SPECIAL = VOCABULARY[:5]
BERT = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True}


def added(content, id=None, **flags):
    token = dict(content=content, single_word=False, lstrip=False, rstrip=False, normalized=False, special=False)
    token.update(flags)
    return {"id": id, **token} if id is not None else token


def special(content, id=None, **flags):
    return added(content, id, special=True, **flags)


def piece(name, type_id=0):
    return {"Sequence" if name in "AB" else "SpecialToken": {"id": name, "type_id": type_id}}


def template(single, pair, tokens=("[CLS]", "[SEP]"), ids=None):
    """From strings like "[CLS] A [SEP] B:1 [SEP]:1"."""
    def elements(text):
        return [piece(name, int(type_id or 0)) for name, _, type_id in (word.partition(":") for word in text.split())]
    known = {token: {"id": token, "ids": [(ids or ID)[token]], "tokens": [token]} for token in tokens}
    return {"type": "TemplateProcessing", "single": elements(single), "pair": elements(pair), "special_tokens": known}


USUAL = template("[CLS] A [SEP]", "[CLS] A [SEP] B:1 [SEP]:1")


def tokenizer_json(vocab=None, model={}, added_tokens=None, **parts):
    """A file of the tokenizers library, the usual one but for what is given."""
    out = {"version": "1.0", "truncation": None, "padding": None,
           "added_tokens": [special(token, id) for id, token in enumerate(SPECIAL)] + (added_tokens or []),
           "normalizer": BERT, "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": USUAL,
           "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
           "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
                     **model, "vocab": vocab or ID}}
    out.update(parts)
    return copy.deepcopy(out)


def text_of(pieces=VOCABULARY, end="\n"):
    return end.join([*pieces, ""])


def electra(**keys):
    return {**ELECTRA, **keys}


def any_class(**keys):
    return {**ANY, **keys}


def decoder_of(*tokens):
    """added_tokens_decoder: the five special tokens, and more."""
    known = {str(id): special(token) for id, token in enumerate(SPECIAL)}
    return {**known, **{str(token.pop("id")): token for token in copy.deepcopy(list(tokens))}}


def without(*pieces):
    return [piece for piece in VOCABULARY if piece not in pieces]


def renamed(names):
    return [names.get(piece, piece) for piece in VOCABULARY]


ROBERTA_NAMES = {"[PAD]": "<pad>", "[UNK]": "<unk>", "[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>"}
NAME_KEYS = {"pad_token": "<pad>", "unk_token": "<unk>", "cls_token": "<s>", "sep_token": "</s>", "mask_token": "<mask>"}
RENAMED = renamed(ROBERTA_NAMES)
RENAMED_IDS = {piece: id for id, piece in enumerate(RENAMED)}
NEXT = len(VOCABULARY)
TABLE = {}
USUAL_MODEL = {"model_type": "electra"}


def directory(name, differs, *, vocab=text_of(), tokenizer=None, config=ELECTRA, model=USUAL_MODEL, names=None, added=None):
    """vocab: text of vocab.txt; the rest: JSON of tokenizer.json, tokenizer_config.json, config.json, special_tokens_map.json and
    added_tokens.json; None: there is no such file."""
    assert name not in TABLE, name
    if (config or {}).get("tokenizer_class") and model is USUAL_MODEL:
        model = None  # Transformers does not look at it then
    if model is not None:
        model = {**model, "vocab_size": NEXT + 40}
    files = {"vocab.txt": vocab, "tokenizer.json": tokenizer, "tokenizer_config.json": config, "config.json": model,
             "special_tokens_map.json": names, "added_tokens.json": added}
    TABLE[name] = differs, {
        file: content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
        for file, content in files.items() if content is not None}


def normalizer(name, differs, value, config=ANY):
    directory("normalizer-" + name, differs, vocab=None, tokenizer=tokenizer_json(normalizer=value), config=config)


def pre_tokenizer(name, differs, value, config=ANY):
    directory("split-" + name, differs, vocab=None, tokenizer=tokenizer_json(pre_tokenizer=value), config=config)


def post_processor(name, differs, value, config=ANY):
    directory("frame-" + name, differs, vocab=None, tokenizer=tokenizer_json(post_processor=value), config=config)


def with_tokens(name, differs, *tokens, config=ELECTRA):
    directory("added-" + name, differs, vocab=None, tokenizer=tokenizer_json(added_tokens=list(tokens)), config=config)


def key(name, differs, both=False, **keys):
    """One more key of tokenizer_config.json, without or with a tokenizer.json."""
    directory("key-" + name, differs, config=electra(**keys), tokenizer=tokenizer_json() if both else None)


def sequence(kind, *parts):
    return {"type": "Sequence", kind: list(parts)}


CASED = {**BERT, "lowercase": False}


def files_and_classes():
    directory("both", "vocab.txt and tokenizer.json that agree", tokenizer=tokenizer_json())
    directory("vocab-only", "vocab.txt and config.json alone", config=None)
    directory("json-only", "tokenizer.json and config.json alone", vocab=None, config=None, tokenizer=tokenizer_json())
    directory("vocab-alone", "vocab.txt and nothing else", config=None, model=None)
    directory("nothing", "no vocabulary", vocab=None)
    for name, kind in {"electra-fast": "ElectraTokenizerFast", "bert": "BertTokenizer", "distilbert": "DistilBertTokenizer",
                       "japanese": "BertJapaneseTokenizer", "any-fast": "PreTrainedTokenizerFast",
                       "null": None}.items():
        directory("class-" + name, f"tokenizer_class {kind}, vocab.txt alone", config={"tokenizer_class": kind})
    for name, kind in {"electra": "ElectraTokenizer", "bert-fast": "BertTokenizerFast", "distilbert-fast": "DistilBertTokenizerFast",
                       "any-fast": "PreTrainedTokenizerFast", "any": "PreTrainedTokenizer", "v5": "TokenizersBackend",
                       "unknown": "OurTokenizer", "roberta-fast": "RobertaTokenizerFast"}.items():
        directory(f"class-{name}-json", f"tokenizer_class {kind}, a cased tokenizer.json alone", vocab=None,
                  config={"tokenizer_class": kind}, tokenizer=tokenizer_json(normalizer=CASED))
    directory("class-any-fast-lower", "PreTrainedTokenizerFast, do_lower_case true, a cased tokenizer.json", vocab=None,
              config=any_class(do_lower_case=True), tokenizer=tokenizer_json(normalizer=CASED))
    directory("class-any-fast-other", "PreTrainedTokenizerFast, a cased vocab.txt and a lower-casing tokenizer.json", config=ANY,
              vocab=text_of(without("the", "cat")), tokenizer=tokenizer_json())
    directory("class-of-model", "config.json's tokenizer_class PreTrainedTokenizerFast, cased", vocab=None, config=None,
              tokenizer=tokenizer_json(normalizer=CASED), model={**USUAL_MODEL, "tokenizer_class": "PreTrainedTokenizerFast"})
    directory("class-of-both", "tokenizer_config.json's class, and another in config.json", vocab=None, config=ANY,
              tokenizer=tokenizer_json(normalizer=CASED), model={**USUAL_MODEL, "tokenizer_class": "ElectraTokenizer"})
    directory("model-type-bert", "config.json's model_type bert", config=None, model={"model_type": "bert"})
    directory("model-type-unknown", "config.json's model_type unknown, no class", config=None, model={"model_type": "ours"})


def settings():
    for name, keys in {"lower-false": dict(do_lower_case=False), "strip-true": dict(strip_accents=True, do_lower_case=False),
                       "strip-false": dict(strip_accents=False), "strip-null": dict(strip_accents=None),
                       "chinese-false": dict(tokenize_chinese_chars=False)}.items():
        key(name, f"{keys}, vocab.txt alone", **keys)
        if name != "strip-null":
            key(name + "-json", f"{keys}, beside a tokenizer.json that has the usual ones", both=True, **keys)
    key("lower-null", "do_lower_case null", do_lower_case=None)
    directory("cased-json", "a cased tokenizer.json that no key confirms", tokenizer=tokenizer_json(normalizer=CASED))
    key("no-basic", "do_basic_tokenize false", do_basic_tokenize=False)
    key("never-split", "never_split", never_split=["Never", "[NEVER]", "don't"])
    for value in (True, False):
        word = str(value).lower()
        key(f"clean-up-{word}", f"clean_up_tokenization_spaces {word}", clean_up_tokenization_spaces=value)
        key(f"clean-up-{word}-json", f"the same beside tokenizer.json", both=True, clean_up_tokenization_spaces=value)
        directory(f"decoder-no-cleanup-{word}", f"a decoder without cleanup, clean_up_tokenization_spaces {word}",
                  tokenizer=tokenizer_json(decoder={"type": "WordPiece", "prefix": "##", "cleanup": False}),
                  config=electra(clean_up_tokenization_spaces=value))
        directory(f"decoder-null-{word}", f"no decoder, clean_up_tokenization_spaces {word}", tokenizer=tokenizer_json(decoder=None),
                  config=electra(clean_up_tokenization_spaces=value))
    key("truncation-left", "truncation_side left", truncation_side="left")
    key("truncation-left-json", "truncation_side left beside tokenizer.json", both=True, truncation_side="left")
    key("truncation-bad", "truncation_side middle", truncation_side="middle")
    key("padding-left", "padding_side left", padding_side="left")
    key("padding-bad", "padding_side middle", padding_side="middle")
    key("max-length", "model_max_length 128", model_max_length=128)
    key("max-length-float", "model_max_length 1e30, as for none", model_max_length=int(1e30))
    key("max-len", "max_len 64, as old files have it", max_len=64)
    key("file-null", "tokenizer_file null", tokenizer_file=None)
    key("file-null-json", "tokenizer_file null beside tokenizer.json", both=True, tokenizer_file=None)
    key("file-stale-json", "the same beside tokenizer.json", both=True, tokenizer_file="/nowhere/tokenizer.json")
    key("vocab-file-stale", "vocab_file that is not there", vocab_file="/nowhere/vocab.txt")
    key("vocab-file-stale-json", "the same beside tokenizer.json", both=True, vocab_file="/nowhere/vocab.txt")
    key("from-slow-json", "from_slow true beside tokenizer.json", both=True, from_slow=True)
    key("prefix-space-json", "add_prefix_space true beside tokenizer.json", both=True, add_prefix_space=True)
    key("inputs", "model_input_names without token_type_ids", model_input_names=["input_ids", "attention_mask"])
    key("others", "keys that change nothing", both=True, name_or_path="x", special_tokens_map_file=None, wordpieces_prefix="@@",
        clean_text=False, use_fast=False, unknown_key=3, processor_class="P", chat_template="{{x}}", init_inputs=[], max_length=6, stride=2,
        truncation_strategy="only_first", pad_to_multiple_of=8, pad_token_type_id=1)
    key("auto-map", "auto_map to code of one's own", both=True, auto_map={"AutoTokenizer": ["ours.Tokenizer", None]})


def special_names():
    key("extra-list", "extra_special_tokens as a list, as Transformers 5 writes it", extra_special_tokens=["<url>"])
    key("extra-empty", "extra_special_tokens {}", extra_special_tokens={})
    key("decoder-piece", "added_tokens_decoder with a piece", added_tokens_decoder=decoder_of(added("the", ID["the"])))
    key("decoder-jump", "added_tokens_decoder with ids that jump", added_tokens_decoder=decoder_of(
        special("<x>", NEXT + 20), added("<y>", NEXT + 10), added("newtoken", NEXT + 30)))
    key("decoder-empty", "added_tokens_decoder {}", added_tokens_decoder={})
    key("split-special", "split_special_tokens true", split_special_tokens=True)
    key("split-special-json", "the same beside tokenizer.json", both=True, split_special_tokens=True)
    key("bos-eos", "bos_token and eos_token that are new", bos_token="<bos>", eos_token="<eos>")
    key("bos-eos-json", "the same beside tokenizer.json", both=True, bos_token="<bos>", eos_token="<eos>")
    names = {name: special(token) for name, token in zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), SPECIAL)}
    key("names-objects", "names as objects", **names)
    key("names-objects-type", "names as objects with __type", **{name: {"__type": "AddedToken", **names[name]} for name in names})
    key("mask-lstrip", "a mask_token object with lstrip", mask_token={"__type": "AddedToken", **special("[MASK]", lstrip=True)})
    key("mask-null", "mask_token null", mask_token=None)
    key("mask-new", "a mask_token that is no piece", mask_token="<mask>")
    key("mask-new-json", "the same beside tokenizer.json", both=True, mask_token="<mask>")
    key("unk-new", "an unk_token that is no piece", unk_token="<unk>")
    key("cls-is-a-word", "a cls_token that is a word", cls_token="the")
    key("cls-new-json", "a cls_token that is new, beside tokenizer.json", both=True, cls_token="<cls>")
    directory("names", "other special tokens, named in tokenizer_config.json", vocab=text_of(RENAMED), config=electra(**NAME_KEYS))
    directory("names-map", "the same, named in special_tokens_map.json", vocab=text_of(RENAMED), names=NAME_KEYS)
    directory("names-unsaid", "other special tokens that no file names", vocab=text_of(RENAMED))
    in_json = tokenizer_json(RENAMED_IDS, {"unk_token": "<unk>"},
                             post_processor=template("<s> A </s>", "<s> A </s> B:1 </s>:1", ("<s>", "</s>"), RENAMED_IDS))
    in_json["added_tokens"] = [special(token, id) for id, token in enumerate(RENAMED[:5])]
    directory("names-json", "the same in tokenizer.json too", config=electra(**NAME_KEYS), vocab=None, tokenizer=in_json)
    directory("names-json-unsaid", "the same in tokenizer.json alone", vocab=None, tokenizer=in_json)
    directory("names-json-any", "the same of PreTrainedTokenizerFast", config={**ANY, **NAME_KEYS}, vocab=None, tokenizer=in_json)
    directory("names-contradict", "special_tokens_map.json names others than tokenizer_config.json", config=electra(cls_token="[CLS]"),
              names={"cls_token": "[unused0]", "sep_token": "[unused1]"})
    directory("names-contradict-decoder", "the same with an added_tokens_decoder: the map does not count",
              config=electra(cls_token="[CLS]", added_tokens_decoder=decoder_of()), names={"cls_token": "[unused0]"})
    directory("names-map-objects", "special_tokens_map.json with objects",
              names={"mask_token": {"content": "[MASK]", "lstrip": True, "rstrip": False, "normalized": False, "single_word": False}})
    directory("names-map-additional", "additional_special_tokens in both files", config=electra(additional_special_tokens=["<x>"]),
              names={"additional_special_tokens": ["<y>", {"content": "<url>", "lstrip": False, "rstrip": False, "normalized": True,
                                                           "single_word": False}]})
    for both in (False, True):
        end = "-json" if both else ""
        key("additional" + end, "additional_special_tokens", both=both, additional_special_tokens=["<x>", "<y>", "newtoken", "the"])
        key("extra-dict" + end, "extra_special_tokens as an object", both=both,
            extra_special_tokens={"url_token": "<url>", "b_token": "<b>"})
        key("decoder" + end, "added_tokens_decoder of the special tokens", both=both, added_tokens_decoder=decoder_of())
        key("decoder-more" + end, "added_tokens_decoder with a special and a normalized token", both=both, added_tokens_decoder=decoder_of(
            special("<x>", NEXT), added("Token Two", NEXT + 1, normalized=True), added("newtoken", NEXT + 2)))
        key("decoder-contradicts" + end, "added_tokens_decoder: other flags, other ids", both=both, added_tokens_decoder={
            **decoder_of(added("<x>", 5)), "4": special("[MASK]", lstrip=True, rstrip=True, single_word=True)})


def added_tokens():
    directory("old-added", "added_tokens.json", added={"<x>": NEXT, "newtoken": NEXT + 1, "Token Two": NEXT + 2})
    directory("old-added-jump", "added_tokens.json with ids that jump and are out of order", added={"<y>": NEXT + 9, "<x>": NEXT + 3})
    directory("old-added-special", "added_tokens.json with tokens that are special elsewhere", added={"<x>": NEXT, "<y>": NEXT + 1},
              names={"additional_special_tokens": ["<y>"]})
    directory("old-added-piece", "added_tokens.json with pieces", added={"the": ID["the"], "[unused0]": ID["[unused0]"], "<x>": NEXT})
    directory("old-added-json", "added_tokens.json beside tokenizer.json", added={"<x>": NEXT, "<y>": NEXT + 1}, tokenizer=tokenizer_json())
    directory("old-added-both", "added_tokens.json and the same in tokenizer.json", added={"<x>": NEXT},
              tokenizer=tokenizer_json(added_tokens=[added("<x>", NEXT, normalized=True)]))
    with_tokens("plain", "a token, not normalized", added("<x>", NEXT), added("NewToken", NEXT + 1))
    with_tokens("normalized", "tokens, normalized", added("<X>", NEXT, normalized=True), added("NewToken", NEXT + 1, normalized=True),
                added("ÉLAN", NEXT + 2, normalized=True))
    with_tokens("special", "special tokens", special("<x>", NEXT), special("newtoken", NEXT + 1, normalized=True))
    with_tokens("single-word", "single_word", added("newtoken", NEXT, single_word=True), added("<x>", NEXT + 1, single_word=True),
                added("Token", NEXT + 2, single_word=True, normalized=True))
    with_tokens("lstrip", "lstrip", added("<x>", NEXT, lstrip=True), added("newtoken", NEXT + 1, lstrip=True, normalized=True))
    with_tokens("rstrip", "rstrip", added("<x>", NEXT, rstrip=True), added("newtoken", NEXT + 1, rstrip=True, normalized=True))
    with_tokens("both-strips", "lstrip and rstrip", special("<x>", NEXT, lstrip=True, rstrip=True))
    with_tokens("jump", "ids that jump", added("<x>", NEXT + 5), added("<y>", NEXT + 30))
    with_tokens("overlap", "tokens that overlap", added("<x>", NEXT), added("<x><x>", NEXT + 1), added("x>b", NEXT + 2),
                added("new", NEXT + 3))
    with_tokens("piece", "a piece as an added token", added("the", ID["the"]), added("cat", ID["cat"], normalized=True))
    with_tokens("spaces", "a token with a space", added("Token Two", NEXT, normalized=True), added("a b", NEXT + 1))
    with_tokens("any", "tokens of PreTrainedTokenizerFast", special("<x>", NEXT), added("NewToken", NEXT + 1, normalized=True), config=ANY)


def normalizers():
    nfd, strip_accents, lower = {"type": "NFD"}, {"type": "StripAccents"}, {"type": "Lowercase"}
    for name in ("NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents"):
        normalizer(name.lower(), f"{name} alone", {"type": name})
    normalizer("null", "null", None)
    normalizer("null-electra", "null with ElectraTokenizer", None, config=ELECTRA)
    normalizer("empty", "an empty Sequence", sequence("normalizers"))
    normalizer("uncased", "NFD, Lowercase, StripAccents", sequence("normalizers", nfd, lower, strip_accents))
    normalizer("uncased-electra", "the same with ElectraTokenizer: its keys mean nothing",
               sequence("normalizers", nfd, lower, strip_accents), config=electra(do_lower_case=False))
    normalizer("nfc-electra", "NFC alone with ElectraTokenizer", {"type": "NFC"}, config=ELECTRA)
    normalizer("nfkc-bert", "NFKC, then BertNormalizer", sequence("normalizers", {"type": "NFKC"}, BERT))
    normalizer("nfkc-bert-electra", "the same with ElectraTokenizer, do_lower_case false", sequence("normalizers", {"type": "NFKC"}, BERT),
               config=electra(do_lower_case=False))
    for left, right in ((True, True), (True, False), (False, True)):
        directory(f"normalizer-strip-{left:d}{right:d}", f"Strip, left {left}, right {right}, and no pre-tokenizer", vocab=None, config=ANY,
                  tokenizer=tokenizer_json(normalizer={"type": "Strip", "strip_left": left, "strip_right": right}, pre_tokenizer=None))
    replace = {"type": "Replace", "pattern": {"String": "a"}, "content": "bb"}
    normalizer("replace", "Replace of a string by a longer one", replace)
    normalizer("replace-by-nothing", "Replace of a string by nothing", {**replace, "content": ""})
    directory("normalizer-replace-marks", "Replace of '' by a quotation mark, then of a space, no pre-tokenizer", vocab=None, config=ANY,
              tokenizer=tokenizer_json(pre_tokenizer=None, normalizer=sequence(
                  "normalizers", {**replace, "pattern": {"String": "''"}, "content": '"'},
                  {**replace, "pattern": {"String": " "}, "content": "é"}, BERT)))
    normalizer("replace-regex", "Replace of an expression", {**replace, "pattern": {"Regex": "[aeiou]+"}, "content": "o"})
    normalizer("no-clean", "BertNormalizer without clean_text", {**BERT, "clean_text": False})
    normalizer("no-clean-electra", "the same with ElectraTokenizer", {**BERT, "clean_text": False}, config=ELECTRA)
    normalizer("bert-strip", "BertNormalizer cased, strip_accents true", {**CASED, "strip_accents": True})
    normalizer("bert-keep", "BertNormalizer, strip_accents false, no ideographs",
               {**BERT, "strip_accents": False, "handle_chinese_chars": False})


def pre_tokenizers():
    words, spaces, bert = {"type": "Whitespace"}, {"type": "WhitespaceSplit"}, {"type": "BertPreTokenizer"}

    def marks(behavior):
        return {"type": "Punctuation", "behavior": behavior}
    pre_tokenizer("whitespace", "Whitespace", words)
    pre_tokenizer("whitespace-split", "WhitespaceSplit", spaces)
    pre_tokenizer("null", "null", None)
    pre_tokenizer("null-electra", "null with ElectraTokenizer", None, config=ELECTRA)
    pre_tokenizer("empty", "an empty Sequence", sequence("pretokenizers"))
    for behavior in ("Isolated", "Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous"):
        pre_tokenizer(f"spaces-{behavior.lower()}", f"WhitespaceSplit, then Punctuation, {behavior}",
                      sequence("pretokenizers", spaces, marks(behavior)))
    pre_tokenizer("punctuation", "Punctuation alone, whose words have spaces", marks("Isolated"))
    pre_tokenizer("bert-twice", "BertPreTokenizer, then Whitespace", sequence("pretokenizers", bert, words))


def frames():
    bert = {"type": "BertProcessing", "sep": ["[SEP]", ID["[SEP]"]], "cls": ["[CLS]", ID["[CLS]"]]}
    post_processor("bert", "BertProcessing", bert)
    post_processor("null", "no post-processor", None)
    post_processor("null-electra", "no post-processor with ElectraTokenizer", None, config=ELECTRA)
    post_processor("cls", "[CLS] A, [CLS] A B", template("[CLS] A", "[CLS] A B:1"))
    post_processor("types", "type ids 2, 1 and 3", template("[CLS]:2 A:1 [SEP]:3", "[CLS] A:3 [SEP]:1 B:2 [SEP]:4"))
    post_processor("one-type", "type 0 alone", template("[CLS] A [SEP]", "[CLS] A [SEP] B [SEP]"))
    post_processor("two-seps", "[CLS] A [SEP] [SEP] B [SEP]", template("[CLS] A [SEP]", "[CLS] A [SEP] [SEP] B [SEP]"))
    post_processor("swapped", "[CLS] B [SEP] A [SEP]", template("[CLS] A [SEP]", "[CLS] B [SEP] A:1 [SEP]:1"))
    post_processor("mask-in", "[CLS] A [MASK] [SEP]", template("[CLS] A [MASK] [SEP]", "[CLS] A [MASK] B:1 [SEP]:1",
                                                             ("[CLS]", "[SEP]", "[MASK]")))
    two_ids = template("[CLS] A [SEP]", "[CLS] A [SEP] B:1 [SEP]:1")
    two_ids["special_tokens"]["[CLS]"] = {"id": "[CLS]", "ids": [ID["[CLS]"], ID["[MASK]"]], "tokens": ["[CLS]", "[MASK]"]}
    post_processor("two-ids", "[CLS] of two ids", two_ids)
    other_id = template("[CLS] A [SEP]", "[CLS] A [SEP] B:1 [SEP]:1", ids={"[CLS]": ID["[MASK]"], "[SEP]": ID["[SEP]"]})
    post_processor("other-id", "[CLS] whose id is [MASK]'s", other_id, config=ELECTRA)
    directory("frame-other-names", "a template of [CLS], and cls_token [unused0]", vocab=None, tokenizer=tokenizer_json(),
              config=electra(cls_token="[unused0]"))
    directory("decoder-null-any", "no decoder, PreTrainedTokenizerFast", vocab=None, config=ANY, tokenizer=tokenizer_json(decoder=None))
    directory("decoder-other-prefix", "a decoder with the prefix a", vocab=None, config=ANY,
              tokenizer=tokenizer_json(decoder={"type": "WordPiece", "prefix": "a", "cleanup": True}))


def models():
    def model(name, differs, config=ELECTRA, **parts):
        directory("model-" + name, differs, vocab=None, config=config, tokenizer=tokenizer_json(**parts))
    model("max-chars", "words of up to 5 characters", model={"max_input_chars_per_word": 5})
    model("max-chars-300", "words of up to 300 characters", model={"max_input_chars_per_word": 300})
    model("prefix", "the prefix @@", vocab={piece.replace("##", "@@", 1) if len(piece) > 2 else piece: id for piece, id in ID.items()},
          model={"continuing_subword_prefix": "@@"}, decoder={"type": "WordPiece", "prefix": "@@", "cleanup": True})
    model("unk", "unk_token [unused0], which the class names [UNK]", model={"unk_token": "[unused0]"})
    model("no-unk", "no [UNK] among the pieces", vocab={piece: id for piece, id in ID.items() if piece != "[UNK]"},
          added_tokens=[])
    model("holes", "ids that jump", vocab={piece: id + (id > 100) * 7 for piece, id in ID.items()})
    model("truncation", "truncation and padding in the file",
          truncation={"direction": "Left", "max_length": 6, "strategy": "LongestFirst", "stride": 0},
          padding={"strategy": {"Fixed": 10}, "direction": "Left", "pad_to_multiple_of": None, "pad_id": 0, "pad_type_id": 0,
                   "pad_token": "[PAD]"})


def vocabularies():
    directory("lines-crlf", "vocab.txt with CR LF", vocab=text_of(end="\r\n"))
    directory("lines-cr", "vocab.txt with CR alone", vocab=text_of(end="\r"))
    directory("lines-spaces", "vocab.txt with spaces behind some pieces",
              vocab=text_of([piece + " " if piece in ("the", "cat", "[MASK]") else piece for piece in VOCABULARY]))
    directory("lines-bom", "vocab.txt with a byte order mark", vocab="\ufeff" + text_of())
    directory("lines-blank", "a blank line in vocab.txt", vocab=text_of(VOCABULARY[:100] + [""] + VOCABULARY[100:]))
    directory("lines-blanks", "two blank lines in vocab.txt", vocab=text_of(VOCABULARY[:100] + ["", ""] + VOCABULARY[100:]))
    directory("lines-blank-end", "a blank line at the end of vocab.txt", vocab=text_of() + "\n")
    directory("lines-separators", "a piece with U+2028 and one with U+0085", vocab=text_of(VOCABULARY + ["a\u2028b", "a\u0085b"]))
    doubled = VOCABULARY + ["the", "[MASK]"]
    directory("lines-doubled", "doubled lines in vocab.txt", vocab=text_of(doubled))
    directory("lines-doubled-added", "doubled lines and an added token", vocab=text_of(doubled),
              config=electra(additional_special_tokens=["<x>"]))
    directory("lines-doubled-middle", "a doubled line in the middle", vocab=text_of(VOCABULARY[:200] + ["the"] + VOCABULARY[200:]),
              config=electra(additional_special_tokens=["<x>"]))
    directory("files-extra-line", "vocab.txt has a line more than tokenizer.json", vocab=text_of(VOCABULARY + ["xyzzyx"]),
              tokenizer=tokenizer_json())
    directory("files-doubled", "vocab.txt has a doubled line, tokenizer.json the last of the two", vocab=text_of(doubled),
              tokenizer=tokenizer_json({**ID, "the": NEXT, "[MASK]": NEXT + 1}))
    directory("files-other", "vocab.txt and tokenizer.json with other ids", vocab=text_of(VOCABULARY[:5] + VOCABULARY[:4:-1]),
              tokenizer=tokenizer_json())
    directory("lines-no-pad", "no [PAD]", vocab=text_of(without("[PAD]")))
    directory("lines-no-mask", "no [MASK]", vocab=text_of(without("[MASK]")))
    directory("lines-no-cls", "no [CLS]", vocab=text_of(without("[CLS]")))
    directory("lines-no-unk", "no [UNK]", vocab=text_of(without("[UNK]")))


def saved():
    """As three versions write them."""
    names = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), SPECIAL))
    common = {**names, "do_lower_case": False, "strip_accents": None, "tokenize_chinese_chars": True, "model_max_length": 512}
    directory("saved-v3", "as Transformers 3 writes it, cased", names=names, config={
        "do_lower_case": False, "model_max_length": 512, "special_tokens_map_file": None, "full_tokenizer_file": None})
    directory("saved-v4", "as Transformers 4.57 writes it, cased", names=names, tokenizer=tokenizer_json(normalizer=CASED), config={
        **common, "added_tokens_decoder": decoder_of(), "clean_up_tokenization_spaces": True, "extra_special_tokens": {},
        "tokenizer_class": "ElectraTokenizer"})
    directory("saved-v5", "as Transformers 5 writes it, cased", vocab=None, tokenizer=tokenizer_json(normalizer=CASED), config={
        **common, "backend": "tokenizers", "is_local": False, "tokenizer_class": "BertTokenizer"})


def table():
    for part in (files_and_classes, saved, settings, special_names, added_tokens, normalizers, pre_tokenizers, frames, models, vocabularies):
        part()
    return TABLE
