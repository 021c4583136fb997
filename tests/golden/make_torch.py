"""Writes tests/golden/torch: small PyTorch files, and expected.safetensors with what is in each, as FILE/NAME.

usage: make_torch.py FOLDER          (PyTorch 2.13, numpy, safetensors; seeded)
"""

import argparse
import collections
import os
import pathlib
import sys
import zipfile

import numpy as np
import torch
from safetensors.torch import save_file

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
torch.manual_seed(0)
expected = {}


def tensors_of(value, name=""):
    if isinstance(value, torch.Tensor):
        yield name, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ()
    for key, item in items:
        yield from tensors_of(item, f"{name}.{key}" if name else str(key))


def keep(file, value, **options):
    torch.save(value, folder / file, **options)
    for name, tensor in tensors_of(value):
        if not tensor.is_complex() and "float8" not in str(tensor.dtype):
            expected[f"{file}/{name}"] = tensor.detach().contiguous().clone()


def deflate(source, target):
    with zipfile.ZipFile(folder / source) as read, zipfile.ZipFile(folder / target, "w", zipfile.ZIP_DEFLATED) as write:
        for name in read.namelist():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            write.writestr(info, read.read(name))


def enlarge(source, target):
    """The same with the fields of zip64, which files above 4 GiB have."""
    limits = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
    with zipfile.ZipFile(folder / source) as read, zipfile.ZipFile(folder / target, "w") as write:
        for name in read.namelist():
            with write.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                member.write(read.read(name))
        zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 0, 1
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limits


plain = collections.OrderedDict(weight=torch.randn(2, 3), bias=torch.randn(3))
for protocol in range(2, 6):
    keep(f"protocol-{protocol}.bin", plain, pickle_protocol=protocol)
    keep(f"stream-{protocol}.bin", plain, pickle_protocol=protocol, _use_new_zipfile_serialization=False)

base = torch.arange(12, dtype=torch.float32)
types = "float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool uint16 uint32 uint64".split()
views = {
    "transposed": base.view(3, 4).t(), "offset": base[5:], "step": base[1::3], "block": base.view(3, 4)[1:, 1:3],
    "expanded": base[:4].expand(2, 4), "twice": base.view(3, 4), "empty": torch.empty(0, 4), "scalar": base[7],
    "cube": torch.arange(24.0).view(2, 3, 4).permute(2, 0, 1), "parameter": torch.nn.Parameter(torch.randn(2)),
}
keep("views.bin", views)
keep("views-stream.bin", views, _use_new_zipfile_serialization=False)
keep("types.bin", {name: torch.arange(1, 4).to(getattr(torch, name)) for name in types})
keep("odd-types.bin", {"complex": torch.ones(2, dtype=torch.complex64), "f8": torch.ones(2).to(torch.float8_e4m3fn),
                       "plain": torch.ones(2)})
attributed = torch.nn.Parameter(torch.randn(2))
attributed.tensor_parallel = True
keep("training.ckpt", {
    "epoch": 3, "global_step": 7, "lr": 1e-3, "big": 1 << 70, "pytorch-lightning_version": "2.0", "none": None,
    "state_dict": collections.OrderedDict({"model.weight": plain["weight"], "model.tied": plain["weight"]}),
    "optimizer_states": [{"state": {0: {"step": torch.tensor(7.0), "exp_avg": torch.randn(2)}, 1: {}},
                          "param_groups": [{"lr": 0.1, "betas": (0.9, 0.999), "params": [0, 1]}]}],
    "with_attributes": attributed, "set": {1, 2}, "bytes": b"x", "size": torch.Size([1, 2]), "dtype": torch.float16,
    "device": torch.device("cpu"), "layout": torch.strided, "numpy": np.float64(0.5), "loss": np.float32(1.5),
    "complex": 1j, "function": print,
})
deflate("training.ckpt", "deflated.ckpt")
enlarge("protocol-2.bin", "zip64.bin")
save_file(expected, folder / "expected.safetensors")


class Call:
    """Pickled as a call; it does nothing even if it is run."""

    def __init__(self, function, *arguments):
        self.reduced = function, arguments

    def __reduce__(self):
        return self.reduced


torch.save({"weight": torch.ones(2), "x": Call(os.system, "true")}, folder / "bad-system.bin")
torch.save({"weight": torch.ones(2), "hyper_parameters": argparse.Namespace(lr=1)}, folder / "bad-namespace.ckpt")
torch.save(torch.nn.Linear(2, 1), folder / "bad-module.bin")
torch.save(torch.nn.Linear(2, 1), folder / "bad-module-stream.bin", _use_new_zipfile_serialization=False)
torch.save({"sparse": torch.eye(2).to_sparse()}, folder / "bad-sparse.bin")
torch.save({"q": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)}, folder / "bad-quantized.bin")
torch.save({"negative": torch.ones(2, dtype=torch.complex64).conj().imag}, folder / "bad-lazy.bin")
torch.save({"huge": torch.ones(1).expand(1 << 20, 1 << 20)}, folder / "bad-expanded.bin")
torch.save(torch.ones(2), folder / "bad-tensor.bin")
torch.save({"a": 1}, folder / "bad-empty.bin")
torch.save({"a": {"b": torch.ones(1)}, "a.b": torch.ones(1)}, folder / "bad-twice.bin")
torch.save({(1, 2): torch.ones(1)}, folder / "bad-key.bin")
