"""Writes formats/odd-*: tiny models in the files that people have, each with what Transformers' PyTorch model computes.

    python make_formats.py --tensorflow-python PYTHON            # formats/odd-*, beside this script
    python make_formats.py --tensorflow-python PYTHON --big DIR  # models of ELECTRA base's size, for measuring

needs torch and transformers 4.57; PYTHON is an interpreter with tensorflow, tf-keras, flax and transformers 4.57, which
writes the .h5 and .msgpack files (make_formats_tensorflow.py). README.md says what each directory is.

Weights are random, seeded and large. `expected.safetensors` holds, for the cases `pair` and `batch` (two rows, the
second padded), input_ids, attention_mask, token_type_ids, labels [int64], and in float32 logits (last_hidden_state for
the bare model) and loss [1]. Arithmetic is float32 on the weights as they are in the file.
"""

import argparse
import json
import subprocess
import tempfile
from collections import OrderedDict
from pathlib import Path

import safetensors.torch
import torch
import transformers

HERE = Path(__file__).parent
PIECES = "[PAD] [UNK] [CLS] [SEP] [MASK] . , the a cat dog sat on mat un ##able ##s ##ed run walk".split()
PIECES += [letter for letter in "bcdefghi"] + ["##" + letter for letter in "bcdefghijklm"]
SIZES = dict(vocab_size=len(PIECES), embedding_size=4, hidden_size=8, num_hidden_layers=2, num_attention_heads=2,
             intermediate_size=16, max_position_embeddings=32)
PAIR = [[2, 7, 9, 11, 12, 7, 13, 3, 8, 10, 18, 17, 5, 3]]
BATCH = [[2, 14, 15, 18, 16, 6, 4, 19, 17, 5, 3], [2, 8, 9, 4, 3, 0, 0, 0, 0, 0, 0]]
CASES = {
    "pair": (PAIR, [[1] * 14], [[0] * 8 + [1] * 6]),
    "batch": (BATCH, [[1] * 11, [1] * 5 + [0] * 6], [[0] * 11] * 2),
}


def make(kind, seed, dtype=torch.float32, **config):
    """A model with random weights of `dtype`, in evaluation mode; `kind` is the class's name without "Electra"."""
    config = transformers.ElectraConfig(**{**SIZES, **config})
    config._attn_implementation = "eager"
    model = getattr(transformers, "Electra" + kind)(config).to(dtype).eval()
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in model.named_parameters():
        values = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
        parameter.data = (values + ("LayerNorm.weight" in name)).to(dtype)
    model.tie_weights()
    return model


def labels_of(kind, input_ids):
    if kind == "Model":
        return {}
    if kind == "ForSequenceClassification":
        return {"labels": input_ids[:, 1] % 3}
    if kind == "ForMaskedLM":
        return {"labels": torch.where(input_ids % 3 == 1, input_ids, -100)}
    classes = 2 if kind == "ForPreTraining" else 3
    return {"labels": input_ids % classes}


def expected(model):
    """What `model` computes for each of CASES, in float32."""
    kind = type(model).__name__.removeprefix("Electra")
    model = model.float()
    tensors = {}
    for case, rows in CASES.items():
        names = ("input_ids", "attention_mask", "token_type_ids")
        inputs = {name: torch.tensor(row) for name, row in zip(names, rows)}
        inputs |= labels_of(kind, inputs["input_ids"])
        with torch.no_grad():
            outputs = model(**inputs)
        for name, value in inputs.items():
            tensors[f"{case}/{name}"] = value
        for name in ("logits", "last_hidden_state", "loss"):
            if outputs.get(name) is not None:
                tensors[f"{case}/{name}"] = outputs[name].reshape(outputs[name].shape or (1,)).contiguous()
    return tensors


def check(directory, tensors):
    """Transformers itself reads `directory`, and computes `tensors`."""
    config = json.loads((directory / "config.json").read_text())
    kind = getattr(transformers, config["architectures"][0])
    again = expected(kind.from_pretrained(directory, dtype=torch.float32, attn_implementation="eager").eval())
    for name, value in tensors.items():
        assert torch.allclose(value, again[name], atol=1e-5), f"{directory}: {name}"


