#include "format/weight_files.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/io_error.h"
#include "base/json.h"
#include "base/json_object.h"
#include "base/lookup.h"
#include "base/quantise.h"
#include "base/quote.h"
#include "electra/error.h"
#include "format/safetensors.h"
#include "format/weight_table.h"

namespace electra::internal {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

[[noreturn]] void fail(const fs::path& path, std::string_view fault) {
  throw Error(ErrorKind::model, fmt::format("{}: {}", path.string(), fault));
}

bool is_foreign_weights(const std::string& name) {
  const bool index_of_checkpoint = name.ends_with(".index");
  return name.ends_with(".bin") || name.ends_with(".h5") || name.ends_with(".msgpack") || index_of_checkpoint ||
         name.ends_with(".ckpt") || name.ends_with(".pt") || name.ends_with(".pth") || name.ends_with(".onnx") ||
         name.ends_with(".safetensors") || name == "checkpoint";
}

// Neither file is there: says what is, since a directory of another framework is the usual reason.
[[noreturn]] void fail_without_weights(const fs::path& directory) {
  std::error_code error;
  std::vector<std::string> found;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with('.') && is_foreign_weights(name)) found.push_back(name);
  }
  if (error) throw io_error(directory, "cannot read", error.value());
  if (found.empty()) fail(directory, "no model.safetensors");
  std::ranges::sort(found);
  fail(directory, fmt::format("no model.safetensors: has {}, but only model.safetensors is read", quote_list(found)));
}

// "tf" or "flax", whose safetensors have names and layouts of their own; empty: PyTorch's.
std::string foreign_layout(const SafetensorsFile& file) {
  const auto format = file.metadata().find("format");
  const bool foreign = format != file.metadata().end() && (format->second == "tf" || format->second == "flax");
  return foreign ? format->second : "";
}

}  // namespace

std::map<std::string, std::string> read_shard_index(const fs::path& index) {
  const json root = parse_json_file(index);
  const JsonObject object(root, index.string(), ErrorKind::model);
  const std::optional<JsonObject> weight_map = object.object("weight_map");
  if (!weight_map) object.refuse("weight_map", "an object");
  std::map<std::string, std::string> shard_of;
  for (const auto& [tensor, file] : weight_map->json().items()) {
    const std::string name = file.is_string() ? file.get<std::string>() : "";
    const bool plain = !name.empty() && name != "." && name != ".." && name.find_first_of("/\\") == name.npos &&
                       name.find('\0') == name.npos;
    if (!plain) {
      fail(index, fmt::format("{}: shard {}, expected the name of a file in the directory", tensor_label(tensor),
                              quote_json(file)));
    }
    shard_of.emplace(tensor, name);
  }
  return shard_of;
}

namespace {

using Files = std::vector<std::shared_ptr<const SafetensorsFile>>;

void add_tensors(const TensorStore& store, WeightFiles& result) {
  for (const Tensor& tensor : store.tensors()) result.tensors.emplace(tensor.name, std::pair(&store, &tensor));
}

Files add_shards(const fs::path& directory, WeightFiles& result) {
  const std::map<std::string, std::string> shard_of = read_shard_index(result.source);
  std::map<std::string, std::shared_ptr<const SafetensorsFile>> shards;
  for (const auto& [tensor, name] : shard_of) {
    std::shared_ptr<const SafetensorsFile>& file = shards[name];
    if (file == nullptr) file = std::make_shared<const SafetensorsFile>(directory / name);
    if (file->find(tensor) == nullptr)
      fail(result.source, fmt::format("{}: not in {}", tensor_label(tensor), quote(name)));
  }
  Files files;
  for (const auto& [name, file] : shards) {
    for (const Tensor& tensor : file->tensors()) {
      const auto expected = shard_of.find(tensor.name);
      if (expected == shard_of.end()) {
        fail(result.source, fmt::format("weight_map does not list {} of {}", tensor_label(tensor.name), quote(name)));
      }
      if (expected->second != name) {  // Transformers takes what it loads last, whatever the index says
        fail(result.source, fmt::format("{}: in {} and in {}, expected one of them", tensor_label(tensor.name),
                                        quote(expected->second), quote(name)));
      }
      result.tensors.emplace(tensor.name, std::pair(file.get(), &tensor));
    }
    files.push_back(file);
  }
  return files;
}

// No files where there are none.
Files add_safetensors(const fs::path& directory, WeightFiles& result) {
  result.source = directory / "model.safetensors";
  if (is_there(result.source)) {
    auto file = std::make_shared<const SafetensorsFile>(result.source);
    add_tensors(*file, result);
    return {std::move(file)};
  }
  result.source = directory / "model.safetensors.index.json";
  return is_there(result.source) ? add_shards(directory, result) : Files();
}

// Puts NAME_int8 and NAME_scale together as NAME.
void join_quantised(WeightFiles& files) {
  std::vector<std::string> names;
  for (const auto& [name, place] : files.tensors) {
    if (!name.ends_with(int8_suffix)) continue;
    std::string weight = name.substr(0, name.size() - int8_suffix.size());
    if (is_quantised_weight(weight)) names.push_back(std::move(weight));
  }
  for (const std::string& name : names) {
    const auto values = files.tensors.find(name + std::string(int8_suffix));
    const auto scales = files.tensors.find(name + std::string(scale_suffix));
    const Tensor& panels = *values->second.second;
    const bool has_scales = scales != files.tensors.end() && scales->second.second->dtype == DType::f32 &&
                            scales->second.second->shape.size() == 1;
    const int64_t rows = has_scales ? scales->second.second->elements() : 0;
    const bool fits = rows > 0 && panels.dtype == DType::i8 && panels.shape.size() == 4 && panels.shape[1] > 0 &&
                      panels.shape == panel_shape(rows, panel_values * panels.shape[1]);
    if (!fits) {
      fail(files.source, fmt::format("{}: expected I8 [rows / {}, columns / {}, {}, {}], and beside it {}, F32 [rows]",
                                     tensor_label(values->first), panel_rows, panel_values, panel_rows, panel_values,
                                     tensor_label(name + std::string(scale_suffix))));
    }
    if (files.tensors.contains(name)) {
      fail(files.source, fmt::format("{}: there in int8, too, expected one of them", tensor_label(name)));
    }
    files.quantised.push_back({.name = name,
                               .dtype = DType::i8,
                               .shape = {rows, panel_values * panels.shape[1]},
                               .data = panels.data,
                               .scales = scales->second.second->data});
    files.tensors.emplace(name, std::pair(values->second.first, &files.quantised.back()));
    files.tensors.erase(values);
    files.tensors.erase(scales);
  }
}

}  // namespace

WeightFiles open_weight_files(const fs::path& directory, const OpenWeights& others) {
  WeightFiles result;
  const Files files = add_safetensors(directory, result);
  const auto foreign = std::ranges::find_if(files, [](const auto& file) { return !foreign_layout(*file).empty(); });
  if (!files.empty() && foreign == files.end()) {
    result.stores.assign(files.begin(), files.end());
    join_quantised(result);
    return result;
  }
  std::shared_ptr<const TensorStore> store = others ? others(directory) : nullptr;
  if (store == nullptr && foreign != files.end()) {
    fail((*foreign)->path(), fmt::format("format {}: expected 'pt', weights in PyTorch's names and layout",
                                         quote(foreign_layout(**foreign))));
  }
  if (store == nullptr) fail_without_weights(directory);
  WeightFiles opened{.source = store->path(), .stores = {store}, .quantised = {}, .tensors = {}};
  add_tensors(*store, opened);
  return opened;
}

}  // namespace electra::internal
