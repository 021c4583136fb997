#include "converters/formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "converters/google/names.h"
#include "converters/tensorflow/checkpoint.h"
#include "converters/tensorflow/location.h"
#include "electra/error.h"

namespace electra::converters {
namespace {

std::unique_ptr<Source> open_google_checkpoint(const std::filesystem::path& path,
                                               const std::filesystem::path& scratch) {
  return open_tf_checkpoint(find_tf_checkpoint(path, scratch));
}

constexpr SourceFormat formats[] = {
    {.title = "TensorFlow checkpoint",
     .recognises = is_tf_checkpoint,
     .open = open_google_checkpoint,
     .parts = google_parts},
};

}  // namespace

const SourceFormat* find_format(const std::filesystem::path& path) {
  const auto* found =
      std::ranges::find_if(formats, [&](const SourceFormat& format) { return format.recognises(path); });
  return found == std::end(formats) ? nullptr : found;
}

const SourceFormat& format_of(const std::filesystem::path& path) {
  if (const SourceFormat* format = find_format(path)) return *format;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    throw Error(ErrorKind::io, fmt::format("{}: no such file or directory", path.string()));
  }
  throw Error(ErrorKind::model, fmt::format("{}: not a checkpoint that is known here: expected TensorFlow's, by its "
                                            "prefix, its .index file, its folder or a .zip",
                                            path.string()));
}

}  // namespace electra::converters
