#include "format/safetensors_header.h"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <string>
#include <utility>

#include "lib/base/error_of.h"
#include "lib/format/safetensors_bytes.h"

namespace electra {

using namespace internal;

namespace {

// Two tensors: a, F32 [2, 1], and b, U8 [3].
constexpr const char* good_header =
    R"({"__metadata__":{"format":"pt"},"b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]},)"
    R"("a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}})";
constexpr const char* good_data = "aaaaaaaabbb";

std::string fault(const std::string& file) {
  return error_of(ErrorKind::model, [&] { parse_safetensors(as_bytes(file), "f"); });
}

std::string header_fault(const std::string& header, const std::string& data = "0123456789ab") {
  return fault(safetensors_bytes(header, data));
}

// The fault of a header with one tensor t of the given fields; 12 bytes of data follow.
std::string entry_fault(const std::string& fields) { return header_fault(fmt::format(R"({{"t":{{{}}}}})", fields)); }

TEST_CASE("tensors come sorted by name, with their bytes") {
  const std::string file = safetensors_bytes(good_header, good_data);
  const SafetensorsContents contents = parse_safetensors(as_bytes(file), "f");
  REQUIRE(contents.tensors.size() == 2);
  const Tensor& a = contents.tensors[0];
  const Tensor& b = contents.tensors[1];
  CHECK(a.name == "a");
  CHECK(a.dtype == DType::f32);
  CHECK(a.shape == std::vector<int64_t>{2, 1});
  CHECK(std::string(reinterpret_cast<const char*>(a.data.data()), a.data.size()) == "aaaaaaaa");
  CHECK(b.dtype == DType::u8);
  CHECK(std::string(reinterpret_cast<const char*>(b.data.data()), b.data.size()) == "bbb");
  CHECK(contents.metadata == std::map<std::string, std::string>{{"format", "pt"}});
}

TEST_CASE("what the reference reader accepts is accepted") {
  for (
      const char* header : {
          "{}",
          R"({"__metadata__":null})",
          R"({"__metadata__":{}}   )",
          R"({"t":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"u":{"dtype":"I64","shape":[1],"data_offsets":[4,12]}})",
          R"({"t":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"u":{"dtype":"I32","shape":[3],"data_offsets":[0,12]}})",
          R"({"t":{"new":{"a":[{}]},"x":[[1]],"y":null,"dtype":"U8","z":1.5,"shape":[12],"data_offsets":[0,12]}})",
      }) {
    const bool has_data = std::string_view(header).find("12") != std::string_view::npos;
    CHECK(header_fault(header, has_data ? "0123456789ab" : "") == "no error");
  }
}

TEST_CASE("a file that is no safetensors file is told") {
  CHECK(fault("") == "f: 0 bytes: expected a safetensors file of at least 8");
  CHECK(fault("1234567") == "f: 7 bytes: expected a safetensors file of at least 8");
  CHECK(fault("PK\x03\x04 and the rest of a zip") ==
        "f: header of 7236828441365138256 bytes: expected at most 100000000 (not a safetensors file?)");
  CHECK(fault(safetensors_bytes("", "")) == "f: header is not JSON: expected it to begin with '{'");
  CHECK(fault("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n") ==
        "f: a Git LFS pointer, expected the file: run git lfs pull");
}

TEST_CASE("a header length beyond the file or the limit is refused") {
  std::string file = safetensors_bytes("{}", "");
  file[0] = 3;
  CHECK(fault(file) == "f: header of 3 bytes: expected at most the 2 that follow (cut short?)");
  file.replace(0, 8, std::string("\x01\xE1\xF5\x05\0\0\0\0", 8));
  CHECK(fault(file).starts_with("f: header of 100000001 bytes: expected at most 100000000"));
  file.replace(0, 8, std::string(8, '\xFF'));
  CHECK(fault(file).starts_with("f: header of 18446744073709551615 bytes: expected at most 100000000"));
}

TEST_CASE("a header of the wrong structure is refused") {
  const std::pair<const char*, const char*> rows[] = {
      {"[]", "header is not JSON: expected it to begin with '{'"},
      {" {}", "header is not JSON: expected it to begin with '{'"},
      {"{} x", "header is not JSON at byte 4: syntax error while parsing value - invalid literal"},
      {R"({"t":[]})", "tensor 't': an array, expected an object"},
      {R"({"t":null})", "tensor 't': null, expected an object"},
      {R"({"t":"x"})", "tensor 't': \"x\", expected an object"},
      {R"({"__metadata__":[]})", "__metadata__: an array, expected an object"},
      {R"({"__metadata__":{"k":1}})", "__metadata__: 1, expected a string"},
      {R"({"__metadata__":{"k":null}})", "__metadata__: null, expected a string"},
      {R"({"__metadata__":{"k":{}}})", "__metadata__: an object, expected a string"},
  };
  for (const auto& [header, message] : rows) CHECK(header_fault(header) == fmt::format("f: {}", message));
  CHECK(header_fault(std::string("{}\0{", 4)) == "f: header is not JSON at byte 3: a NUL");
}

