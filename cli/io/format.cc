#include "cli/io/format.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace electra::cli {
namespace {

struct FormatNames {
  Format format;
  std::string_view name;
  std::array<std::string_view, 5> endings = {};  // of files; empty: there are no more
};

constexpr FormatNames table[] = {
    {.format = Format::text, .name = "text"},
    {.format = Format::tsv, .name = "tsv", .endings = {".tsv"}},
    {.format = Format::csv, .name = "csv", .endings = {".csv"}},
    {.format = Format::jsonl, .name = "jsonl", .endings = {".jsonl", ".ndjson", ".json"}},
    {.format = Format::json, .name = "json"},
    {.format = Format::squad, .name = "squad", .endings = {".json"}},
    {.format = Format::conll, .name = "conll", .endings = {".conll", ".iob", ".iob2", ".bio", ".bioes"}},
    {.format = Format::conllu, .name = "conllu", .endings = {".conllu", ".conllx"}},
    {.format = Format::html, .name = "html"},
    {.format = Format::npy, .name = "npy"},
    {.format = Format::pieces, .name = "pieces"},
};

const FormatNames& names_of(Format format) {
  const FormatNames& names = table[static_cast<size_t>(format)];
  assert(names.format == format);
  return names;
}

}  // namespace

std::string_view format_name(Format format) { return names_of(format).name; }

std::vector<std::string_view> format_names(std::span<const Format> formats) {
  std::vector<std::string_view> names;
  for (const Format format : formats) names.push_back(format_name(format));
  return names;
}

namespace {

// Of packed files, too: lines.tsv.gz
bool has_ending(std::string_view file, std::string_view ending) {
  for (const std::string_view packed : {".gz", ".xz", ".zst"}) {
    if (file.ends_with(packed)) return file.substr(0, file.size() - packed.size()).ends_with(ending);
  }
  return file.ends_with(ending);
}

}  // namespace

std::optional<Format> format_of_name(std::string_view file, std::span<const Format> formats) {
  for (const Format format : formats) {
    for (const std::string_view ending : names_of(format).endings) {
      if (!ending.empty() && has_ending(file, ending)) return format;
    }
  }
  return std::nullopt;
}

bool is_called(std::string_view file, Format format) {
  return has_ending(file, '.' + std::string(format_name(format)));
}

}  // namespace electra::cli
