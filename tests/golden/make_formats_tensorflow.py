"""Writes tf_model.h5 or flax_model.msgpack from a directory with model.safetensors; make_formats.py calls it.

    python make_formats_tensorflow.py h5|msgpack SOURCE TARGET [SHARD_SIZE]

needs transformers 4.57 with tensorflow and tf-keras, or with flax. config.json of TARGET is left alone.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import safetensors.numpy
import transformers
from transformers.modeling_tf_pytorch_utils import load_pytorch_state_dict_in_tf2_model

container, source, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
options = {"max_shard_size": sys.argv[4]} if len(sys.argv) > 4 else {"max_shard_size": "10GB"}
kind = json.loads((source / "config.json").read_text())["architectures"][0]
if container == "h5":
    # Not from_pretrained, which newer releases of safetensors than itself break.
    model = getattr(transformers, "TF" + kind)(transformers.AutoConfig.from_pretrained(source))
    weights = safetensors.numpy.load_file(source / "model.safetensors")
    load_pytorch_state_dict_in_tf2_model(model, weights)
else:
    model = getattr(transformers, "Flax" + kind).from_pretrained(source, from_pt=True)
with tempfile.TemporaryDirectory() as folder:
    model.save_pretrained(folder, safe_serialization=False, **options)
    for file in Path(folder).iterdir():
        if file.name != "config.json":
            shutil.copy(file, target)
