// Checkpoints with many of everything that they list.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "converters/checkpoint_writer.h"
#include "converters/flax/leaves.h"
#include "converters/google/label_file.h"
#include "converters/tensorflow/object_graph.h"
#include "converters/tensorflow/state_file.h"
#include "converters/torch/builder.h"
#include "converters/torch/pickle.h"
#include "converters/torch/state_dict.h"
#include "growth/growth.h"
#include "lib/base/temporary_directory.h"
#include "lib/format/safetensors_bytes.h"

namespace electra::test {
namespace {

using namespace converters;

// What inspect says of a checkpoint of TensorFlow with these variables, and convert.
void check_variables(const char* what, size_t unit, const std::function<void(CheckpointWriter& to, size_t n)>& add) {
  const TemporaryDirectory folder;
  check_growth(what, unit, [&](size_t n) {
    CheckpointWriter writer(folder / "model");
    add(writer, n);
    writer.finish();
    return any({"inspect", folder / "model.index", "--output", folder / "out"});
  });
}

TEST_CASE("a checkpoint of TensorFlow") {
  const auto add = [](CheckpointWriter& to, const std::string& name) { to.add_floats(name, {1}, {0}); };
  const std::string table = "electra/embeddings/word_embeddings";
  check_variables("variables", 200, [&](CheckpointWriter& to, size_t n) {
    for (size_t i = 0; i < n; ++i) add(to, "v" + std::to_string(i));
  });
  check_variables("variables of a model", 200, [&](CheckpointWriter& to, size_t n) {
    to.add_floats(table, {1, 1}, {0});
    for (size_t i = 0; i < n; ++i) add(to, "electra/v" + std::to_string(i));
  });
  check_variables("tasks", 50, [&](CheckpointWriter& to, size_t n) {
    to.add_floats(table, {1, 1}, {0});
    for (size_t i = 0; i < n; ++i) {
      add(to, "electra/v" + std::to_string(i));
      add(to, "task_specific/t" + std::to_string(i) + "/dense/bias");
    }
  });
  check_variables("slices", 50, [](CheckpointWriter& to, size_t n) {
    std::vector<std::pair<TfSlice, std::vector<float>>> slices;
    for (size_t i = 0; i < n; ++i) slices.push_back({{{static_cast<int64_t>(i)}, {1}}, {0}});
    to.add_slices("v", {static_cast<int64_t>(n)}, slices);
  });
}

// Models beside each other in one file, under names of Transformers.
TEST_CASE("a file of many models") {
  const TemporaryDirectory folder;
  check_growth("models", 30, [&](size_t n) {
    const std::string header = repeated(
        n, R"("m@.electra.embeddings.word_embeddings.weight":{"dtype":"F32","shape":[0,1],"data_offsets":[0,0]})", ",");
    const auto file = folder.file("m.safetensors", safetensors_bytes("{" + header + "}", ""));
    return any({"inspect", file, "--output", folder / "out"});
  });
}

void check_bytes(const char* what, size_t unit, const std::function<std::string(size_t n)>& bytes,
                 const std::function<void(const std::string& bytes)>& parse) {
  check_growth(what, unit, [&](size_t n) { return with_errors([&parse, made = bytes(n)] { parse(made); }); });
}

TEST_CASE("a pickle of PyTorch") {
  const auto run = [](const std::string& bytes) {
    PickledObjects objects;
    const PickleResult result = run_pickle(bytes, objects, "m.bin");
    read_state_dict(objects, result.value, bytes.size(), "m.bin");
  };
  const auto members = [](size_t n, const std::string& value) { return "}(" + repeated(n, "S'k@'\n" + value) + "u."; };
  check_bytes(
      "dict", 500, [&](size_t n) { return members(n, "I1\n"); }, run);
  check_bytes(
      "dict, a member at a time", 500, [](size_t n) { return "}" + repeated(n, "S'k@'\nI1\ns") + "."; }, run);
  check_bytes(
      "list", 500, [](size_t n) { return "]" + repeated(n, "I1\na") + "."; }, run);
  check_bytes(
      "tuples inside each other", 500, [](size_t n) { return ")" + std::string(n, '\x85') + "."; }, run);
  check_bytes(
      "marks", 1000, [](size_t n) { return std::string(n, '(') + "."; }, run);
  check_bytes(
      "memo", 500, [](size_t n) { return "}" + repeated(n, "p@\n") + "."; }, run);
  check_bytes(
      "tensors", 100,
      [&](size_t n) {
        return members(n,
                       "ctorch._utils\n_rebuild_tensor\n((S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\n"
                       "I1\ntQI0\n(I1\nt(I1\nttR");
      },
      run);
}

TEST_CASE("leaves of Flax") {
  const auto map_of = [](size_t n, const std::string& members) {
    return std::string{'\xDF', static_cast<char>(n >> 24), static_cast<char>(n >> 16), static_cast<char>(n >> 8),
                       static_cast<char>(n)} +
           members;
  };
  const auto members_of = [](size_t n, char value) {
    std::string members;
    for (size_t i = 0; i < n; ++i) {
      const std::string key = "k" + std::to_string(i);
      members += static_cast<char>(0xA0 + key.size()) + key + value;
    }
    return members;
  };
  const auto read = [](const std::string& bytes) { read_flax_leaves(bytes, "m.msgpack"); };
  check_bytes(
      "leaves", 500, [&](size_t n) { return map_of(n, members_of(n, '\x01')); }, read);
  check_bytes(
      "maps", 500, [&](size_t n) { return map_of(n, members_of(n, '\x80')); }, read);
  check_bytes(
      "maps inside each other", 500, [](size_t n) { return repeated(n, "\x81\xA1k") + "\x80"; }, read);
}

TEST_CASE("labels and the file of states") {
  const auto parse = [](const std::string& bytes) { parse_labels(as_bytes(bytes), "labels.txt"); };
  check_bytes(
      "lines", 500, [](size_t n) { return repeated(n, "L@\n"); }, parse);
  check_bytes(
      "objects", 500, [](size_t n) { return "{" + repeated(n, R"("L@":@)", ",") + "}"; }, parse);
  check_bytes(
      "names", 500, [](size_t n) { return "[" + repeated(n, "\"L@\"", ",") + "]"; }, parse);
  check_bytes(
      "a pickle of labels", 500, [](size_t n) { return "(d" + repeated(n, "S'L@'\nI0\ns") + "."; }, parse);
  check_bytes(
      "lines of states", 500, [](size_t n) { return repeated(n, "all_model_checkpoint_paths: \"m@\"\n"); },
      [](const std::string& bytes) { newest_checkpoint(bytes, "checkpoint"); });
  // Messages of one field each: { children { node_id: 0 } }
  check_bytes(
      "nodes", 500, [](size_t n) { return repeated(n, std::string_view("\x0A\x02\x0A\x00", 4)); },
      [](const std::string& bytes) { static_cast<void>(parse_object_graph(bytes)); });
}

}  // namespace
}  // namespace electra::test
