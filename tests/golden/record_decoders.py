"""Records hf/causal-lm, hf/causal-lm-both-ways, hf/decoder, hf/pruned-heads and hf/float64 with Transformers.

    python record_decoders.py OUTPUT_DIRECTORY

needs what record_encoder.py needs, whose weights it shares. The models are as small as shows a fault.
"""

import sys
from pathlib import Path

import torch
from record_encoder import outputs_of, spread_weights
from safetensors.torch import save_file
from transformers import ElectraConfig, ElectraForCausalLM, ElectraForPreTraining

COMMON = dict(vocab_size=60, embedding_size=12, hidden_size=32, num_attention_heads=4, num_hidden_layers=2, intermediate_size=40,
              max_position_embeddings=24)
LENGTH = 14


def argument_cases(config, generator):
    """Single rows, pairs, padding on either side, and one case per argument that has to do with attention."""
    def ids(rows, length):
        return torch.randint(5, config.vocab_size, (rows, length), generator=generator)

    batch = ids(3, LENGTH)
    padding = torch.tensor([[1] * length + [0] * (LENGTH - length) for length in (LENGTH, 9, 2)])
    holes = torch.randint(0, 2, batch.shape, generator=generator)
    square = torch.randint(0, 2, (3, LENGTH, LENGTH), generator=generator) | torch.eye(LENGTH, dtype=torch.long)
    cases = {
        "one": dict(input_ids=ids(1, 1)),
        "single": dict(input_ids=ids(1, LENGTH), position_ids=torch.arange(LENGTH).flip(0)[None] + 5),
        "full": dict(input_ids=ids(1, config.max_position_embeddings)),
        "types": dict(input_ids=batch, attention_mask=padding, token_type_ids=torch.arange(LENGTH).expand(3, LENGTH) // 7),
        "mask_left": dict(input_ids=batch, attention_mask=padding.flip(1)),
        "mask_holes": dict(input_ids=batch, attention_mask=holes),
        "mask_square": dict(input_ids=batch, attention_mask=square),
        "mask_zero": dict(input_ids=batch, attention_mask=torch.zeros_like(batch)),
    }
    if not config.pruned_heads:
        scales = torch.rand((config.num_hidden_layers, config.num_attention_heads), generator=generator)
        cases["head_mask"] = dict(input_ids=batch, attention_mask=padding, head_mask=scales)
    return cases


def add_labels(model, cases, generator):
    for case, inputs in cases.items():
        shape = inputs["input_ids"].shape
        if isinstance(model, ElectraForCausalLM):
            labels = torch.randint(0, model.config.vocab_size, shape, generator=generator)
            ignored = torch.rand(shape, generator=generator) < 0.3
            inputs["labels"] = labels.masked_fill(ignored, -100)
            if case == "one":
                del inputs["labels"]  # nothing comes after it
        elif inputs.get("attention_mask", torch.ones(1, 1)).dim() == 2 and case != "mask_zero":
            inputs["labels"] = torch.randint(0, 2, shape, generator=generator)


def record(directory, model_class, config, seed, pruned=None, dtype=torch.float32):
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    model = model_class._from_config(config, attn_implementation="eager").eval()
    spread_weights(model, generator)
    if dtype == torch.float64:  # with digits that float32 has not
        model = model.double()
        for parameter in model.parameters():
            parameter.data += 1e-6 * torch.rand(parameter.shape, generator=generator, dtype=dtype)
    if pruned:
        model.prune_heads(pruned)
    model.save_pretrained(directory)
    model = model_class.from_pretrained(directory, attn_implementation="eager", dtype=torch.float32).eval()

    cases = argument_cases(model.config, generator)
    add_labels(model, cases, generator)
    tensors = {}
    for case, inputs in cases.items():
        named = inputs | outputs_of(model, inputs)
        tensors |= {f"{case}/{name}": tensor.contiguous().clone() for name, tensor in named.items()}
    save_file(tensors, directory / "expected.safetensors")
    (directory / "generation_config.json").unlink(missing_ok=True)
    print(f"{directory.name}: {len(cases)} cases, {len(tensors)} tensors")


def main():
    root = Path(sys.argv[1])

    def config(**more):
        return ElectraConfig(**(COMMON | more))

    record(root / "causal-lm", ElectraForCausalLM, config(is_decoder=True), seed=11)
    record(root / "causal-lm-both-ways", ElectraForCausalLM, config(num_hidden_layers=1), seed=12)
    record(root / "decoder", ElectraForPreTraining,
           config(is_decoder=True, position_embedding_type="relative_key_query"), seed=13)
    record(root / "pruned-heads", ElectraForPreTraining,
           config(num_hidden_layers=3, position_embedding_type="relative_key"), seed=14, pruned={0: [1, 3], 2: [0]})
    record(root / "float64", ElectraForPreTraining, config(num_hidden_layers=1), seed=15, dtype=torch.float64)


if __name__ == "__main__":
    main()
