#include "converters/tensorflow/location.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/lookup.h"
#include "base/quote.h"
#include "converters/tensorflow/state_file.h"
#include "converters/tensorflow/table.h"
#include "electra/error.h"

namespace electra::converters {

using namespace internal;

namespace {

namespace fs = std::filesystem;

constexpr std::string_view index_suffix = ".index";
constexpr const char* state_file = "checkpoint";

bool is_file(const fs::path& path) { return fs::is_regular_file(status_of(path)); }

fs::path with_suffix(fs::path path, std::string_view suffix) { return path += suffix; }

// A V1 checkpoint is one file, of the format that V2 has for its index.
bool is_v1(const fs::path& path) {
  try {
    return is_file(path) && is_table(MappedFile(path).bytes());
  } catch (const Error&) {
    return false;
  }
}

[[noreturn]] void refuse_v1(const std::string& label) {
  throw Error(ErrorKind::model,
              fmt::format("{}: a TensorFlow V1 checkpoint (one file, before TensorFlow 0.12): expected "
                          "V2, with an .index file; saving it again with tf.train.Saver makes one",
                          label));
}

// "…/model.ckpt-5.data-00000-of-00001" -> "…/model.ckpt-5", or nothing.
std::optional<std::string> prefix_of_data(const std::string& name) {
  const size_t data = name.rfind(".data-");
  if (data == name.npos || data == 0) return std::nullopt;
  return name.substr(0, data);
}

std::string only_index(const FileSet& files, const std::string& where) {
  std::vector<std::string> prefixes;
  for (const std::string& name : files.names()) {
    if (name.ends_with(index_suffix) && name.size() > index_suffix.size()) {
      prefixes.push_back(name.substr(0, name.size() - index_suffix.size()));
    }
  }
  if (prefixes.size() == 1) return prefixes.front();
  if (prefixes.empty()) throw Error(ErrorKind::model, fmt::format("{}: has no .index file", where));
  throw Error(ErrorKind::model, fmt::format("{}: holds several checkpoints and no file `{}` that names the newest: "
                                            "give one by its prefix: {}",
                                            where, state_file, quote_list(prefixes)));
}

// The last part of the name that the state file has: paths of the machine of the training mean nothing here.
std::string newest(const FileSet& files) {
  const std::string label = files.label(state_file);
  const MappedFile state = files.open_small(state_file, max_state_bytes);
  const std::string path = newest_checkpoint(state.text(), label);
  const std::string prefix = fs::path(path).filename().string();
  if (prefix.empty() || prefix == "." || prefix == "..") {
    throw Error(ErrorKind::model, fmt::format("{}: names {}, expected a checkpoint", label, quote(path)));
  }
  if (files.has(prefix + std::string(index_suffix))) return prefix;
  if (files.has(prefix)) refuse_v1(files.label(prefix));
  throw Error(ErrorKind::model, fmt::format("{}: names {}, but there is no {}", label, quote(path),
                                            files.label(prefix + std::string(index_suffix))));
}

TfLocation locate(std::unique_ptr<FileSet> files, const std::string& where) {
  std::string prefix = files->has(state_file) ? newest(*files) : only_index(*files, where);
  return {std::move(files), std::move(prefix)};
}

// A prefix, or one of the files that belong to one.
TfLocation locate_file(const fs::path& source) {
  std::string name = source.filename().string();
  if (name.ends_with(index_suffix)) {
    name.resize(name.size() - index_suffix.size());
  } else if (const auto prefix = prefix_of_data(name); prefix && !is_file(with_suffix(source, index_suffix))) {
    name = *prefix;
  }
  const fs::path folder = source.has_parent_path() ? source.parent_path() : fs::path(".");
  const fs::path index = folder / (name + std::string(index_suffix));
  if (!is_file(index) && is_v1(source)) refuse_v1(source.string());
  if (!is_file(index)) throw Error(ErrorKind::io, fmt::format("{}: no such file", index.string()));
  return {open_folder(source.parent_path()), name};
}

}  // namespace

bool is_tf_checkpoint(const fs::path& source) {
  if (fs::is_directory(status_of(source))) {
    if (is_there(source / state_file)) return true;
    std::error_code ignored;  // a folder that cannot be listed has no files of a known format
    for (fs::directory_iterator entry(source, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
      const std::string name = entry->path().filename().string();
      if (name.ends_with(index_suffix) || prefix_of_data(name)) return true;
    }
    return false;
  }
  const std::string name = source.filename().string();
  return name.ends_with(index_suffix) || is_file(with_suffix(source, index_suffix)) ||
         (prefix_of_data(name) && is_file(source)) || is_zip(source) || is_v1(source);
}

TfLocation find_tf_checkpoint(const fs::path& source, const fs::path& scratch) {
  if (fs::is_directory(status_of(source))) return locate(open_folder(source), source.string());
  const bool is_prefix = is_file(with_suffix(source, index_suffix));
  if (!is_prefix && is_zip(source)) {
    return locate(open_zip(source, std::string(index_suffix), scratch), source.string());
  }
  return locate_file(source);
}

}  // namespace electra::converters
