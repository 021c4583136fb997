#include "converters/formats.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "electra/converters.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {
namespace {

namespace fs = std::filesystem;

std::string golden(const std::string& name) { return ELECTRA_GOLDEN "/" + name; }

std::string title_of(const fs::path& path) {
  const SourceFormat* format = find_format(path);
  return format == nullptr ? "none" : std::string(format->title);
}

TEST_CASE("of the containers in a directory the first counts, in the order of Transformers") {
  const TemporaryDirectory folder;
  CHECK(title_of(folder.path()) == "none");
  const std::pair<const char*, const char*> files[] = {
      {"ckpt.index", "TensorFlow checkpoint"},          {"flax_model.msgpack.index.json", "Flax msgpack file"},
      {"flax_model.msgpack", "Flax msgpack file"},      {"tf_model.h5", "Keras HDF5 file"},
      {"pytorch_model.bin.index.json", "PyTorch file"}, {"pytorch_model.bin", "PyTorch file"},
      {"model.safetensors", "safetensors file"}};
  fs::copy(golden("hf/formats/disc-tf2-object/ckpt-1.index"), folder / "ckpt.index");
  for (const auto& [name, title] : files) {
    if (!fs::exists(folder / name)) folder.file(name, "");
    CHECK(title_of(folder.path()) == title);
  }
}

TEST_CASE("a file is told by its content, whatever its name; a damaged one by its name") {
  const TemporaryDirectory folder;
  const std::pair<const char*, const char*> files[] = {
      {"hf/formats/disc-bin/pytorch_model.bin", "PyTorch file"},
      {"hf/formats/disc-bin-legacy/pytorch_model.bin", "PyTorch file"},
      {"hf/formats/disc-h5/tf_model.h5", "Keras HDF5 file"},
      {"hf/formats/disc-msgpack/flax_model.msgpack", "Flax msgpack file"},
      {"hf/formats/disc-safetensors/model.safetensors", "safetensors file"}};
  for (const auto& [file, title] : files) {
    fs::copy_file(golden(file), folder / "weights", fs::copy_options::overwrite_existing);
    CHECK(title_of(folder / "weights") == title);
    CHECK(title_of(folder.file(fs::path(file).filename(), "?")) == title);
  }
  folder.file("weights", "text\n");
  CHECK(title_of(folder / "weights") == "none");
  CHECK(title_of(folder / "nothing") == "none");
}

TEST_CASE("the index of shards is a source, as its directory is") {
  const TemporaryDirectory scratch;
  for (const std::string name : {"pytorch_model.bin", "tf_model.h5", "flax_model.msgpack"}) {
    const std::string extension = name.substr(name.rfind('.') + 1);
    const std::string directory = golden("hf/formats/disc-sharded-" + extension);
    const std::string index = directory + "/" + name + ".index.json";
    const SourceFormat& format = format_of(index);
    CHECK(&format == &format_of(directory));
    CHECK(open_source(format, index, scratch.path())->label() == index);
    CHECK(open_source(format, directory, scratch.path())->label() == index);
  }
}

TEST_CASE("of weights under other names the largest are pointed to") {
  const TemporaryDirectory folder;
  CHECK_NOTHROW(refuse_other_weights(folder.path()));
  CHECK(open_weights(folder.path()) == nullptr);
  fs::copy(golden("torch/protocol-2.bin"), folder / "small.pt");
  CHECK_THROWS(refuse_other_weights(folder.path()));
  fs::copy(golden("formats/odd-lightning/last.ckpt"), folder / "last.ckpt");
  fs::copy(golden("hf/formats/disc-bin/pytorch_model.bin"), folder / ".hidden.bin");
  const std::string fault = error_of(ErrorKind::model, [&] { open_weights(folder.path()); });
  CHECK(fault.ends_with("/last.ckpt DEST makes a model directory of them"));
  folder.file("model.onnx", "");
  CHECK(error_of(ErrorKind::model, [&] { open_weights(folder.path()); }).find("an ONNX graph") != std::string::npos);
}

}  // namespace
}  // namespace electra::converters
