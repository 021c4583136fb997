// A source of variables without data, for tests of name maps.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "converters/source.h"

namespace electra::converters {

class NamesSource : public Source {
 public:
  using Shaped = std::pair<std::string, std::vector<int64_t>>;

  // Variables of float32; files() is the folder.
  explicit NamesSource(const std::vector<Shaped>& variables, const std::string& folder = ELECTRA_GOLDEN)
      : files_(open_folder(folder)) {
    for (const auto& [name, shape] : variables) {
      variables_.push_back({.name = name, .dtype_name = "float32", .dtype = internal::DType::f32, .shape = shape});
    }
    std::ranges::sort(variables_, {}, &Variable::name);
  }

  // One more variable, a string.
  void add_string(const std::string& name, const std::string& text) {
    variables_.push_back({.name = name, .dtype_name = "string", .dtype = {}, .shape = {}});
    std::ranges::sort(variables_, {}, &Variable::name);
    text_ = text;
  }

  std::string label() const override { return "names"; }
  const std::vector<Variable>& variables() const override { return variables_; }
  void read(const Variable&, const std::function<void(std::span<const std::byte>)>&) const override {}
  std::vector<std::string> strings(const Variable&) const override { return {text_}; }
  void verify(const Variable&) const override {}
  const FileSet& files() const override { return *files_; }

 private:
  std::vector<Variable> variables_;
  std::string text_;
  std::unique_ptr<FileSet> files_;
};

}  // namespace electra::converters