TEST_CASE("an entry with a wrong field is refused") {
  const std::string integer = "expected an integer from 0 to 2^63 - 1";
  const std::pair<const char*, std::string> rows[] = {
      {R"("dtype":"F32","shape":[3])", "no data_offsets"},
      {R"("dtype":"F32","data_offsets":[0,12])", "no shape"},
      {R"("shape":[3],"data_offsets":[0,12])", "no dtype"},
      {R"("dtype":"F32","dtype":"F32","shape":[3],"data_offsets":[0,12])", "dtype given twice"},
      {R"("dtype":3)", "dtype: 3, expected a string"},
      {R"("dtype":"F99")", "dtype \"F99\", expected one of " + dtype_names()},
      {R"("shape":3)", "shape: 3, expected an array of integers"},
      {R"("shape":{})", "shape: an object, expected an array of integers"},
      {R"("shape":[[3]])", "shape: an array, " + integer},
      {R"("shape":[-3])", "shape: -3, " + integer},
      {R"("shape":[3.0])", "shape: 3.0, " + integer},
      {R"("shape":[null])", "shape: null, " + integer},
      {R"("shape":["3"])", "shape: \"3\", " + integer},
      {R"("shape":[9223372036854775808])", "shape: 9223372036854775808, " + integer},
      {R"("data_offsets":"0-12")", "data_offsets: \"0-12\", expected an array of two integers"},
      {R"("data_offsets":[])", "data_offsets []: expected two"},
      {R"("data_offsets":[0])", "data_offsets [0]: expected two"},
      {R"("data_offsets":[0,6,12])", "data_offsets [0, 6, 12]: expected two"},
      {R"("data_offsets":[0,-12])", "data_offsets: -12, " + integer},
  };
  for (const auto& [fields, message] : rows) CHECK(entry_fault(fields) == fmt::format("f: tensor 't': {}", message));
}

TEST_CASE("sizes that do not agree are refused") {
  const std::pair<const char*, const char*> rows[] = {
      {R"("dtype":"F32","shape":[4],"data_offsets":[0,12])", "12 bytes in data_offsets, expected 16 for F32 [4]"},
      {R"("dtype":"F64","shape":[3],"data_offsets":[0,12])", "12 bytes in data_offsets, expected 24 for F64 [3]"},
      {R"("dtype":"F32","shape":[],"data_offsets":[0,12])", "12 bytes in data_offsets, expected 4 for F32 []"},
      {R"("dtype":"U8","shape":[12],"data_offsets":[12,0])", "data_offsets [12, 0]: expected begin before end"},
      {R"("dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,12])",
       "shape [4294967296, 4294967296]: too large"},
      {R"("dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,12])",
       "shape [2305843009213693952]: too large"},
      {R"("dtype":"U8","shape":[13],"data_offsets":[0,13])",
       "data_offsets [0, 13]: expected at most the 12 bytes of data (cut short?)"},
      {R"("dtype":"U8","shape":[11],"data_offsets":[1,12])", "data_offsets [1, 12]: no tensor covers bytes 0 to 1"},
  };
  for (const auto& [fields, message] : rows) CHECK(entry_fault(fields) == fmt::format("f: tensor 't': {}", message));
  CHECK(entry_fault(R"("dtype":"U8","shape":[11],"data_offsets":[0,11])") ==
        "f: 1 bytes after the last tensor: expected none");
  CHECK(entry_fault(R"("dtype":"U8","shape":[1)" + [] {
          std::string ones;
          for (size_t i = 0; i < max_tensor_rank; ++i) ones += ",1";
          return ones;
        }() + "]") == "f: tensor 't': more than 64 dimensions or offsets");
}

TEST_CASE("tensors that overlap or share a name are refused") {
  CHECK(header_fault(R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},)"
                     R"("b":{"dtype":"U8","shape":[5],"data_offsets":[7,12]}})") ==
        "f: tensor 'b': data_offsets [7, 12]: overlaps the tensor before it");
  CHECK(header_fault(R"({"a":{"dtype":"U8","shape":[6],"data_offsets":[0,6]},)"
                     R"("a":{"dtype":"U8","shape":[6],"data_offsets":[6,12]}})") == "f: tensor 'a': listed twice");
}

TEST_CASE("depth and breadth in places that nobody reads cost nothing") {
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  CHECK(header_fault(R"({"t":)" + deep + "}") == "f: tensor 't': an array, expected an object");
  CHECK(entry_fault(R"("x":)" + deep + R"(,"dtype":"U8","shape":[12],"data_offsets":[0,12])") == "no error");
}

TEST_CASE("every beginning of a file is refused") {
  const std::string file = safetensors_bytes(good_header, good_data);
  REQUIRE(fault(file) == "no error");
  for (size_t length = 0; length < file.size(); ++length) {
    CAPTURE(length);
    CHECK(fault(file.substr(0, length)) != "no error");
  }
}

TEST_CASE("a file with one byte changed is refused or holds together") {
  const std::string file = safetensors_bytes(good_header, good_data);
  for (size_t place = 0; place < file.size(); ++place) {
    for (int change = 1; change < 256; ++change) {
      std::string changed = file;
      changed[place] = static_cast<char>(changed[place] ^ change);
      try {
        const SafetensorsContents contents = parse_safetensors(as_bytes(changed), "f");
        size_t covered = 0;
        for (const Tensor& tensor : contents.tensors) {
          covered += tensor.data.size();
          REQUIRE(tensor.data.size() == static_cast<size_t>(tensor.elements()) * dtype_size(tensor.dtype));
        }
        REQUIRE(covered == std::string_view(good_data).size());
      } catch (const Error& error) {
        REQUIRE(std::string_view(error.what()).starts_with("f: "));
      }
    }
  }
}

}  // namespace
}  // namespace electra
