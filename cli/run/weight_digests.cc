#include "cli/run/weight_digests.h"

#include <algorithm>
#include <set>

#include "base/lookup.h"
#include "base/sha256.h"
#include "base/team.h"
#include "converters/formats.h"
#include "format/weight_files.h"

namespace electra::cli {

using namespace internal;

namespace {

namespace fs = std::filesystem;

// The one file, or the shards that its index lists.
std::vector<std::string> file_or_shards(const fs::path& directory, const std::string& name) {
  if (is_there(directory / name)) return {name};
  std::set<std::string> shards;
  for (const auto& [tensor, shard] : read_shard_index(directory / (name + ".index.json"))) shards.insert(shard);
  return {shards.begin(), shards.end()};
}

// A checkpoint of TensorFlow: its index and its shards.
std::vector<std::string> checkpoint_files(const fs::path& directory) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".index") || name.find(".data-") != name.npos) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace

std::vector<std::string> weight_files(const fs::path& directory) {
  const std::string usual = "model.safetensors";
  if (is_there(directory / usual) || is_there(directory / (usual + ".index.json"))) {
    return file_or_shards(directory, usual);
  }
  const converters::SourceFormat* format = converters::find_format(directory);
  if (format == nullptr) return {};
  return format->file_name.empty() ? checkpoint_files(directory)
                                   : file_or_shards(directory, std::string(format->file_name));
}

WeightDigests::WeightDigests(const fs::path& directory) {
  for (const std::string& name : weight_files(directory)) {
    files_.emplace_back(directory / name);
    digests_.push_back({name, ""});
  }
  thread_ = start_thread([this] { run(); });
}

WeightDigests::~WeightDigests() {
  gives_up_ = true;
  if (thread_.joinable()) thread_.join();
}

// By parts, whose pages are given back: the memory of the run does not grow by the files.
void WeightDigests::run() {
  constexpr size_t part_size = size_t{4} << 20;
  for (size_t i = 0; i < files_.size(); ++i) {
    Sha256 hash;
    for (std::span<const std::byte> rest = files_[i].bytes(); !rest.empty() && !gives_up_;) {
      const auto part = rest.first(std::min(part_size, rest.size()));
      hash.add(part);
      files_[i].release(part);
      rest = rest.subspan(part.size());
    }
    digests_[i].sha256 = hash.finish();
  }
}

std::vector<WeightDigest> WeightDigests::finish() {
  thread_.join();
  return std::move(digests_);
}

}  // namespace electra::cli