class Writer:
    def __init__(self, root, tensorflow_python):
        self.root = root
        self.tensorflow_python = tensorflow_python

    def start(self, name, model):
        """A directory with all but the weights."""
        directory = self.root / name
        directory.mkdir(parents=True, exist_ok=True)
        for old in directory.iterdir():
            old.unlink()
        model.config.architectures = [type(model).__name__]
        model.config.dtype = next(model.parameters()).dtype
        model.config.save_pretrained(directory)
        (directory / "vocab.txt").write_text("\n".join(PIECES) + "\n")
        return directory

    def finish(self, directory, model, reads=False):
        tensors = expected(model)
        safetensors.torch.save_file(tensors, directory / "expected.safetensors")
        if reads:
            check(directory, tensors)

    def pickle(self, name, model, value, file="pytorch_model.bin", legacy=False, reads=False):
        """A directory whose weights are what torch.save makes of `value`."""
        directory = self.start(name, model)
        torch.save(value, directory / file, _use_new_zipfile_serialization=not legacy)
        self.finish(directory, model, reads)
        return directory

    def tensorflow(self, name, model, container, shard_size=None):
        """A directory whose weights TensorFlow ("h5") or Flax ("msgpack") has written."""
        directory = self.start(name, model)
        with tempfile.TemporaryDirectory() as source:
            model.save_pretrained(source)
            script = [self.tensorflow_python, HERE / "make_formats_tensorflow.py", container, source, directory]
            subprocess.run(script + ([shard_size] if shard_size else []), check=True)
        self.finish(directory, model)


def prefixed(state, prefix):
    return OrderedDict((prefix + name, value) for name, value in state.items())


def adam(state):
    """The state of an optimizer, as torch.optim.Adam saves it."""
    moments = {i: {"step": torch.tensor(5.0), "exp_avg": torch.ones_like(value), "exp_avg_sq": torch.ones_like(value)}
               for i, value in enumerate(list(state.values())[:2])}
    return {"state": moments, "param_groups": [{"lr": 0.1, "betas": (0.9, 0.999), "params": list(moments)}]}


def trainers(write):
    """What training programs save."""
    model = make("ForPreTraining", 1)
    state = prefixed(model.state_dict(), "model.")
    write.pickle("odd-lightning", model, {
        "epoch": 1, "global_step": 5, "pytorch-lightning_version": "2.0", "state_dict": state, "loops": {},
        "callbacks": {"ModelCheckpoint": {"best_model_score": torch.tensor(0.5), "best_model_path": ""}},
        "optimizer_states": [adam(state)], "lr_schedulers": [], "hyper_parameters": {"lr": 0.1},
    }, file="last.ckpt")

    model = make("ForPreTraining", 8)
    write.pickle("odd-deepspeed", model, {
        "module": prefixed(model.state_dict(), "model."), "buffer_names": [], "optimizer": None,
        "param_shapes": [OrderedDict((name, value.shape) for name, value in model.state_dict().items())],
        "lr_scheduler": None, "sparse_tensor_module_names": set(), "skipped_steps": 0, "global_steps": 5,
        "global_samples": 40, "dp_world_size": 1, "mp_world_size": 1, "ds_version": "0.14.0",
    }, file="mp_rank_00_model_states.pt")

    model = make("ForPreTraining", 3)
    write.pickle("odd-dataparallel", model, prefixed(model.state_dict(), "module."))
    model = make("ForPreTraining", 4)
    write.pickle("odd-compile", model, prefixed(model.state_dict(), "_orig_mod."))
    model = make("ForPreTraining", 5)
    state = model.state_dict()
    whole = {"model": state, "optimizer": adam(state), "iteration": 5}
    write.pickle("odd-model-key", model, whole, file="checkpoint.pt")

    model = make("ForPreTraining", 6)
    state = prefixed(model.state_dict(), "module.")
    nested = {"epoch": 1, "best": None, "model": {"state_dict": state}, "args": {"lr": 0.1}}
    write.pickle("odd-legacy-nested", model, nested, file="checkpoint.pth", legacy=True)

    model = make("ForPreTraining", 7, torch.float16)
    state = model.state_dict()
    directory = write.pickle("odd-trainer-f16", model, state, reads=True)
    torch.save(adam(state), directory / "optimizer.pt")
    torch.save({"last_epoch": 5, "_step_count": 6, "_last_lr": [0.1]}, directory / "scheduler.pt")
    torch.save({"python": (3, (1, 2, 3), None), "cpu": torch.get_rng_state()[:64]}, directory / "rng_state.pth")
    torch.save(argparse.Namespace(learning_rate=0.1, fp16=True), directory / "training_args.bin")
    (directory / "trainer_state.json").write_text('{"epoch": 1.0, "global_step": 5, "log_history": []}\n')


