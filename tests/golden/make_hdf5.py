"""Writes hdf5/ with h5py and Keras: the layouts, types and links that a reader of weights can meet.

    python make_hdf5.py OUTPUT_DIRECTORY

needs h5py, numpy, tensorflow and tf_keras. The elements of every array count up from -3 (of unsigned ones and booleans:
from 0), so a test needs no other record of them.
"""

import sys
from pathlib import Path

import h5py
import numpy as np


def counted(shape, dtype="<f4"):
    start = 0 if np.dtype(dtype).kind in "ub" else -3
    count = int(np.prod(shape))
    return np.arange(start, start + count).astype(dtype).reshape(shape)


def brain_float():
    kind = h5py.h5t.IEEE_F32LE.copy()
    kind.set_fields(15, 7, 8, 0, 7)
    kind.set_size(2)
    kind.set_ebias(127)
    return kind


def low_level(file, name, kind, values):
    """A dataset of a type that numpy does not have."""
    space = h5py.h5s.create_simple(values.shape)
    dataset = h5py.h5d.create(file.id, name.encode(), kind, space)
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, values, mtype=h5py.h5t.py_create(values.dtype))


def write_layouts(file):
    file["contiguous"] = counted((2, 3))
    file["scalar"] = np.float32(-3)
    file["empty"] = np.zeros((0, 4), "<f4")
    file["null"] = h5py.Empty("<f4")
    file.create_dataset("chunked", data=counted((5, 7)), chunks=(2, 3))
    file.create_dataset("gzip", data=counted((6, 5)), chunks=(4, 5), compression="gzip")
    file.create_dataset("all-filters", data=counted((6, 5)), chunks=(4, 5), compression="gzip", shuffle=True, fletcher32=True)
    settings = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    settings.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple((4,))
    compact = h5py.h5d.create(file.id, b"compact", h5py.h5t.IEEE_F32LE, space, settings)
    compact.write(h5py.h5s.ALL, h5py.h5s.ALL, counted((4,)))
    file.create_group("an/empty/group")


def write_types(file):
    for name in "<f2 <f4 <f8 >f2 >f4 >f8 <i1 <i2 <i4 <i8 <u1 <u2 <u4 <u8 >i4 >u8".split():
        file[name] = counted((3,), name)
    low_level(file, "bf16", brain_float(), counted((3,)))
    file["bool"] = np.array([False, True])
    file["complex"] = np.zeros((2,), "<c8")
    file["string"] = "a text of any length"
    file["fixed-string"] = np.array([b"four"])
    file["compound"] = np.zeros((2,), [("a", "<f4"), ("b", "<i4")])
    odd = h5py.h5t.STD_I32LE.copy()
    odd.set_precision(24)
    low_level(file, "odd-integer", odd, counted((3,), "<i4"))


def write_links(file):
    file["b/w"] = counted((2,))
    file["a"] = file["b/w"]
    file["b/again"] = file["b"]
    file["c"] = file["b"]
    file["b/root"] = file["/"]


def write_refused(folder):
    with h5py.File(folder / "soft-link.h5", "w") as file:
        file["w"] = counted((2,))
        file["v"] = h5py.SoftLink("/w")
    with h5py.File(folder / "external-link.h5", "w") as file:
        file["w"] = h5py.ExternalLink("layouts.h5", "/contiguous")
    with h5py.File(folder / "external-storage.h5", "w") as file:
        file.create_dataset("w", (2,), "<f4", external=[("layouts.h5", 0, 8)])
    with h5py.File(folder / "virtual.h5", "w") as file:
        layout = h5py.VirtualLayout((2, 3), "<f4")
        layout[:] = h5py.VirtualSource("layouts.h5", "contiguous", (2, 3))
        file.create_virtual_dataset("w", layout)
    with h5py.File(folder / "huge.h5", "w") as file:
        file.create_dataset("w", (1 << 20, 1 << 20), "<f4", chunks=(1024, 1024))
    with h5py.File(folder / "bomb.h5", "w") as file:
        dataset = file.create_dataset("w", (1 << 16, 1 << 14), "<f4", chunks=(16, 16))
        dataset[0, 0] = 1
    with h5py.File(folder / "unwritten.h5", "w") as file:
        file.create_dataset("w", (4,), "<f4")
    with h5py.File(folder / "scale-offset.h5", "w") as file:
        file.create_dataset("w", data=counted((4,), "<i4"), chunks=(4,), scaleoffset=0)
    with h5py.File(folder / "deep.h5", "w", libver="latest") as file:
        file.create_group("/".join(["g"] * 80))


def write_keras(folder):
    import os

    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    import tf_keras

    for library, name in ((tf_keras, "keras2.h5"), (keras, "keras3.weights.h5")):
        inputs = library.Input((2,))
        outputs = library.layers.Dense(1, name="out")(library.layers.Dense(3, name="hidden")(inputs))
        model = library.Model(inputs, outputs)
        model.set_weights([counted(weight.shape) for weight in model.get_weights()])
        model.save_weights(folder / name)


def main():
    folder = Path(sys.argv[1]) / "hdf5"
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in (("layouts", write_layouts), ("types", write_types), ("links", write_links)):
        with h5py.File(folder / f"{name}.h5", "w", libver="earliest") as file:
            write(file)
    with h5py.File(folder / "latest.h5", "w", libver="latest") as file:
        write_layouts(file)
        for i in range(20):  # more than the links that a group keeps in its header
            file[f"many/{i:02}"] = counted((2,))
    with h5py.File(folder / "user-block.h5", "w", userblock_size=1024) as file:
        write_layouts(file)
    with h5py.File(folder / "small.h5", "w", libver="latest") as file:
        file["g/w"] = counted((2, 3))
        file.create_dataset("z", data=counted((4,)), chunks=(2,), compression="gzip", shuffle=True, fletcher32=True)
    write_refused(folder)
    write_keras(folder)


if __name__ == "__main__":
    main()
