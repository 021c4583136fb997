"""Records hf/relative-key, hf/relative-key-query, hf/arguments and hf/arguments-wide with Transformers.

    python record_encoder.py OUTPUT_DIRECTORY

needs torch, transformers 4.57 and safetensors. Every number is seeded, so the same versions write the same files. Weights have
a large spread and no bias is zero: a wrong transposition, order, sign or offset shows as more than 1e-2. The outputs in float32
are compared with a run in float64, and the difference is printed.
"""

import copy
import shutil
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import ElectraConfig, ElectraForPreTraining, ElectraModel

VOCABULARY = Path(__file__).parent / "hf" / "vocab.txt"
CLS, SEP, PAD, FIRST_WORD = 2, 3, 0, 5
COMMON = dict(embedding_size=16, num_hidden_layers=2, intermediate_size=48, max_position_embeddings=64)


def spread_weights(model, generator):
    """Normal weights, far from the tiny ones of a fresh model, so that attention is peaked and logits span several units."""
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        if "distance_embedding" in name:
            value = 0.5 * noise
        elif "embeddings.LayerNorm" in name or "LayerNorm.weight" in name:
            value = 0.15 * noise + (1 if name.endswith("weight") else 0)
        elif "embeddings" in name and name.endswith("_embeddings.weight"):
            value = 0.6 * noise
        elif name.endswith("bias"):
            value = 0.15 * noise
        else:
            gain = 4 if "dense_prediction" in name else 1.9 if ".query." in name or ".key." in name else 1.6
            value = noise * gain / parameter.shape[-1] ** 0.5
        parameter.data.copy_(value)