def names(write):
    """Names of other programs and of former times."""
    model = make("ForTokenClassification", 11, num_labels=3)
    state = OrderedDict((name.replace("electra.", "bert.", 1), value) for name, value in model.state_dict().items())
    write.pickle("odd-bert-prefix", model, state)

    model = make("Model", 12)
    write.pickle("odd-bare", model, model.state_dict(), reads=True)

    model = make("ForPreTraining", 13)
    old = OrderedDict()
    for name, value in model.state_dict().items():
        old[name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")] = value
    positions = SIZES["max_position_embeddings"]
    old["electra.embeddings.position_ids"] = torch.arange(positions)[None]
    old["electra.embeddings.token_type_ids"] = torch.zeros(1, positions, dtype=torch.int64)
    write.pickle("odd-gamma-beta", model, old, reads=True)

    model = make("ForSequenceClassification", 14, num_labels=3)
    state = OrderedDict((name.replace("classifier.", "clf_head."), value) for name, value in model.state_dict().items())
    write.pickle("odd-rename", model, state)

    discriminator, generator = make("ForPreTraining", 15), make("ForMaskedLM", 16)
    generator.electra.embeddings = discriminator.electra.embeddings
    generator.tie_weights()
    both = prefixed(generator.state_dict(), "generator.") | prefixed(discriminator.state_dict(), "discriminator.")
    directory = write.pickle("odd-two-towers", discriminator, both)
    safetensors.torch.save_file(expected(generator), directory / "expected_gen.safetensors")


def containers(write):
    """Element types, tying, shards, and files of TensorFlow and Flax."""
    model = make("ForPreTraining", 21, torch.float64)
    write.pickle("odd-f64-bin", model, model.state_dict(), reads=True)

    model = make("ForMaskedLM", 22)
    write.pickle("odd-tied-lm", model, model.state_dict(), reads=True)
    model = make("ForMaskedLM", 23, tie_word_embeddings=False)
    write.pickle("odd-untied-lm", model, model.state_dict(), reads=True)

    model = make("ForPreTraining", 24)
    directory = write.start("odd-sharded-bin", model)
    model.save_pretrained(directory, safe_serialization=False, max_shard_size="2KB")
    write.finish(directory, model, reads=True)

    model, other = make("ForPreTraining", 25), make("ForPreTraining", 26)
    directory = write.start("odd-multi", model)
    model.save_pretrained(directory)
    torch.save(other.state_dict(), directory / "pytorch_model.bin")
    write.finish(directory, model, reads=True)

    model = make("ForPreTraining", 27)
    extra = make("ForSequenceClassification", 28, num_labels=3).state_dict()
    state = dict(model.state_dict())
    state |= {"ema." + name: value * 0.5 for name, value in model.state_dict().items()}
    state |= {name: value for name, value in extra.items() if name.startswith("classifier.")}
    directory = write.start("odd-f32-safetensors-with-extras", model)
    safetensors.torch.save_file(state, directory / "model.safetensors", {"format": "pt"})
    write.finish(directory, model, reads=True)

    write.tensorflow("odd-sharded-h5", make("ForPreTraining", 29), "h5", "2KB")
    write.tensorflow("odd-h5-classifier", make("ForSequenceClassification", 30, num_labels=3), "h5")
    write.tensorflow("odd-flax-tag", make("ForTokenClassification", 31, num_labels=3), "msgpack")


def big(write):
    """Models of ELECTRA base's size with BERT's number of pieces; no expected values."""
    pieces = PIECES[:5] + [f"piece{i}" for i in range(30522 - 5)]
    model = make("ForPreTraining", 41, vocab_size=len(pieces), embedding_size=768, hidden_size=768,
                 num_hidden_layers=12, num_attention_heads=12, intermediate_size=3072, max_position_embeddings=512)
    for parameter in model.parameters():
        parameter.data *= 0.05
    write.finish = lambda *_: None
    model.save_pretrained(write.start("base-safetensors", model))
    write.pickle("base-bin", model, model.state_dict())
    write.tensorflow("base-h5", model, "h5")
    write.tensorflow("base-msgpack", model, "msgpack")
    for directory in write.root.glob("base-*"):
        (directory / "vocab.txt").write_text("\n".join(pieces) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tensorflow-python", required=True)
    parser.add_argument("--big", type=Path)
    flags = parser.parse_args()
    if flags.big:
        big(Writer(flags.big, flags.tensorflow_python))
        return
    write = Writer(HERE / "formats", flags.tensorflow_python)
    trainers(write)
    names(write)
    containers(write)


main()
