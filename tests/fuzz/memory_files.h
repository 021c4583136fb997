// Files in memory as a source of weights has them.
#pragma once

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "converters/files/file_set.h"
#include "electra/error.h"
#include "fuzz/memory_file.h"

namespace electra::fuzz {

class MemoryFiles : public converters::FileSet {
 public:
  explicit MemoryFiles(std::map<std::string, std::string> files) : files_(std::move(files)) {}

  std::vector<std::string> names() const override {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : files_) names.push_back(name);
    return names;
  }
  bool has(const std::string& name) const override { return files_.contains(name); }
  uint64_t size(const std::string& name) const override { return contents(name).size(); }
  internal::MappedFile open(const std::string& name) const override {
    const MemoryFile file(contents(name));
    return {file.descriptor(), label(name)};
  }
  std::string label(const std::string& name) const override { return "folder/" + name; }

 private:
  const std::string& contents(const std::string& name) const {
    const auto found = files_.find(name);
    if (found == files_.end()) throw Error(ErrorKind::io, fmt::format("{}: no such file", label(name)));
    return found->second;
  }

  std::map<std::string, std::string> files_;
};

}  // namespace electra::fuzz
