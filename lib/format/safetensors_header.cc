#include "format/safetensors_header.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/mapped_file.h"
#include "electra/error.h"
#include "format/safetensors_json.h"

namespace electra::internal {
namespace {

constexpr size_t length_bytes = 8;

[[noreturn]] void fail(const std::filesystem::path& path, std::string_view fault) {
  throw Error(ErrorKind::model, fmt::format("{}: {}", path.string(), fault));
}

// The JSON text of the header, cut out of the file.
std::string_view header_text(std::span<const std::byte> file, const std::filesystem::path& path) {
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  if (const std::string_view fault = placeholder_fault(text); !fault.empty()) fail(path, fault);
  if (file.size() < length_bytes) {
    fail(path, fmt::format("{} bytes: expected a safetensors file of at least {}", file.size(), length_bytes));
  }
  uint64_t length = 0;
  for (size_t i = 0; i < length_bytes; ++i) length |= uint64_t{std::to_integer<uint8_t>(file[i])} << (8 * i);
  if (length > max_safetensors_header) {
    fail(path, fmt::format("header of {} bytes: expected at most {} (not a safetensors file?)", length,
                           max_safetensors_header));
  }
  if (length > file.size() - length_bytes) {
    fail(path, fmt::format("header of {} bytes: expected at most the {} that follow (cut short?)", length,
                           file.size() - length_bytes));
  }
  return text.substr(length_bytes, length);
}

// Bytes that a tensor's shape and dtype ask for. Throws where they overflow.
int64_t byte_size(const TensorEntry& entry, const std::filesystem::path& path) {
  auto size = static_cast<int64_t>(dtype_size(entry.dtype));
  for (const int64_t extent : entry.shape) {
    if (__builtin_mul_overflow(size, extent, &size)) {
      fail(path, fmt::format("{}: shape {}: too large", tensor_label(entry.name), shape_text(entry.shape)));
    }
  }
  return size;
}

void check_unique_names(const std::vector<TensorEntry>& entries, const std::filesystem::path& path) {
  std::vector<std::string_view> names;
  names.reserve(entries.size());
  for (const TensorEntry& entry : entries) names.push_back(entry.name);
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  if (twice != names.end()) fail(path, fmt::format("{}: listed twice", tensor_label(*twice)));
}

void check_size(const TensorEntry& entry, const std::filesystem::path& path) {
  if (entry.begin > entry.end) {
    fail(path, fmt::format("{}: data_offsets [{}, {}]: expected begin before end", tensor_label(entry.name),
                           entry.begin, entry.end));
  }
  const int64_t expected = byte_size(entry, path);
  if (entry.end - entry.begin != expected) {
    fail(path, fmt::format("{}: {} bytes in data_offsets, expected {} for {} {}", tensor_label(entry.name),
                           entry.end - entry.begin, expected, dtype_name(entry.dtype), shape_text(entry.shape)));
  }
}

// Tensors follow each other without hole or overlap and end where the file ends. REQUIRES: sorted by offsets.
void check_cover(const std::vector<TensorEntry>& entries, int64_t data_size, const std::filesystem::path& path) {
  int64_t covered = 0;
  for (const TensorEntry& entry : entries) {
    const std::string where =
        fmt::format("{}: data_offsets [{}, {}]", tensor_label(entry.name), entry.begin, entry.end);
    if (entry.begin > covered)
      fail(path, fmt::format("{}: no tensor covers bytes {} to {}", where, covered, entry.begin));
    if (entry.begin < covered) fail(path, fmt::format("{}: overlaps the tensor before it", where));
    if (entry.end > data_size) {
      fail(path, fmt::format("{}: expected at most the {} bytes of data (cut short?)", where, data_size));
    }
    covered = entry.end;
  }
  if (covered != data_size) {
    fail(path, fmt::format("{} bytes after the last tensor: expected none", data_size - covered));
  }
}

}  // namespace

SafetensorsContents parse_safetensors(std::span<const std::byte> file, const std::filesystem::path& path) {
  const std::string_view header = header_text(file, path);
  SafetensorsContents contents;
  std::vector<TensorEntry> entries = parse_safetensors_json(header, path, contents.metadata);
  const std::span<const std::byte> data = file.subspan(length_bytes + header.size());

  check_unique_names(entries, path);
  for (const TensorEntry& entry : entries) check_size(entry, path);
  std::ranges::sort(entries, {}, [](const TensorEntry& entry) { return std::pair(entry.begin, entry.end); });
  check_cover(entries, static_cast<int64_t>(data.size()), path);

  contents.tensors.reserve(entries.size());
  for (TensorEntry& entry : entries) {
    contents.tensors.push_back(
        {.name = std::move(entry.name),
         .dtype = entry.dtype,
         .shape = std::move(entry.shape),
         .data = data.subspan(static_cast<size_t>(entry.begin), static_cast<size_t>(entry.end - entry.begin))});
  }
  std::ranges::sort(contents.tensors, {}, &Tensor::name);
  return contents;
}

}  // namespace electra::internal
