#include "format/safetensors.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"
#include "lib/format/safetensors_bytes.h"

namespace electra {

using namespace internal;

namespace {

namespace fs = std::filesystem;

// All golden files that the reference wrote.
std::vector<fs::path> golden_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(ELECTRA_GOLDEN) / "hf")) {
    if (entry.path().extension() == ".safetensors") files.push_back(entry.path());
  }
  return files;
}

TEST_CASE("a file of the reference writer is written again byte for byte") {
  const TemporaryDirectory folder;
  const std::vector<fs::path> files = golden_files();
  REQUIRE(files.size() > 30);
  for (const fs::path& path : files) {
    CAPTURE(path.string());
    const SafetensorsFile file(path);
    // Backwards, so that the writer has something to sort.
    std::vector<Tensor> tensors(file.tensors().rbegin(), file.tensors().rend());
    write_safetensors(folder / "out", tensors, file.metadata());
    CHECK(read_file(folder / "out") == read_file(path));
  }
}

TEST_CASE("what was written is read") {
  const TemporaryDirectory folder;
  std::vector<float> floats(6);
  std::iota(floats.begin(), floats.end(), 1.5F);
  const std::string name = "quote \" backslash \\ newline \n é";
  const std::vector<Tensor> tensors = {
      {.name = "bytes", .dtype = DType::u8, .shape = {3}, .data = as_bytes("xyz")},
      {.name = "empty", .dtype = DType::i64, .shape = {2, 0}, .data = {}},
      {.name = name, .dtype = DType::f32, .shape = {2, 3}, .data = std::as_bytes(std::span(floats))},
      {.name = "scalar", .dtype = DType::bf16, .shape = {}, .data = as_bytes("ab")},
  };
  write_safetensors(folder / "out", tensors, {{"k", "v"}, {"k2", "\t"}});
  const SafetensorsFile file(folder / "out");
  CHECK(file.metadata() == std::map<std::string, std::string>{{"k", "v"}, {"k2", "\t"}});
  REQUIRE(file.tensors().size() == tensors.size());
  for (const Tensor& tensor : tensors) {
    const Tensor* found = file.find(tensor.name);
    REQUIRE(found != nullptr);
    CHECK(found->dtype == tensor.dtype);
    CHECK(found->shape == tensor.shape);
    CHECK(std::ranges::equal(found->data, tensor.data));
  }
  CHECK(file.find("other") == nullptr);
}

TEST_CASE("data begin at a multiple of 8 bytes") {
  const TemporaryDirectory folder;
  std::string name;
  for (int length = 0; length < 9; ++length) {
    name += 'n';
    const std::vector<Tensor> tensors = {{.name = name, .dtype = DType::u8, .shape = {1}, .data = as_bytes("x")}};
    write_safetensors(folder / "out", tensors);
    CHECK((fs::file_size(folder / "out") - 1) % 8 == 0);
  }
}

TEST_CASE("a file without tensors can be written") {
  const TemporaryDirectory folder;
  write_safetensors(folder / "out", {});
  CHECK(read_file(folder / "out") == safetensors_bytes("{}      ", ""));
  CHECK(SafetensorsFile(folder / "out").tensors().empty());
}

TEST_CASE("files that cannot be opened or written are named") {
  CHECK(error_of(ErrorKind::io, [] { SafetensorsFile("no/a.safetensors"); }) ==
        "no/a.safetensors: cannot open: no such file or directory");
  CHECK(error_of(ErrorKind::io, [] { write_safetensors("no/a.safetensors", {}); }) ==
        "no/a.safetensors: cannot write: no such file or directory");
}

}  // namespace
}  // namespace electra
