#include "converters/part_store.h"

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lib/base/error_of.h"

namespace electra::converters {

using namespace internal;

namespace {

// Float variables in memory, with or without mapped bytes.
class MemorySource : public Source {
 public:
  void add(const std::string& name, std::vector<int64_t> shape, bool is_mapped) {
    const auto size = static_cast<size_t>(elements_of(shape));
    std::vector<float>& values = values_.emplace_back(std::make_unique<std::vector<float>>(size)).operator*();
    for (size_t i = 0; i < size; ++i) values[i] = static_cast<float>(i) + static_cast<float>(values_.size()) * 100;
    variables_.push_back({.name = name, .dtype_name = "float32", .dtype = DType::f32, .shape = std::move(shape)});
    is_mapped_.push_back(is_mapped);
  }
  void add_complex(const std::string& name) {
    add(name, {2}, false);
    variables_.back().dtype_name = "complex64";
    variables_.back().dtype.reset();
  }

  std::string label() const override { return "file"; }
  const std::vector<Variable>& variables() const override { return variables_; }
  void read(const Variable& variable, const std::function<void(std::span<const std::byte>)>& use) const override {
    ++reads;
    use(bytes(variable));
  }
  std::span<const std::byte> mapped(const Variable& variable) const override {
    return is_mapped_[place(variable)] ? bytes(variable) : std::span<const std::byte>();
  }
  void release(const Variable& variable) const override { released += variable.name; }
  void verify(const Variable&) const override {}
  const FileSet& files() const override { throw Error(ErrorKind::io, "no files"); }

  mutable int reads = 0;
  mutable std::string released;

 private:
  size_t place(const Variable& variable) const { return static_cast<size_t>(&variable - variables_.data()); }
  std::span<const std::byte> bytes(const Variable& variable) const {
    return std::as_bytes(std::span(*values_[place(variable)]));
  }

  std::vector<Variable> variables_;
  std::vector<bool> is_mapped_;
  std::vector<std::unique_ptr<std::vector<float>>> values_;
};

std::vector<float> values_of(const PartStore& store, const Tensor& tensor) {
  std::vector<float> values(static_cast<size_t>(tensor.elements()));
  store.read(tensor, values.data());
  return values;
}

TEST_CASE("what lies in a file as it is wanted is lent, all else is read") {
  auto source = std::make_unique<MemorySource>();
  const MemorySource& memory = *source;
  source->add("b", {2, 2}, true);
  source->add("a", {3}, false);
  source->add("kernel", {2, 3}, true);
  const auto& variables = memory.variables();
  const Part part{.tensors = {{.name = "b", .sources = {variables.data()}},
                              {.name = "a", .sources = {&variables[1]}},
                              {.name = "k", .sources = {&variables[2]}, .transform = Transform::transposed}}};
  const PartStore store(std::move(source), part);
  REQUIRE(store.tensors().size() == 3);  // sorted
  const Tensor& read = store.tensors()[0];
  const Tensor& lent = store.tensors()[1];
  const Tensor& turned = store.tensors()[2];
  CHECK(read.data.empty());
  CHECK(values_of(store, read) == std::vector<float>{200, 201, 202});
  CHECK(lent.data.data() == memory.mapped(variables[0]).data());
  CHECK(values_of(store, lent) == std::vector<float>{100, 101, 102, 103});
  CHECK(memory.reads == 1);
  CHECK(turned.data.empty());
  CHECK(turned.shape == std::vector<int64_t>{3, 2});
  CHECK(values_of(store, turned) == std::vector<float>{300, 303, 301, 304, 302, 305});
  for (const Tensor& tensor : store.tensors()) store.release(tensor);
  CHECK(memory.released == "b");
}

TEST_CASE("the rows of several variables are put one below the other") {
  auto source = std::make_unique<MemorySource>();
  source->add("start", {2, 1}, true);
  source->add("end", {2, 1}, true);
  const auto& variables = source->variables();
  const Part part{.tensors = {{.name = "qa_outputs.weight",
                               .sources = {variables.data(), &variables[1]},
                               .transform = Transform::transposed}}};
  const PartStore store(std::move(source), part);
  CHECK(store.tensors().front().shape == std::vector<int64_t>{2, 2});
  CHECK(values_of(store, store.tensors().front()) == std::vector<float>{100, 101, 200, 201});
}

TEST_CASE("a type that tensors cannot have is refused where the encoder needs it, and else left out") {
  const auto opened = [](const std::string& name) {
    auto source = std::make_unique<MemorySource>();
    source->add_complex("v");
    const Part part{.tensors = {{.name = name, .sources = {source->variables().data()}}}};
    return PartStore(std::move(source), part).tensors().size();
  };
  CHECK(opened("optimizer.v") == 0);
  CHECK(error_of(ErrorKind::model, [&] { opened("electra.v"); }) ==
        "file: tensor 'electra.v' (variable 'v'): dtype complex64, expected a floating-point type");
}

TEST_CASE("a prefix that Transformers does not write is told") {
  const PartStore plain(std::make_unique<MemorySource>(), {});
  CHECK(plain.warnings().empty());
  CHECK(plain.path() == "file");
  const PartStore other(std::make_unique<MemorySource>(), {.prefix = "bert."});
  CHECK(other.warnings() == std::vector<std::string>{"file: names begin with 'bert.', read as 'electra.'"});
}

}  // namespace
}  // namespace electra::converters
