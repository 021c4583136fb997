"""Writes flax/ with flax.serialization: the leaves that a msgpack file of weights can hold.

    python make_flax.py OUTPUT_DIRECTORY

needs flax, jax and numpy. The elements of every array count up from -3 (of unsigned ones: from 0), so a test needs no
other record of them.
"""

import sys
from pathlib import Path

import jax.numpy as jnp
import numpy as np
from flax import serialization
from flax.core import FrozenDict


def counted(shape, dtype="float32"):
    start = 0 if np.dtype(dtype).kind in "ub" else -3
    count = int(np.prod(shape))
    return np.arange(start, start + count).astype(dtype).reshape(shape)


NAMES = "float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64"


def types():
    arrays = {name: counted((3,), name) for name in NAMES.split()}
    arrays["bfloat16"] = jnp.asarray(counted((3,)), jnp.bfloat16)
    arrays["bool"] = np.array([False, True])
    arrays["complex64"] = np.zeros((2,), "complex64")
    leaves = {"scalar": np.float32(-3), "rank_0": np.asarray(np.float32(-3)), "complex": 1 + 2j, "int": 7, "real": 0.5,
              "truth": True, "nothing": None, "text": "a text", "bytes": b"bytes"}
    nested = FrozenDict({"layer": {"0": {"kernel": counted((2, 3)), "no elements": counted((0, 4))}}, "empty": {}})
    return {"arrays": arrays, "leaves": leaves, "nested": nested, "list": [counted((1,)), counted((2,))]}


def main():
    folder = Path(sys.argv[1]) / "flax"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "types.msgpack").write_bytes(serialization.to_bytes(types()))
    (folder / "small.msgpack").write_bytes(serialization.to_bytes({"g": {"w": counted((2, 3))}, "z": np.float32(-3)}))
    serialization.MAX_CHUNK_SIZE = 40  # ten floats, in place of 2^30 bytes
    (folder / "chunked.msgpack").write_bytes(serialization.to_bytes({"a": {"w": counted((5, 7))}, "b": counted((3,))}))


if __name__ == "__main__":
    main()
