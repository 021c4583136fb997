// The malformed model directories of tests/golden/bad: what is wrong with config.json or the weights is refused here,
// with file and fault. (Vocabularies are the text layer's.)
#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <string>

#include "format/weights.h"
#include "lib/base/error_of.h"

namespace electra {

using namespace internal;

namespace {

namespace fs = std::filesystem;

const std::string words = "tensor 'electra.embeddings.word_embeddings.weight': ";
const std::string weights_file = "/model.safetensors: ";
const std::string config_file = "/config.json: ";
const std::string index_file = "/model.safetensors.index.json: ";

// The message after the directory's name, or its beginning if it ends with "...". Empty: accepted.
const std::map<std::string, std::string> expected = {
    {"st-good", ""},
    {"st-nan", ""},  // the model layer warns when it reads the values
    {"st-inf", ""},
    {"st-extra-tensor", ""},
    {"st-config-bom", ""},
    {"st-header-len-beyond",
     weights_file + "header of 18087 bytes: expected at most the 6021 that follow (cut short?)"},
    {"st-header-len-huge",
     weights_file + "header of 9223372036854775808 bytes: expected at most 100000000 (not a safetensors file?)"},
    {"st-header-len-max",
     weights_file + "header of 18446744073709551615 bytes: expected at most 100000000 (not a safetensors file?)"},
    {"st-empty", weights_file + "0 bytes: expected a safetensors file of at least 8"},
    {"st-seven-bytes", weights_file + "7 bytes: expected a safetensors file of at least 8"},
    {"st-truncated", weights_file + "tensor 'electra.encoder.layer.0.output.dense.weight': data_offsets [2876, 3196]: "
                                    "expected at most the 3146 bytes of data (cut short?)"},
    {"st-trailing", weights_file + "64 bytes after the last tensor: expected none"},
    {"st-not-json", weights_file + "header is not JSON at byte 3: ..."},
    {"st-json-array", weights_file + "header is not JSON: expected it to begin with '{'"},
    {"st-not-utf8", weights_file + "header is not JSON at byte 911: ..."},
    {"st-json-deep", weights_file + "tensor 'a': an array, expected an object"},
    {"st-overlap", weights_file + words + "data_offsets [628, 1028]: overlaps the tensor before it"},
    {"st-offset-past-end",
     weights_file +
         "tensor 'electra.embeddings_project.bias': data_offsets [1044, 1076]: no tensor covers bytes 644 to 1044"},
    {"st-offset-reversed", weights_file + words + "data_offsets [1044, 644]: expected begin before end"},
    {"st-offset-negative", weights_file + words + "data_offsets: -16, expected an integer from 0 to 2^63 - 1"},
    {"st-offset-float", weights_file + words + "data_offsets: \"0\", expected an integer from 0 to 2^63 - 1"},
    {"st-offset-one", weights_file + words + "data_offsets [0]: expected two"},
    {"st-dtype-size", weights_file + words + "400 bytes in data_offsets, expected 800 for I64 [25, 4]"},
    {"st-dtype-unknown", weights_file + words + "dtype \"F99\", expected one of ..."},
    {"st-dtype-int", weights_file + words + "dtype I32, expected F32, F16, BF16 or F64"},
    {"st-shape-product", weights_file + words + "400 bytes in data_offsets, expected 500 for F32 [25, 5]"},
    {"st-shape-overflow", weights_file + words + "shape [8589934592, 8589934592]: too large"},
    {"st-shape-negative", weights_file + words + "shape: -25, expected an integer from 0 to 2^63 - 1"},
    {"st-shape-transposed", weights_file + words + "shape [4, 25], expected [25, 4]"},
    {"st-duplicate-key", weights_file + words + "listed twice"},
    {"st-missing-tensor", weights_file + "tensor 'electra.encoder.layer.0.output.dense.weight': data_offsets [2876, "
                                         "3196]: no tensor covers bytes 2844 to 2876"},
    {"st-missing-tensor-clean",
     weights_file + "tensor 'electra.encoder.layer.0.output.dense.bias': missing, expected shape [8]"},
    {"st-lfs-pointer", weights_file + "a Git LFS pointer, expected the file: run git lfs pull"},
    {"st-missing-weights", ": no model.safetensors"},
    {"st-shard-missing", "/model-00002-of-00002.safetensors: cannot open: no such file or directory"},
    {"st-shard-traversal",
     index_file + "tensor 'discriminator_predictions.dense.bias': shard \"../st-good/model.safetensors\", expected the "
                  "name of a file in the directory"},
    {"st-shard-map-incomplete",
     index_file + "weight_map does not list " + words.substr(0, words.size() - 2) + " of 'm.safetensors'"},
    {"st-shard-wrong-file", index_file + words + "not in 'b.safetensors'"},
    {"st-config-hidden", weights_file + "20 tensors do not fit config.json: tensor "
                                        "'electra.embeddings_project.weight': shape [8, 4], expected [16, 4]; ..."},
    {"st-config-vocab", weights_file + words + "shape [25, 4], expected [32, 4]"},
    {"st-config-heads", config_file + "'num_attention_heads' is 3, expected a divisor of hidden_size 8"},
    {"st-config-heads-zero", config_file + "'num_attention_heads' is 0, expected an integer from 1 to 65536"},
    {"st-config-layers-negative", config_file + "'num_hidden_layers' is -1, expected an integer from 1 to 1024"},
    {"st-config-layers-string", config_file + "'num_hidden_layers' is \"1\", expected an integer from 1 to 1024"},
    {"st-config-huge", config_file + "'vocab_size' is 1099511627776, expected an integer from 1 to 16777216"},
    {"st-config-act", config_file + "'hidden_act' is \"foo\", expected one of gelu, ..."},
    {"st-config-model-type", config_file + "'model_type' is \"bert\", expected electra"},
    {"st-config-relative",
     weights_file +
         "tensor 'electra.encoder.layer.0.attention.self.distance_embedding.weight': missing, expected shape [31, 4]"},
    {"st-config-eps-nan", config_file + "'layer_norm_eps' is NaN, expected a finite number, at least 0"},
    {"st-config-typevocab",
     weights_file + "tensor 'electra.embeddings.token_type_embeddings.weight': shape [2, 4], expected [1, 4]"},
    {"st-config-not-json", config_file + "not JSON at byte 100 (line 1), near ..."},
    {"st-config-empty", config_file + "empty file, expected JSON"},
    {"st-config-minimal",
     weights_file + "199 tensors do not fit config.json: " + words + "shape [25, 4], expected [30522, 128]; ..."},
    {"st-config-null", config_file + "'hidden_size' is null, expected an integer from 1 to 65536"},
    {"st-config-trailing-comma", config_file + "not JSON at byte 413 (line 1), near ..."},
    {"st-config-label-mismatch",
     ": has a replaced-token head; ElectraForSequenceClassification needs a sequence-classification head"},
};

void load(const fs::path& directory) {
  const Config config = read_config(directory / "config.json");
  const Weights weights = Weights::open(directory, config);
  weights.check(choose_head(config, weights, std::nullopt), std::nullopt);
}

TEST_CASE("malformed model directories are refused with file and fault") {
  for (const auto& [name, message] : expected) {
    const auto& captured = name;
    CAPTURE(captured);
    const fs::path directory = fs::path(ELECTRA_GOLDEN) / "bad" / name;
    const ErrorKind kind = name == "st-shard-missing" ? ErrorKind::io : ErrorKind::model;
    std::string got = error_of(kind, [&] { load(directory); });
    std::string wanted = message.empty() ? "no error" : directory.string() + message;
    if (wanted.ends_with("...")) {
      wanted.resize(wanted.size() - 3);
      got.resize(std::min(got.size(), wanted.size()));
    }
    CHECK(got == wanted);
  }
}

TEST_CASE("no malformed directory is forgotten, and those with a sound config and weights load") {
  for (const auto& entry : fs::directory_iterator(fs::path(ELECTRA_GOLDEN) / "bad")) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("st-vocab-") || name.starts_with("st-tokcfg-")) {
      CHECK(error_of(ErrorKind::model, [&] { load(entry.path()); }) == "no error");
    } else if (name.starts_with("st-") && !name.starts_with("st-bin-")) {
      CAPTURE(name);
      CHECK(expected.contains(name));
    }
  }
}

TEST_CASE("a NaN and an infinity are found in the values") {
  for (const std::string name : {"st-nan", "st-inf"}) {
    const fs::path directory = fs::path(ELECTRA_GOLDEN) / "bad" / name;
    const Weights weights = Weights::open(directory, read_config(directory / "config.json"));
    int found = 0;
    for (const Tensor* tensor : weights.all()) {
      if (first_non_finite(weights.floats(tensor->name))) ++found;
    }
    CHECK(found == 1);
  }
}

}  // namespace
}  // namespace electra
