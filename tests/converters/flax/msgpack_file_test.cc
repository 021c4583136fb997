#include "converters/flax/msgpack_file.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "converters/counted.h"
#include "converters/flax/leaves.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {

using namespace internal;

namespace {

std::string golden(const std::string& name) { return ELECTRA_GOLDEN "/flax/" + name; }

std::string fault_of(std::string_view file) {
  return error_of(ErrorKind::model, [&] { read_flax_leaves(file, "m"); });
}

TEST_CASE("arrays are mapped under the path of their keys, and other leaves are listed without a type") {
  const auto source = open_msgpack_file(golden("types.msgpack"));
  for (const Variable& variable : source->variables()) {
    CAPTURE(variable.name);
    if (!variable.dtype) continue;
    CHECK((content_of(*source, variable) == counted_content(variable)));
    CHECK(source->mapped(variable).size() == variable.bytes);
  }
  CHECK(listing(*source) ==
        "arrays/bfloat16 bfloat16 [3]\narrays/bool bool [2]\narrays/complex64 complex64 [2]\n"
        "arrays/float16 float16 [3]\narrays/float32 float32 [3]\narrays/float64 float64 [3]\narrays/int16 int16 [3]\n"
        "arrays/int32 int32 [3]\narrays/int64 int64 [3]\narrays/int8 int8 [3]\narrays/uint16 uint16 [3]\n"
        "arrays/uint32 uint32 [3]\narrays/uint64 uint64 [3]\narrays/uint8 uint8 [3]\nleaves/bytes bytes []\n"
        "leaves/complex complex []\nleaves/int an integer []\nleaves/nothing nothing []\nleaves/rank_0 float32 []\n"
        "leaves/real a float []\nleaves/scalar float32 []\nleaves/text a text []\nleaves/truth a boolean []\n"
        "list/0 float32 [1]\nlist/1 float32 [2]\nnested/layer/0/kernel float32 [2, 3]\n"
        "nested/layer/0/no elements float32 [0, 4]\n");
}

TEST_CASE("an array in chunks is one variable") {
  const auto source = open_msgpack_file(golden("chunked.msgpack"));
  CHECK(listing(*source) == "a/w float32 [5, 7]\nb float32 [3]\n");
  for (const Variable& variable : source->variables()) {
    CHECK((content_of(*source, variable) == counted_content(variable)));
  }
  CHECK(source->mapped(source->variables().front()).empty());
}

TEST_CASE("chunks that do not make up their array are refused") {
  const TemporaryDirectory folder;
  const std::string good = read_file(golden("chunked.msgpack"));
  const auto fault = [&](const std::string& from, const std::string& to) {
    std::string damaged = good;
    damaged.replace(damaged.find(from), from.size(), to);
    std::ofstream(folder / "m", std::ios::binary) << damaged;
    return error_of(ErrorKind::model, [&] { open_msgpack_file(folder / "m"); })
        .substr((folder / "m: ").string().size());
  };
  CHECK(fault("\xA1\x31\x07", "\xA1\x31\x08") ==
        "variable 'a/w': chunks of 140 bytes, expected 160 for float32 of [5, 8]");
  CHECK(fault("\xA1\x31\x07", "\xA1\x31\xFF") ==
        "variable 'a/w/shape/1': no dimension, expected an integer from 0 to 56294995342131");
  CHECK(fault("chunks", "chunkz") == "variable 'a/w': a chunked array without chunks");
}

TEST_CASE("Transformers' file has the arrays that Flax sees") {
  const std::string folder = ELECTRA_GOLDEN "/hf/formats/disc-msgpack";
  const auto source = open_msgpack_file(folder + "/flax_model.msgpack");
  const auto brain = open_msgpack_file(folder + "-bf16/flax_model.msgpack");
  REQUIRE(source->variables().size() == brain->variables().size());
  CHECK(source->variables().size() > 20);
  CHECK(source->files().has("vocab.txt"));
  for (size_t i = 0; i < source->variables().size(); ++i) {
    const Variable& full = source->variables()[i];
    CHECK(full.dtype == DType::f32);
    CHECK(brain->variables()[i].name == full.name);
    CHECK(brain->variables()[i].dtype == DType::bf16);
  }
}

TEST_CASE("recorded files that are broken are refused in a line that names them") {
  for (const char* name : {"deep", "empty", "exttype", "hugebin", "hugemap", "notmap", "truncated"}) {
    const std::string path = std::string(ELECTRA_GOLDEN "/bad/msgpack-") + name + "/flax_model.msgpack";
    CHECK(is_msgpack_file(path));
    const std::string fault = error_of(ErrorKind::model, [&] { open_msgpack_file(path); });
    CHECK(fault.starts_with(path + ": "));
    CHECK(fault.find('\n') == std::string::npos);
  }
}

TEST_CASE("messages say what is wrong and where") {
  CHECK(fault_of("\x07") == "m: what it begins with is an integer, expected a map");
  CHECK(fault_of("") == "m: what it begins with cannot be read: 0 bytes remain");
  CHECK(fault_of("\xDF\xFF\xFF\xFF\xFF\xA0\x01") == "m: what it begins with cannot be read: 7 bytes remain");
  CHECK(fault_of("\x81\x05\x01") == "m: a key is an integer, expected a text");
  CHECK(fault_of("\x82\xA1w\x01\xA1w\x02") == "m: variable 'w': there twice");
  CHECK(fault_of("\x81\xA1w\x01\x01") == "m: 1 bytes after its end, expected none");
  CHECK(fault_of("\x81\xA1w\x91\x01") ==
        "m: variable 'w': an array of msgpack, expected one of Flax, a number, a text or a map");
  CHECK(fault_of("\x81\xA1w\xD4\x4D\x01") ==
        "m: variable 'w': an extension of type 77, expected Flax' 1 (array), 2 (complex) or 3 (scalar)");
  CHECK(fault_of("\x81\xA1w\xC7\x0D\x01\x93\x91\x02\xA4int8\xC4\x03"
                 "abc") == "m: variable 'w': 3 bytes, expected 2 for int8 of [2]");
}

TEST_CASE("a million maps inside each other are refused") {
  std::string file;
  for (int i = 0; i < 1'000'000; ++i) file += "\x81\xA1g";
  CHECK(fault_of(file + "\x01").find("more than 64 maps inside each other") != std::string::npos);
}

TEST_CASE("a file that is cut anywhere is refused, and one with a wrong byte is refused or read whole") {
  for (const char* name : {"small.msgpack", "types.msgpack"}) {
    const std::string whole = read_file(golden(name));
    for (size_t at = 0; at < whole.size(); ++at) {
      CAPTURE(at);
      CHECK(fault_of(std::string_view(whole).substr(0, at)).starts_with("m: "));
      for (const int bit : {1, 16, 128, 255}) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ bit);
        const std::string fault = fault_of(damaged);
        CHECK((fault == "no error" || fault.starts_with("m: ")));
      }
    }
  }
}

TEST_CASE("a file is known by its name or by a map of named values") {
  CHECK(is_msgpack_file(golden("small.msgpack")));
  CHECK(!is_msgpack_file(golden("no-such-file.msgpack")));
  const TemporaryDirectory folder;
  const auto known = [&](std::string_view contents) {
    std::ofstream(folder / "m", std::ios::binary) << contents;
    return is_msgpack_file(folder / "m");
  };
  CHECK(known(read_file(golden("small.msgpack"))));
  CHECK(!known("[PAD]\n[UNK]\n"));
  CHECK(!known(std::string_view("\x85\xA4\0\0\0\0\0\0{", 9)));  // a safetensors file can begin so
  CHECK(!known("\x80\x02}q\x01"));                              // a pickle does
}

}  // namespace
}  // namespace electra::converters
