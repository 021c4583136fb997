"""Writes formats/nvidia-tf2-object: a checkpoint with the object layout of NVIDIA's ELECTRA for TensorFlow 2.

A generator and a discriminator with shared embeddings, an optimizer with slots, step and phase2 in one
tf.train.Checkpoint, as its run_pretraining.py saves them. The classes have the attributes and the Keras names of its
modeling.py and no arithmetic. expected.safetensors has the tensors under the names and in the layout of Transformers'
PyTorch files, after "discriminator." and "generator.".

    python make_tf2_object.py     (TensorFlow with tf_keras, numpy, safetensors)
"""

import os
import pathlib
import shutil

os.environ["TF_USE_LEGACY_KERAS"] = "1"

import numpy as np
import safetensors.numpy
import tensorflow as tf
import tf_keras as keras

VOCABULARY, POSITIONS, TYPES, EMBEDDING, HIDDEN, LAYERS = 40, 16, 2, 8, 8, 2
layers = keras.layers


def norm(size):
    layer = layers.LayerNormalization(name="LayerNorm")
    layer.build([None, size])
    return layer


def dense(size_in, size_out, name="dense"):
    layer = layers.Dense(size_out, name=name)
    layer.build([None, size_in])
    return layer


class Embeddings(layers.Layer):
    def __init__(self):
        super().__init__(name="embeddings")
        self.position_embeddings = layers.Embedding(POSITIONS, EMBEDDING, name="position_embeddings")
        self.token_type_embeddings = layers.Embedding(TYPES, EMBEDDING, name="token_type_embeddings")
        self.position_embeddings.build(None)
        self.token_type_embeddings.build(None)
        self.LayerNorm = norm(EMBEDDING)
        self.dropout = layers.Dropout(0.1)
        with tf.name_scope("word_embeddings"):
            self.word_embeddings = self.add_weight(name="weight", shape=[VOCABULARY, EMBEDDING])
        self.built = True


class Output(layers.Layer):  # TFBertSelfOutput, TFBertOutput
    def __init__(self, size_in, hidden):
        super().__init__(name="output")
        self.dense = dense(size_in, hidden)
        self.LayerNorm = norm(hidden)
        self.dropout = layers.Dropout(0.1)


class SelfAttention(layers.Layer):
    def __init__(self, hidden):
        super().__init__(name="self")
        self.query = dense(hidden, hidden, "query")
        self.key = dense(hidden, hidden, "key")
        self.value = dense(hidden, hidden, "value")


class Attention(layers.Layer):
    def __init__(self, hidden):
        super().__init__(name="attention")
        self.self_attention = SelfAttention(hidden)
        self.dense_output = Output(hidden, hidden)


class Intermediate(layers.Layer):
    def __init__(self, hidden):
        super().__init__(name="intermediate")
        self.dense = dense(hidden, 2 * hidden)


class Layer(layers.Layer):
    def __init__(self, hidden, index):
        super().__init__(name=f"layer_._{index}")
        self.attention = Attention(hidden)
        self.intermediate = Intermediate(hidden)
        self.bert_output = Output(2 * hidden, hidden)


class Encoder(layers.Layer):
    def __init__(self, hidden):
        super().__init__(name="encoder")
        self.layer = [Layer(hidden, i) for i in range(LAYERS)]


class MainLayer(keras.Model):
    def __init__(self, hidden, embeddings=None):
        super().__init__(name="electra")
        self.embeddings = embeddings or Embeddings()
        if hidden != EMBEDDING:
            self.embeddings_project = dense(EMBEDDING, hidden, "embeddings_project")
        self.encoder = Encoder(hidden)


class DiscriminatorPredictions(layers.Layer):
    def __init__(self, hidden):
        super().__init__(name="discriminator_predictions")
        self.dense = dense(hidden, hidden)
        self.dense_prediction = dense(hidden, 1, "dense_prediction")


class GeneratorPredictions(layers.Layer):
    def __init__(self, hidden):
        super().__init__(name="generator_predictions")
        self.LayerNorm = norm(EMBEDDING)
        self.dense = dense(hidden, EMBEDDING)


class MaskedLMHead(layers.Layer):
    def __init__(self, embeddings):
        super().__init__(name="generator_lm_head")
        self.input_embeddings = embeddings
        self.bias = self.add_weight(name="bias", shape=[VOCABULARY])


