#include "format/safetensors_writer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "format/safetensors.h"
#include "lib/base/temporary_directory.h"

namespace electra {

using namespace internal;

namespace {

TEST_CASE("data may come in pieces of any size") {
  const TemporaryDirectory folder;
  const std::vector<float> floats = {1, 2, 3, 4, 5, 6};
  const std::vector<int64_t> integers = {7};
  const std::vector<Tensor> tensors = {
      {.name = "b", .dtype = DType::f32, .shape = {2, 3}, .data = std::as_bytes(std::span(floats))},
      {.name = "a", .dtype = DType::i64, .shape = {}, .data = std::as_bytes(std::span(integers))}};
  write_safetensors(folder / "whole", tensors, {{"format", "pt"}});
  std::string data(reinterpret_cast<const char*>(integers.data()), sizeof(int64_t));
  data.append(reinterpret_cast<const char*>(floats.data()), sizeof(float) * floats.size());
  for (const size_t piece : {1, 5, 100}) {
    SafetensorsWriter writer(
        folder / "pieces",
        {{.name = "b", .dtype = DType::f32, .shape = {2, 3}}, {.name = "a", .dtype = DType::i64, .shape = {}}},
        {{"format", "pt"}});
    REQUIRE(writer.order().size() == 2);
    CHECK(writer.order()[0].name == "a");  // the larger type comes first
    for (size_t at = 0; at < data.size(); at += piece) {
      writer.append(std::as_bytes(std::span(data).subspan(at, std::min(piece, data.size() - at))));
    }
    writer.commit();
    CHECK(read_file(folder / "pieces") == read_file(folder / "whole"));
  }
}

TEST_CASE("weights in int8 begin on cache lines, whatever comes before them") {
  const TemporaryDirectory folder;
  const std::vector<int8_t> panels(2 * 64 * 16);
  for (const size_t floats_before : {1, 2, 7, 16}) {
    const std::vector<float> floats(floats_before);
    write_safetensors(
        folder / "out",
        std::vector<Tensor>{
            {.name = "a_int8", .dtype = DType::i8, .shape = {2, 16, 16, 4}, .data = std::as_bytes(std::span(panels))},
            {.name = "b_int8", .dtype = DType::i8, .shape = {2, 16, 16, 4}, .data = std::as_bytes(std::span(panels))},
            {.name = "c",
             .dtype = DType::f32,
             .shape = {std::ssize(floats)},
             .data = std::as_bytes(std::span(floats))}},
        {{"format", "pt"}});
    const SafetensorsFile file(folder / "out");
    for (const std::string name : {"a_int8", "b_int8"}) {
      CHECK(reinterpret_cast<uintptr_t>(file.find(name)->data.data()) % 64 == 0);
    }
  }
}

TEST_CASE("without commit there is no file") {
  const TemporaryDirectory folder;
  { const SafetensorsWriter writer(folder / "out", {{.name = "a", .dtype = DType::f32, .shape = {1}}}); }
  CHECK(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace electra
