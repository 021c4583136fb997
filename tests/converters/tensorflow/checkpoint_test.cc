#include "converters/tensorflow/checkpoint.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "converters/checkpoint_writer.h"
#include "converters/opened.h"
#include "format/safetensors.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {

using namespace internal;

namespace {

using nlohmann::json;

json read_json(const std::string& path) { return json::parse(read_file(path)); }

std::string bad(const std::string& name) { return std::string(ELECTRA_GOLDEN "/bad/") + name; }

TEST_CASE("an index of several blocks: thirteen thousand scalars") {
  const auto source = open_checkpoint(google("ckpt-multiblock"));
  const SafetensorsFile recorded(google("ckpt-multiblock/expected.safetensors"));
  const Tensor& expected = *recorded.find("values_in_sorted_name_order");
  REQUIRE(static_cast<int64_t>(source->variables().size()) == expected.elements());
  std::string values;
  for (const Variable& variable : source->variables()) {
    values += content_of(*source, variable).substr(std::string("float32 [] ").size());
  }
  CHECK(std::memcmp(values.data(), expected.data.data(), expected.data.size()) == 0);
}

TEST_CASE("every dtype has its name and shape, and its data their checksum") {
  const auto source = open_checkpoint(google("ckpt-dtypes"));
  const json expected = read_json(google("ckpt-dtypes/expected.json"));
  REQUIRE(source->variables().size() == expected.size());
  for (const Variable& variable : source->variables()) {
    CAPTURE(variable.name);
    CHECK(variable.dtype_name == expected[variable.name]["dtype"]);
    CHECK(variable.shape == expected[variable.name]["shape"].get<std::vector<int64_t>>());
    source->verify(variable);
  }
}

TEST_CASE("strings whose bytes or lengths are damaged are found") {
  const TemporaryDirectory folder;
  std::filesystem::copy(google("ckpt-dtypes"), folder.path(), std::filesystem::copy_options::recursive);
  const auto source = open_checkpoint(folder.path());
  const std::string path = folder / "model.ckpt.data-00000-of-00001";
  const std::string good = read_file(path);
  int errors = 0;
  for (size_t i = 0; i < good.size(); ++i) {
    std::string damaged = good;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    std::ofstream(path, std::ios::binary) << damaged;
    const auto opened = open_checkpoint(folder.path());
    for (const Variable& variable : opened->variables()) {
      if (error_of(ErrorKind::model, [&] { opened->verify(variable); }) != "no error") ++errors;
    }
  }
  CHECK(errors == static_cast<int>(good.size()));  // each byte belongs to one variable
}

TEST_CASE("partitioned variables and several data files give the same variables") {
  const auto whole = contents_of(*open_checkpoint(google("pretrain-a-small/ckpt")));
  CHECK(contents_of(*open_checkpoint(google("pretrain-f-partitioned/ckpt"))) == whole);
  for (const auto& [name, content] : contents_of(*open_checkpoint(google("pretrain-e-sharded/ckpt")))) {
    const auto& captured = name;
    CAPTURE(captured);
    CHECK((content == whole.at(name)));
  }
  const auto zipped = contents_of(*open_checkpoint(google("pretrain-g-zip/electra_small.zip")));
  CHECK(zipped == contents_of(*open_checkpoint(google("pretrain-g-zip/electra_small_flat.zip"))));
  for (const auto& [name, content] : zipped) CHECK((content == whole.at(name)));
}

// The command's tests cover the cases that only a conversion can see.
TEST_CASE("recorded checkpoints that are broken are refused, and the odd ones read as the good one") {
  const auto good = contents_of(*open_checkpoint(bad("ckpt-good")));
  int refused = 0;
  for (const json& recorded : read_json(ELECTRA_GOLDEN "/bad/checkpoint_cases.json")) {
    const std::string name = recorded["path"];
    const bool of_the_format = name.starts_with("ckpt-crafted-") || name.starts_with("ckpt-index-") ||
                               name.starts_with("ckpt-data-") || name.starts_with("ckpt-missing-s");
    if (!of_the_format) continue;
    CAPTURE(name);
    std::string fault;
    try {
      const bool same = contents_of(*open_checkpoint(bad(name))) == good;
      CHECK(same);
    } catch (const Error& error) {
      fault = error.what();
    }
    const std::string expected = recorded["expect"];
    if (expected == "ok") CHECK(fault.empty());
    if (expected == "error") CHECK(fault.starts_with(bad(name) + "/model.ckpt."));
    if (!fault.empty()) ++refused;
  }
  CHECK(refused > 30);
}

TEST_CASE("a V1 checkpoint is refused by name") {
  for (const char* path : {"ckpt-v1", "ckpt-v1/old.ckpt"}) {
    CHECK(error_of(ErrorKind::model, [&] {
            open_checkpoint(google(path));
          }).find("ckpt-v1/old.ckpt: a TensorFlow V1 checkpoint") != std::string::npos);
  }
}

TEST_CASE("slices that do not make up their variable are refused") {
  const auto fault_of = [](const std::vector<std::pair<TfSlice, std::vector<float>>>& slices) {
    const TemporaryDirectory folder;
    test::CheckpointWriter writer(folder / "m");
    writer.add_slices("v", {4}, slices);
    writer.finish();
    const std::string fault = error_of(ErrorKind::model, [&] { open_checkpoint(folder / "m"); });
    return fault.substr(std::min(fault.size(), (folder / "m.index: ").string().size()));
  };
  CHECK(fault_of({{{{0}, {2}}, {1, 2}}, {{{2}, {1}}, {3}}}) == "variable 'v': its 2 slices cover 3 of 4 elements");
  CHECK(fault_of({{{{0}, {3}}, {1, 2, 3}}, {{{2}, {2}}, {3, 4}}}).find("overlap") != std::string::npos);
  CHECK(fault_of({{{{2}, {3}}, {1, 2, 3}}}).find("reaches out of [4]") != std::string::npos);
}

TEST_CASE("slices are read in the order of their places") {
  const TemporaryDirectory folder;
  test::CheckpointWriter writer(folder / "m");
  writer.add_slices("v", {2, 3}, {{{{0, 2}, {2, 1}}, {2, 5}}, {{{0, 0}, {2, 2}}, {0, 1, 3, 4}}});
  writer.add_floats("w", {2, 3}, {0, 1, 2, 3, 4, 5});
  writer.finish();
  const auto contents = contents_of(*open_checkpoint(folder / "m"));
  CHECK(contents.at("v") == contents.at("w"));
}

TEST_CASE("data that are not of this index are found when they are read") {
  const TemporaryDirectory folder;
  test::CheckpointWriter writer(folder / "m");
  writer.add_floats("v", {2}, {1, 2});
  writer.finish();
  std::ofstream(folder / "m.data-00000-of-00001", std::ios::binary) << "12345678";
  const auto source = open_checkpoint(folder / "m");
  const std::string fault = error_of(ErrorKind::model, [&] { contents_of(*source); });
  CHECK(fault.find("m.data-00000-of-00001: variable 'v': checksum ") != std::string::npos);
}

}  // namespace
}  // namespace electra::converters