class Discriminator(keras.Model):
    def __init__(self):
        super().__init__(name="tf_electra_for_pre_training")
        self.electra = MainLayer(HIDDEN)
        self.discriminator_predictions = DiscriminatorPredictions(HIDDEN)


class Generator(keras.Model):
    def __init__(self, embeddings):
        super().__init__(name="tf_electra_for_masked_lm")
        self.electra = MainLayer(HIDDEN // 2, embeddings)
        self.generator_predictions = GeneratorPredictions(HIDDEN // 2)
        self.generator_lm_head = MaskedLMHead(self.electra.embeddings)


class PretrainingModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.discriminator = Discriminator()
        self.generator = Generator(self.discriminator.electra.embeddings)


def add_layer(tensors, name, layer):
    tensors[f"{name}.weight"] = layer.kernel.numpy().T
    tensors[f"{name}.bias"] = layer.bias.numpy()


def add_norm(tensors, name, layer):
    tensors[f"{name}.weight"] = layer.gamma.numpy()
    tensors[f"{name}.bias"] = layer.beta.numpy()


def add_encoder(tensors, name, main):
    if hasattr(main, "embeddings_project"):
        add_layer(tensors, f"{name}.embeddings_project", main.embeddings_project)
    for i, layer in enumerate(main.encoder.layer):
        here = f"{name}.encoder.layer.{i}"
        for part in ["query", "key", "value"]:
            add_layer(tensors, f"{here}.attention.self.{part}", getattr(layer.attention.self_attention, part))
        add_layer(tensors, f"{here}.attention.output.dense", layer.attention.dense_output.dense)
        add_norm(tensors, f"{here}.attention.output.LayerNorm", layer.attention.dense_output.LayerNorm)
        add_layer(tensors, f"{here}.intermediate.dense", layer.intermediate.dense)
        add_layer(tensors, f"{here}.output.dense", layer.bert_output.dense)
        add_norm(tensors, f"{here}.output.LayerNorm", layer.bert_output.LayerNorm)


def expected(model):
    tensors = {}
    shared = model.discriminator.electra.embeddings
    name = "discriminator.electra.embeddings"
    tensors[f"{name}.word_embeddings.weight"] = shared.word_embeddings.numpy()
    tensors[f"{name}.position_embeddings.weight"] = shared.position_embeddings.embeddings.numpy()
    tensors[f"{name}.token_type_embeddings.weight"] = shared.token_type_embeddings.embeddings.numpy()
    add_norm(tensors, f"{name}.LayerNorm", shared.LayerNorm)
    add_encoder(tensors, "discriminator.electra", model.discriminator.electra)
    add_encoder(tensors, "generator.electra", model.generator.electra)
    head = "discriminator.discriminator_predictions"
    add_layer(tensors, f"{head}.dense", model.discriminator.discriminator_predictions.dense)
    add_layer(tensors, f"{head}.dense_prediction", model.discriminator.discriminator_predictions.dense_prediction)
    add_layer(tensors, "generator.generator_predictions.dense", model.generator.generator_predictions.dense)
    add_norm(tensors, "generator.generator_predictions.LayerNorm", model.generator.generator_predictions.LayerNorm)
    tensors["generator.generator_lm_head.bias"] = model.generator.generator_lm_head.bias.numpy()
    return {key: np.ascontiguousarray(value) for key, value in tensors.items()}


def main():
    folder = pathlib.Path(__file__).parent / "hf" / "formats" / "nvidia-tf2-object"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    random = np.random.default_rng(7)
    model = PretrainingModel()
    optimizer = keras.optimizers.legacy.Adam()
    optimizer.apply_gradients([(tf.zeros_like(v), v) for v in model.trainable_variables])
    for variable in model.variables:
        variable.assign(random.normal(size=variable.shape))
    checkpoint = tf.train.Checkpoint(
        step=tf.Variable(3), phase2=tf.Variable(False), optimizer=optimizer, model=model
    )
    tf.train.CheckpointManager(checkpoint, str(folder), max_to_keep=5).save(checkpoint_number=3)
    safetensors.numpy.save_file(expected(model), folder / "expected.safetensors")


if __name__ == "__main__":
    main()
