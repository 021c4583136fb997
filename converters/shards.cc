#include "converters/shards.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/quote.h"
#include "electra/error.h"
#include "format/weight_files.h"

namespace electra::converters {

using namespace internal;

namespace {

namespace fs = std::filesystem;

class ShardedSource : public Source {
 public:
  ShardedSource(fs::path index, std::vector<std::unique_ptr<Source>> shards);

  std::string label() const override { return index_.string(); }
  const std::vector<Variable>& variables() const override { return variables_; }
  std::span<const std::byte> mapped(const Variable& variable) const override {
    const Place& place = place_of(variable);
    return place.shard->mapped(*place.variable);
  }
  void release(const Variable& variable) const override {
    const Place& place = place_of(variable);
    place.shard->release(*place.variable);
  }
  void read(const Variable& variable, const std::function<void(std::span<const std::byte>)>& use) const override {
    const Place& place = place_of(variable);
    place.shard->read(*place.variable, use);
  }
  void verify(const Variable& variable) const override {
    const Place& place = place_of(variable);
    place.shard->verify(*place.variable);
  }
  const FileSet& files() const override { return shards_.front()->files(); }

 private:
  struct Place {
    const Source* shard;
    const Variable* variable;
  };
  const Place& place_of(const Variable& variable) const {
    return places_[static_cast<size_t>(&variable - variables_.data())];
  }

  fs::path index_;
  std::vector<std::unique_ptr<Source>> shards_;
  std::vector<Variable> variables_;
  std::vector<Place> places_;  // of each
};

ShardedSource::ShardedSource(fs::path index, std::vector<std::unique_ptr<Source>> shards)
    : index_(std::move(index)), shards_(std::move(shards)) {
  std::map<std::string, Place> by_name;
  for (const auto& shard : shards_) {
    for (const Variable& variable : shard->variables()) {
      const auto [other, added] = by_name.emplace(variable.name, Place{shard.get(), &variable});
      if (added) continue;
      throw Error(ErrorKind::model, fmt::format("{}: {}: in {}, too", shard->label(), quote(variable.name),
                                                other->second.shard->label()));
    }
  }
  for (const auto& [name, place] : by_name) {
    variables_.push_back(*place.variable);
    places_.push_back(place);
  }
}

}  // namespace

std::unique_ptr<Source> open_shards(const fs::path& index,
                                    const std::function<std::unique_ptr<Source>(const fs::path&)>& open) {
  std::set<std::string> names;
  for (auto& [tensor, file] : read_shard_index(index)) names.insert(file);
  if (names.empty()) throw Error(ErrorKind::model, fmt::format("{}: lists no files", index.string()));
  std::vector<std::unique_ptr<Source>> shards;
  for (const std::string& name : names) shards.push_back(open(index.parent_path() / name));
  return std::make_unique<ShardedSource>(index, std::move(shards));
}

}  // namespace electra::converters