class Sentences:
    """Random token ids between [CLS] and [SEP]."""

    def __init__(self, vocab_size, generator):
        self.vocab_size = vocab_size
        self.generator = generator

    def words(self, count):
        return torch.randint(FIRST_WORD, self.vocab_size, (count,), generator=self.generator).tolist()

    def single(self, length):
        return torch.tensor([[CLS] + self.words(length - 2) + [SEP]])

    def pair(self, first, second):
        ids = [CLS] + self.words(first) + [SEP] + self.words(second) + [SEP]
        types = [0] * (first + 2) + [1] * (second + 1)
        return torch.tensor([ids]), torch.tensor([types])

    def batch(self, lengths):
        rows = [self.single(length)[0].tolist() for length in lengths]
        longest = max(lengths)
        ids = torch.tensor([row + [PAD] * (longest - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        return ids, mask


def usual_cases(sentences, type_vocab_size):
    """The cases that every directory of hf/ has."""
    single = sentences.single(14)
    pair, pair_types = sentences.pair(8, 8)
    batch, batch_mask = sentences.batch([40, 11, 3])
    moved = sentences.single(26)
    batch_types = torch.randint(0, type_vocab_size, batch.shape, generator=sentences.generator)
    return {
        "single": dict(input_ids=single, attention_mask=torch.ones_like(single), token_type_ids=torch.zeros_like(single)),
        "pair": dict(input_ids=pair, attention_mask=torch.ones_like(pair), token_type_ids=pair_types),
        "batch": dict(input_ids=batch, attention_mask=batch_mask, token_type_ids=batch_types),
        "posids": dict(
            input_ids=moved,
            attention_mask=torch.ones_like(moved),
            token_type_ids=torch.zeros_like(moved),
            position_ids=torch.arange(26).flip(0)[None] + 20,
        ),
        "full": dict(input_ids=sentences.single(64)),
    }


def argument_cases(sentences, config):
    """One case per argument of forward()."""
    generator = sentences.generator
    layers, heads = config.num_hidden_layers, config.num_attention_heads
    batch, padding = sentences.batch([17, 9])
    holes = torch.randint(0, 2, batch.shape, generator=generator)
    holes[:, 0] = 1
    # Every query sees itself and a random half of the others.
    square = torch.randint(0, 2, (2, 17, 17), generator=generator) | torch.eye(17, dtype=torch.long)
    embeds = torch.randn((2, 17, config.embedding_size), generator=generator)
    scales = torch.rand((layers, heads), generator=generator)
    scales[0, 1] = 0
    return {
        "ids_only": dict(input_ids=batch),
        "inputs_embeds": dict(inputs_embeds=embeds),
        "inputs_embeds_all": dict(
            inputs_embeds=embeds,
            attention_mask=padding,
            token_type_ids=torch.randint(0, config.type_vocab_size, batch.shape, generator=generator),
            position_ids=torch.randint(0, 64, batch.shape, generator=generator),
        ),
        "types": dict(input_ids=batch, token_type_ids=torch.arange(17).expand(2, 17) % config.type_vocab_size),
        "mask_holes": dict(input_ids=batch, attention_mask=holes),
        "mask_square": dict(input_ids=batch, attention_mask=square),
        "mask_zero": dict(input_ids=batch, attention_mask=torch.zeros_like(batch)),
        "head_mask": dict(input_ids=batch, attention_mask=padding, head_mask=scales[0]),
        "head_mask_layers": dict(input_ids=batch, attention_mask=padding, head_mask=scales),
        "position_ids": dict(input_ids=batch, position_ids=torch.arange(40, 57).expand(2, 17)),
        "position_ids_one_row": dict(input_ids=batch, position_ids=torch.arange(3, 20)[None]),
    }


def with_labels(model, cases, generator):
    """Adds labels where the loss can take them: Transformers cannot select active tokens with a square mask."""
    if not isinstance(model, ElectraForPreTraining):
        return cases
    for inputs in cases.values():
        mask = inputs.get("attention_mask")
        if mask is not None and (mask.dim() > 2 or mask.sum() == 0):
            continue
        shape = (inputs["input_ids"] if "input_ids" in inputs else inputs["inputs_embeds"][..., 0]).shape
        inputs["labels"] = torch.randint(0, 2, shape, generator=generator)
    return cases


def outputs_of(model, inputs):
    with torch.no_grad():
        result = model(**inputs, output_hidden_states=True, output_attentions=True)
    named = {}
    for name in ("logits", "last_hidden_state", "loss"):
        if getattr(result, name, None) is not None:
            named[name] = getattr(result, name).reshape(1) if name == "loss" else getattr(result, name)
    named |= {f"hidden_states/{i}": tensor for i, tensor in enumerate(result.hidden_states)}
    named |= {f"attentions/{i}": tensor for i, tensor in enumerate(result.attentions)}
    return named


def record(directory, model_class, config, make_cases, seed):
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    model = model_class._from_config(config, attn_implementation="eager").eval()
    spread_weights(model, generator)
    double = copy.deepcopy(model).double()
    cases = with_labels(model, make_cases(Sentences(config.vocab_size, generator), config), generator)

    tensors, worst = {}, 0.0
    for case, inputs in cases.items():
        tensors |= {f"{case}/{name}": tensor for name, tensor in inputs.items()}
        in_double = {name: t.double() if t.is_floating_point() else t for name, t in inputs.items()}
        expected = outputs_of(double, in_double)
        for name, tensor in outputs_of(model, inputs).items():
            worst = max(worst, (tensor - expected[name]).abs().max().item())
            tensors[f"{case}/{name}"] = tensor
    directory.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(directory)
    shutil.copyfile(VOCABULARY, directory / "vocab.txt")
    save_file({name: tensor.contiguous().clone() for name, tensor in tensors.items()}, directory / "expected.safetensors")
    print(f"{directory.name}: {len(cases)} cases, largest difference from float64 {worst:.1e}")


def main():
    root = Path(sys.argv[1])
    vocab_size = len(VOCABULARY.read_text(encoding="utf-8").splitlines())

    def config(**more):
        return ElectraConfig(vocab_size=vocab_size, **(COMMON | more))

    def usual(sentences, settings):
        return usual_cases(sentences, settings.type_vocab_size)

    relative = dict(hidden_size=32, num_attention_heads=4)
    record(root / "relative-key", ElectraForPreTraining,
           config(**relative, position_embedding_type="relative_key"), usual, seed=1)
    record(root / "relative-key-query", ElectraModel,
           config(**relative, position_embedding_type="relative_key_query"), usual, seed=2)
    record(root / "arguments", ElectraForPreTraining,
           config(hidden_size=36, num_attention_heads=4, type_vocab_size=3), argument_cases, seed=3)
    record(root / "arguments-wide", ElectraModel,
           config(hidden_size=160, num_attention_heads=2, num_hidden_layers=1), argument_cases, seed=4)


if __name__ == "__main__":
    main()
