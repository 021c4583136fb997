#include "cli/io/format.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>
#include <span>

#include "base/quote.h"
#include "cli/io/first_lines.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

struct FormatNames {
  Format format;
  std::string_view name;
  std::array<std::string_view, 5> endings = {};  // of files; empty: there are no more
};

constexpr FormatNames table[] = {
    {.format = Format::text, .name = "text"},  // .txt says nothing: tables and CoNLL are called so, too
    {.format = Format::tsv, .name = "tsv", .endings = {".tsv"}},
    {.format = Format::csv, .name = "csv", .endings = {".csv"}},
    {.format = Format::jsonl, .name = "jsonl", .endings = {".jsonl", ".ndjson", ".json"}},
    {.format = Format::json, .name = "json", .endings = {".json"}},
    {.format = Format::squad, .name = "squad", .endings = {".json"}},
    {.format = Format::conll, .name = "conll", .endings = {".conll", ".iob", ".iob2", ".bio", ".bioes"}},
    {.format = Format::conllu, .name = "conllu", .endings = {".conllu", ".conllx"}},
    {.format = Format::tagged, .name = "tagged"},
    {.format = Format::html, .name = "html", .endings = {".html", ".htm"}},
    {.format = Format::editor, .name = "editor"},
    {.format = Format::npy, .name = "npy", .endings = {".npy"}},
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

// In capitals or not. REQUIRES: the ending is in lower case.
bool ends_alike(std::string_view file, std::string_view ending) {
  return file.size() >= ending.size() && is_among(std::span(&ending, 1), file.substr(file.size() - ending.size()));
}

// The ending of a packed file; empty: it is none.
std::string_view packed_ending(std::string_view file) {
  for (const std::string_view packed : packed_endings) {
    if (ends_alike(file, packed)) return packed;
  }
  return "";
}

}  // namespace

bool has_ending(std::string_view file, std::string_view ending) {
  file.remove_suffix(packed_ending(file).size());
  return ends_alike(file, ending);
}

std::vector<std::string> endings_of_formats(std::span<const std::string> names) {
  std::vector<std::string> endings;
  for (const std::string& name : names) {
    const auto& known = std::ranges::find(table, name, &FormatNames::name)->endings;
    if (known.front().empty()) return {};
    for (const std::string_view ending : known) {
      if (!ending.empty() && std::ranges::find(endings, ending) == endings.end()) endings.emplace_back(ending);
    }
  }
  return endings;
}

std::optional<Format> format_of_name(std::string_view file, std::span<const Format> formats) {
  std::optional<Format> found;
  size_t rank = std::size(names_of(Format::text).endings);
  for (const Format format : formats) {
    const auto& endings = names_of(format).endings;
    for (size_t i = 0; i < rank && !endings[i].empty(); ++i) {
      if (!has_ending(file, endings[i])) continue;
      found = format;
      rank = i;
    }
  }
  return found;
}

std::optional<Format> format_of_output(const std::string& file, std::span<const Format> formats) {
  if (const std::string_view packed = packed_ending(file); !packed.empty()) {
    throw Error(ErrorKind::usage,
                fmt::format("--output: {} is named as packed, expected a name without {}: results are not packed",
                            internal::quote(file), packed));
  }
  if (const auto format = format_of_name(file, formats)) return format;
  const auto fits = [&](Format format) { return format_of_name(file, std::span(&format, 1)).has_value(); };
  const auto other = std::ranges::find_if(table, fits, &FormatNames::format);
  if (other == std::end(table)) return std::nullopt;
  throw Error(ErrorKind::usage,
              fmt::format("--output: {} is named as {}, expected one of {}: --output-format says which",
                          internal::quote(file), other->name, fmt::join(format_names(formats), ", ")));
}

}  // namespace electra::cli
