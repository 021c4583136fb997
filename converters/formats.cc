#include "converters/formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/lookup.h"
#include "base/temporaries.h"
#include "converters/flax/msgpack_file.h"
#include "converters/foreign.h"
#include "converters/google/names.h"
#include "converters/hdf5/hdf5_file.h"
#include "converters/safetensors_source.h"
#include "converters/shards.h"
#include "converters/tensorflow/checkpoint.h"
#include "converters/tensorflow/location.h"
#include "converters/torch/torch_file.h"
#include "electra/error.h"

namespace electra::converters {

using namespace internal;

namespace {

namespace fs = std::filesystem;

std::unique_ptr<Source> open_checkpoint(const fs::path& path, const fs::path& scratch) {
  return open_tf_checkpoint(find_tf_checkpoint(path, scratch));
}

template <std::unique_ptr<Source> (*open)(const fs::path&)>
std::unique_ptr<Source> without_scratch(const fs::path& path, const fs::path& /*scratch*/) {
  return open(path);
}

template <NamedVariables (*names)(const Source&)>
PartList named_parts(const Source& source, const PartOptions& options) {
  PartList list = transformers_parts(names(source), options.names, source.label());
  for (Part& part : list.parts) part.labels = options.labels;
  return list;
}

// TensorFlow and Flax write safetensors, too, and keep their names.
NamedVariables safetensors_names(const Source& source) {
  const auto has = [&](std::string_view text) {
    return std::ranges::any_of(source.variables(),
                               [&](const Variable& variable) { return variable.name.find(text) != std::string::npos; });
  };
  if (has("layer_._")) return keras_names(source);
  return has("/") ? flax_names(source) : torch_names(source);
}

// Object checkpoints name variables by their way through the program's objects; Google's by their scopes.
PartList checkpoint_parts(const Source& source, const PartOptions& options) {
  const bool has_objects = std::ranges::any_of(source.variables(), [](const Variable& variable) {
    return variable.name.ends_with("/.ATTRIBUTES/VARIABLE_VALUE");
  });
  return has_objects ? named_parts<object_names>(source, options) : google_parts(source, options.labels);
}

// In the order in which Transformers looks for weights in a directory.
constexpr SourceFormat formats[] = {
    {.title = "safetensors file",
     .file_name = "model.safetensors",
     .recognises = is_safetensors_file,
     .open = without_scratch<open_safetensors_source>,
     .parts = named_parts<safetensors_names>},
    {.title = "PyTorch file",
     .file_name = "pytorch_model.bin",
     .recognises = is_torch_file,
     .open = open_torch_file,
     .parts = named_parts<torch_names>},
    {.title = "Keras HDF5 file",
     .file_name = "tf_model.h5",
     .recognises = is_hdf5_file,
     .open = without_scratch<open_hdf5_file>,
     .parts = named_parts<keras_names>},
    {.title = "Flax msgpack file",
     .file_name = "flax_model.msgpack",
     .recognises = is_msgpack_file,
     .open = without_scratch<open_msgpack_file>,
     .parts = named_parts<flax_names>},
    {.title = "TensorFlow checkpoint",
     .file_name = "",
     .recognises = is_tf_checkpoint,
     .open = open_checkpoint,
     .parts = checkpoint_parts},
};

fs::path index_in(const fs::path& directory, const SourceFormat& format) {
  return directory / (std::string(format.file_name) + ".index.json");
}

// A pipe or a device, which would have to be read to be told.
bool is_special(const fs::path& path) { return fs::is_other(status_of(path)); }

bool is_of(const SourceFormat& format, const fs::path& path) {
  if (format.file_name.empty()) return format.recognises(path);
  if (fs::is_directory(status_of(path))) return is_there(path / format.file_name) || is_there(index_in(path, format));
  return path.filename() == index_in("", format) || path.filename() == format.file_name || format.recognises(path);
}

// The file in a directory that convert would most likely be given; empty: none that it reads.
fs::path largest_weights(const fs::path& directory) {
  std::error_code error;
  fs::path largest;
  uintmax_t size = 0;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    const bool is_larger = entry->is_regular_file(ignored) && entry->file_size(ignored) > size;
    if (!is_larger || entry->path().filename().string().starts_with('.') || find_format(entry->path()) == nullptr) {
      continue;
    }
    largest = entry->path();
    size = entry->file_size(ignored);
  }
  return largest;
}

}  // namespace

const SourceFormat* find_format(const fs::path& path) {
  if (is_in_partial_directory(path) || is_special(path)) return nullptr;
  if (!fs::exists(status_of(path))) return is_tf_checkpoint(path) ? &*std::prev(std::end(formats)) : nullptr;
  const auto* found = std::ranges::find_if(formats, [&](const SourceFormat& format) { return is_of(format, path); });
  return found == std::end(formats) ? nullptr : found;
}

const SourceFormat& format_of(const fs::path& path) {
  if (const SourceFormat* format = find_format(path)) return *format;
  if (!fs::exists(status_of(path)))
    throw Error(ErrorKind::io, fmt::format("{}: no such file or directory", path.string()));
  if (is_special(path)) throw Error(ErrorKind::io, fmt::format("{}: not a regular file", path.string()));
  if (is_in_partial_directory(path)) {
    throw Error(ErrorKind::io, fmt::format("{}: the unfinished output of a run that was stopped", path.string()));
  }
  refuse_other_weights(path);
  throw Error(ErrorKind::model,
              fmt::format("{}: holds no weights that are known here: expected a model directory, a file of PyTorch, "
                          "Keras or Flax, or a TensorFlow checkpoint",
                          path.string()));
}

void refuse_other_weights(const fs::path& path) {
  if (const std::optional<std::string> foreign = foreign_weights(path)) throw Error(ErrorKind::model, *foreign);
  const fs::path largest = largest_weights(path);
  if (largest.empty()) return;
  throw Error(ErrorKind::model,
              fmt::format("{}: no weights under a name that Transformers gives them: electra convert {} "
                          "DEST makes a model directory of them",
                          path.string(), largest.string()));
}

std::unique_ptr<Source> open_source(const SourceFormat& format, const fs::path& path, const fs::path& scratch) {
  const auto open_shard = [&](const fs::path& file) { return format.open(file, scratch); };
  if (format.file_name.empty()) return format.open(path, scratch);
  if (!fs::is_directory(status_of(path))) {
    return path.filename() == index_in("", format) ? open_shards(path, open_shard) : format.open(path, scratch);
  }
  if (is_there(path / format.file_name)) return format.open(path / format.file_name, scratch);
  return open_shards(index_in(path, format), open_shard);
}

}  // namespace electra::converters
