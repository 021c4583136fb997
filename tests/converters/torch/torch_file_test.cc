#include "converters/torch/torch_file.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "converters/opened.h"
#include "format/safetensors.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {

using namespace internal;

namespace {

using nlohmann::json;

std::unique_ptr<Source> open(const std::filesystem::path& file) {
  return open_torch_file(file, std::filesystem::temp_directory_path());
}

std::filesystem::path torch(const std::string& name) { return std::string(ELECTRA_GOLDEN "/torch/") + name; }
std::filesystem::path weights(const std::string& name) {
  return std::string(ELECTRA_GOLDEN "/") + name + "/pytorch_model.bin";
}

std::string fault_of(const std::filesystem::path& file) {
  const std::string fault = error_of(ErrorKind::model, [&] { open(file); });
  const std::string where = file.string() + ": ";
  return fault.starts_with(where) ? fault.substr(where.size()) : "without its file: " + fault;
}

std::string bytes_of(const Source& source, const Variable& variable) {
  std::string content;
  source.read(variable, [&](std::span<const std::byte> bytes) {
    content.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  });
  const std::span<const std::byte> mapped = source.mapped(variable);
  CHECK((mapped.empty() || std::string_view(reinterpret_cast<const char*>(mapped.data()), mapped.size()) == content));
  return content;
}

// Name, shape and bytes of each variable beside those of the tensors of `file` whose names begin with `prefix`.
void check_equal(const Source& source, const std::filesystem::path& file, const std::string& prefix = "") {
  const SafetensorsFile expected(file);
  size_t found = 0;
  for (const Tensor& tensor : expected.tensors()) {
    if (!tensor.name.starts_with(prefix)) continue;
    ++found;
    const std::string name = tensor.name.substr(prefix.size());
    CAPTURE(name);
    const auto variable = std::ranges::find(source.variables(), name, &Variable::name);
    REQUIRE(variable != source.variables().end());
    CHECK(variable->shape == tensor.shape);
    CHECK(variable->dtype == tensor.dtype);
    const std::string_view bytes(reinterpret_cast<const char*>(tensor.data.data()), tensor.data.size());
    CHECK(bytes_of(source, *variable) == bytes);
  }
  CHECK(found > 0);
}

TEST_CASE("every container, protocol, type and view reads as PyTorch wrote it") {
  for (const std::string name :
       {"protocol-2.bin", "protocol-3.bin", "protocol-4.bin", "protocol-5.bin", "stream-2.bin", "stream-3.bin",
        "stream-4.bin", "stream-5.bin", "views.bin", "views-stream.bin", "types.bin", "training.ckpt"}) {
    CAPTURE(name);
    CHECK(is_torch_file(torch(name)));
    check_equal(*open(torch(name)), torch("expected.safetensors"), name + "/");
  }
}

TEST_CASE("deflated members read as stored ones") {
  check_equal(*open(torch("deflated.ckpt")), torch("expected.safetensors"), "training.ckpt/");
}

TEST_CASE("zips of more than 4 GiB have their numbers elsewhere") {
  check_equal(*open(torch("zip64.bin")), torch("expected.safetensors"), "protocol-2.bin/");
}

TEST_CASE("members that cannot be used are named") {
  const TemporaryDirectory folder;
  const std::string good = read_file(torch("protocol-2.bin"));
  // `byte` of the directory's entry of the first storage.
  const auto fault = [&](size_t byte, char value) {
    std::string damaged = good;
    const size_t name = damaged.rfind("/data/0");
    damaged[damaged.rfind("PK\1\2", name) + byte] = value;
    return fault_of(folder.file("m.bin", damaged));
  };
  CHECK(fault(8, 1) == "member 'protocol-2/data/0': is encrypted");
  CHECK(fault(10, 12) == "member 'protocol-2/data/0': packed by method 12, expected 0 or 8");
  CHECK(fault(20, 8) == "member 'protocol-2/data/0': stored with 8 bytes, expected 24");
  CHECK(fault(24, 25) == "member 'protocol-2/data/0': 25 bytes, expected the 24 of its storage");
  CHECK(fault(42, 1) == "member 'protocol-2/data/0': is not where the directory says");
}

TEST_CASE("models read as the safetensors of the same weights") {
  const std::string formats = ELECTRA_GOLDEN "/hf/formats/";
  for (const std::string name :
       {"disc-bin", "disc-bin-legacy", "disc-bin-params", "disc-bin-strided", "disc-bin-strided-legacy"}) {
    CAPTURE(name);
    check_equal(*open(weights("hf/formats/" + name)), formats + "disc-safetensors/model.safetensors");
  }
  check_equal(*open(weights("hf/formats/gen-bin")), formats + "gen-safetensors/model.safetensors");
  check_equal(*open(weights("hf/formats/gen-bf16-bin")), formats + "gen-bf16/model.safetensors");
}

TEST_CASE("names are the keys and numbers on the way; what is no tensor is passed over") {
  const auto source = open(torch("training.ckpt"));
  std::vector<std::string> names;
  for (const Variable& variable : source->variables()) names.push_back(variable.name);
  CHECK(names == std::vector<std::string>{"optimizer_states.0.state.0.exp_avg", "optimizer_states.0.state.0.step",
                                          "state_dict.model.tied", "state_dict.model.weight", "with_attributes"});
  CHECK(source->label() == torch("training.ckpt").string());
  CHECK(source->files().has("views.bin"));
}

TEST_CASE("what lies in order is lent, the rest is made") {
  const auto source = open(torch("views.bin"));
  std::string lent;
  for (const Variable& variable : source->variables()) {
    if (!source->mapped(variable).empty()) lent += variable.name + " ";
    source->verify(variable);
    source->release(variable);
  }
  CHECK(lent == "offset parameter scalar twice ");
}

TEST_CASE("types that safetensors lacks are named") {
  const auto source = open(torch("odd-types.bin"));
  REQUIRE(source->variables().size() == 3);
  CHECK(source->variables()[0].dtype_name == "complex64");
  CHECK_FALSE(source->variables()[0].dtype);
  CHECK(source->variables()[1].dtype_name == "float8_e4m3fn");
  CHECK(source->variables()[2].dtype_name == "float32");
}

TEST_CASE("names outside of the table are refused by name, with what to do") {
  const auto names = [](const std::string& file, const std::string& name) {
    return fault_of(torch(file))
        .starts_with("a PyTorch file whose pickle names '" + name + "': nothing of it is run, ");
  };
  CHECK(names("bad-system.bin", "posix.system"));
  CHECK(names("bad-namespace.ckpt", "argparse.Namespace"));
  CHECK(names("bad-module.bin", "torch.nn.modules.linear.Linear"));
  CHECK(names("bad-module-stream.bin", "torch.nn.modules.linear.Linear"));
  CHECK(names("bad-sparse.bin", "torch._utils._rebuild_sparse_tensor"));
  CHECK(names("bad-quantized.bin", "torch._utils._rebuild_qtensor"));
  CHECK(fault_of(torch("bad-system.bin"))
            .ends_with("expected a state dict alone: save one with torch.save(model.state_dict(), "
                       "\"pytorch_model.bin\")"));
}

TEST_CASE("files that are no state dict are refused by what they are") {
  CHECK(fault_of(torch("bad-tensor.bin")).starts_with("a PyTorch file of a tensor, expected a dict of tensors"));
  CHECK(fault_of(torch("bad-empty.bin")) == "a PyTorch file without a tensor, expected a state dict");
  CHECK(fault_of(torch("bad-twice.bin")) == "tensor 'a.b': is there twice");
  CHECK(fault_of(torch("bad-key.bin")).starts_with("a tensor in '' has a key that is too long"));
  CHECK(fault_of(torch("bad-lazy.bin")).find("a lazy negation or conjugate") != std::string::npos);
  CHECK(fault_of(torch("bad-expanded.bin")) ==
        "tensor 'huge': 1099511627776 elements made of 1 elements of storage, expected at most 1612 bytes");
}

TEST_CASE("recorded bad files are refused or read as recorded") {
  const json cases = json::parse(std::ifstream(ELECTRA_GOLDEN "/bad/torch_cases.json"));
  CHECK(cases.size() == 29);
  // These are for who knows what model it is: here they are files like any other.
  const std::vector<std::string> sound = {"st-bin-wrong-shape", "st-bin-complex"};
  for (const json& recorded : cases) {
    const std::string path = recorded.at("path");
    CAPTURE(path);
    const bool refused = fault_of(weights("bad/" + path)) != "without its file: no error";
    const bool is_sound = std::ranges::find(sound, path) != sound.end();
    const std::string expect = is_sound ? "ok" : recorded.at("expect").get<std::string>();
    if (expect == "error") CHECK(refused);
    if (expect == "ok") CHECK_FALSE(refused);
  }
}

TEST_CASE("bytes of a big-endian file are turned round") {
  const auto good = contents_of(*open(weights("bad/st-bin-good")));
  const auto big = contents_of(*open(weights("bad/st-bin-bigendian")));
  const std::string& one = good.begin()->second;
  const std::string& other = big.at(good.begin()->first);
  REQUIRE(one.size() == other.size());
  const size_t last = one.size() - 4;
  CHECK(other.substr(last) == std::string(one.rbegin(), one.rbegin() + 4));
}

TEST_CASE("a file is told by its content") {
  const TemporaryDirectory folder;
  CHECK(is_torch_file(weights("bad/st-bin-truncated")));
  CHECK(is_torch_file(weights("bad/st-bin-global-only")));
  CHECK(is_torch_file(folder.file("old.pth", "sys_info" + std::string(249, '\0') + "ustar")));
  CHECK_FALSE(is_torch_file(weights("bad/st-bin-no-pkl")));
  CHECK_FALSE(is_torch_file(weights("bad/st-bin-empty")));
  CHECK_FALSE(is_torch_file(weights("bad/st-bin-not-pickle")));
  CHECK_FALSE(is_torch_file(google("pretrain-g-zip/electra_small.zip")));
  CHECK_FALSE(is_torch_file(folder.path()));
  CHECK_FALSE(is_torch_file(folder / "missing"));
}

TEST_CASE("what is no PyTorch file is called by its name") {
  const TemporaryDirectory folder;
  CHECK(
      fault_of(folder.file("a", "sys_info" + std::string(249, '\0') + "ustar")).starts_with("a tar of PyTorch 0.1.9"));
  CHECK(fault_of(folder.file("b", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"))
            .starts_with("a Git LFS pointer"));
  CHECK(fault_of(folder.file("c", "text")) == "neither a zip nor a pickle, expected what torch.save writes");
}

// "error", "read", or what came instead.
std::string outcome(const std::string& bytes) {
  try {
    contents_of(*open_torch_bytes(std::as_bytes(std::span(bytes)), "m.bin", std::filesystem::temp_directory_path()));
    return "read";
  } catch (const Error& error) {
    return std::string(error.what()).starts_with("m.bin: ") ? "error" : error.what();
  }
}

TEST_CASE("every prefix is refused, and every flipped byte is refused or read") {
  for (const std::string name : {"protocol-2.bin", "stream-2.bin", "deflated.ckpt"}) {
    CAPTURE(name);
    const std::string good = read_file(torch(name));
    REQUIRE(outcome(good) == "read");
    for (size_t size = 0; size < good.size(); ++size) {
      CAPTURE(size);
      REQUIRE(outcome(good.substr(0, size)) == "error");
    }
    for (size_t i = 0; i < good.size(); ++i) {
      for (const int mask : {1, 0x80, 0xFF}) {
        std::string damaged = good;
        damaged[i] = static_cast<char>(damaged[i] ^ mask);
        CAPTURE(i);
        const std::string result = outcome(damaged);
        REQUIRE((result == "error" || result == "read"));
      }
    }
  }
}

}  // namespace
}  // namespace electra::converters
