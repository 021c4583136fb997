#include "converters/hdf5/hdf5_file.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "converters/counted.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {

using namespace internal;

namespace {

std::string golden(const std::string& name) { return ELECTRA_GOLDEN "/hdf5/" + name; }

void check_counted(const Source& source) {
  for (const Variable& variable : source.variables()) {
    CAPTURE(variable.name);
    if (!variable.dtype) continue;
    CHECK((content_of(source, variable) == counted_content(variable)));
    const auto bytes = source.mapped(variable);
    CHECK((bytes.empty() || bytes.size() == variable.bytes));
    source.verify(variable);
  }
}

std::string mapped_names(const Source& source) {
  std::string names;
  for (const Variable& variable : source.variables()) {
    if (variable.dtype && !source.mapped(variable).empty()) names += variable.name + " ";
  }
  return names;
}

// Every file is opened in a child first, and a fork is slow with sanitizers: they see one place in seven.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr size_t step = 7;
#else
constexpr size_t step = 1;
#endif

constexpr const char* layouts =
    "all-filters float32 [6, 5]\nchunked float32 [5, 7]\ncompact float32 [4]\ncontiguous float32 [2, 3]\n"
    "empty float32 [0, 4]\ngzip float32 [6, 5]\n";

TEST_CASE("every layout of data is read, and what is contiguous is mapped") {
  for (const char* name : {"layouts.h5", "user-block.h5"}) {
    CAPTURE(name);
    const auto source = open_hdf5_file(golden(name));
    CHECK(listing(*source) == std::string(layouts) + "null float32 [0]\nscalar float32 []\n");
    CHECK(mapped_names(*source) == "contiguous scalar ");
    check_counted(*source);
  }
}

TEST_CASE("a file of the newest format, with a group of many links") {
  const auto source = open_hdf5_file(golden("latest.h5"));
  CHECK(source->variables().size() == 28);
  CHECK(mapped_names(*source).starts_with("contiguous many/00 many/01 "));
  check_counted(*source);
}

TEST_CASE("numbers have their type, whatever their order; the rest is listed without one") {
  const auto source = open_hdf5_file(golden("types.h5"));
  check_counted(*source);
  std::string without;
  std::string names;
  for (const Variable& variable : source->variables()) {
    if (!variable.dtype) without += variable.name + " " + variable.dtype_name + "\n";
    if (variable.dtype) names += variable.name + " " + variable.dtype_name + "\n";
  }
  CHECK(without ==
        "bool enum\ncomplex compound\ncompound compound\nfixed-string string\n"
        "odd-integer integer\nstring string\n");
  CHECK(names ==
        "<f2 float16\n<f4 float32\n<f8 float64\n<i1 int8\n<i2 int16\n<i4 int32\n<i8 int64\n<u1 uint8\n"
        "<u2 uint16\n<u4 uint32\n<u8 uint64\n>f2 float16\n>f4 float32\n>f8 float64\n>i4 int32\n>u8 uint64\n"
        "bf16 bfloat16\n");
  CHECK(mapped_names(*source).find(">f4") == std::string::npos);
}

TEST_CASE("circles of links end, and what several paths lead to is listed once") {
  CHECK(listing(*open_hdf5_file(golden("links.h5"))) == "a float32 [2]\n");
  CHECK(listing(*open_hdf5_file(golden("soft-link.h5"))) == "w float32 [2]\n");
}

TEST_CASE("what Keras saves is named by its paths") {
  CHECK(listing(*open_hdf5_file(golden("keras2.h5"))) ==
        "hidden/hidden/bias:0 float32 [3]\nhidden/hidden/kernel:0 float32 [2, 3]\n"
        "out/out/bias:0 float32 [1]\nout/out/kernel:0 float32 [3, 1]\n");
  const auto source = open_hdf5_file(golden("keras3.weights.h5"));
  CHECK(listing(*source) ==
        "layers/dense/vars/0 float32 [2, 3]\nlayers/dense/vars/1 float32 [3]\n"
        "layers/dense_1/vars/0 float32 [3, 1]\nlayers/dense_1/vars/1 float32 [1]\n");
  check_counted(*source);
}

TEST_CASE("Transformers' file has the datasets that h5py sees") {
  const std::string folder = ELECTRA_GOLDEN "/hf/formats/disc-h5";
  const auto source = open_hdf5_file(folder + "/tf_model.h5");
  nlohmann::json seen = nlohmann::json::array();
  for (const Variable& variable : source->variables()) {
    seen.push_back({variable.name, variable.shape, variable.dtype_name});
    CHECK(source->mapped(variable).size() == variable.bytes);
  }
  CHECK(seen == nlohmann::json::parse(read_file(folder + "/h5_tree.json"))["datasets"]);
  CHECK(source->files().has("vocab.txt"));
}

TEST_CASE("what leads out of the file, is not there or would not fit is refused by name") {
  const auto fault_of = [](const std::string& name) {
    const std::string fault = error_of(ErrorKind::model, [&] { open_hdf5_file(golden(name)); });
    return fault.substr(std::min(fault.size(), golden(name).size() + 2));
  };
  CHECK(fault_of("external-link.h5") == "link 'w': leads to another file, expected weights in this one");
  CHECK(fault_of("external-storage.h5") == "variable 'w': its data are in other files, expected them in this one");
  CHECK(fault_of("virtual.h5") == "variable 'w': a virtual dataset, made of others: expected data of its own");
  CHECK(fault_of("huge.h5") == "variable 'w': has no data, expected those of [1048576, 1048576]");
  CHECK(fault_of("unwritten.h5") == "variable 'w': has no data, expected those of [4]");
  CHECK(fault_of("bomb.h5") ==
        "variable 'w': data of 4294967296 bytes in a file of 5040, expected at most 1100 times "
        "as much");
  CHECK(fault_of("scale-offset.h5") ==
        "variable 'w': filter 6 'scaleoffset', expected no other than gzip, shuffle and "
        "fletcher32");
  CHECK(fault_of("deep.h5").find("more than 64 groups inside each other") != std::string::npos);
}

TEST_CASE("recorded files that are broken are refused in a line that names them") {
  for (const char* name : {"btree", "empty", "signature", "superblock", "truncated", "truncated-small"}) {
    const std::string path = std::string(ELECTRA_GOLDEN "/bad/h5-") + name + "/tf_model.h5";
    CHECK(is_hdf5_file(path));
    const std::string fault = error_of(ErrorKind::model, [&] { open_hdf5_file(path); });
    CHECK(fault.starts_with(path + ": "));
    CHECK(fault.find('\n') == std::string::npos);
  }
}

TEST_CASE("a file is known by its name or its signature, wherever that stands") {
  CHECK(is_hdf5_file(golden("small.h5")));
  CHECK(!is_hdf5_file(golden("no-such-file.h5")));
  CHECK(!is_hdf5_file(ELECTRA_GOLDEN "/hdf5"));
  const TemporaryDirectory folder;
  std::filesystem::copy(golden("user-block.h5"), folder / "weights");
  CHECK(is_hdf5_file(folder / "weights"));
  std::ofstream(folder / "text") << "some text";
  CHECK(!is_hdf5_file(folder / "text"));
}

TEST_CASE("a file that is cut anywhere is refused") {
  const TemporaryDirectory folder;
  const std::string whole = read_file(golden("small.h5"));
  for (size_t size = 0; size < whole.size(); size += step) {
    CAPTURE(size);
    std::ofstream(folder / "m.h5", std::ios::binary) << whole.substr(0, size);
    CHECK(error_of(ErrorKind::model, [&] { open_hdf5_file(folder / "m.h5"); }).starts_with((folder / "m.h5").string()));
  }
}

TEST_CASE("a file with a wrong byte is refused or read whole") {
  const TemporaryDirectory folder;
  const std::string whole = read_file(golden("small.h5"));
  for (size_t at = 0; at < whole.size(); at += step) {
    CAPTURE(at);
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 16);
    std::ofstream(folder / "m.h5", std::ios::binary) << damaged;
    const std::string fault = error_of(ErrorKind::model, [&] { contents_of(*open_hdf5_file(folder / "m.h5")); });
    CHECK((fault == "no error" || fault.starts_with((folder / "m.h5: ").string())));
  }
}

TEST_CASE("threads may read chunks at the same time") {
  const auto source = open_hdf5_file(golden("layouts.h5"));
  std::vector<int> wrong(4);
  std::vector<std::thread> threads;
  for (int& count : wrong) {
    threads.emplace_back([&] {
      for (const Variable& variable : source->variables()) {
        if (content_of(*source, variable) != counted_content(variable)) ++count;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4));
}

}  // namespace
}  // namespace electra::converters
