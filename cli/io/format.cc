#include "cli/io/format.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>

#include "base/quote.h"
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
    {.format = Format::jsonl, .name = "jsonl", .endings = {".jsonl", ".ndjson"}},
    {.format = Format::json, .name = "json", .endings = {".json"}},
    {.format = Format::squad, .name = "squad", .endings = {".json"}},
    {.format = Format::conll, .name = "conll", .endings = {".conll", ".iob", ".iob2", ".bio", ".bioes"}},
    {.format = Format::html, .name = "html", .endings = {".html", ".htm"}},
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

// The ending of a packed file; empty: it is none.
std::string_view packed_ending(std::string_view file) {
  for (const std::string_view packed : {".gz", ".xz", ".zst"}) {
    if (file.ends_with(packed)) return packed;
  }
  return "";
}

bool is_named_as(std::string_view file, Format format) {
  return std::ranges::any_of(names_of(format).endings,
                             [&](std::string_view ending) { return !ending.empty() && file.ends_with(ending); });
}

}  // namespace

std::optional<Format> format_of_files(std::span<const std::string> files, std::span<const Format> formats) {
  for (const Format format : formats) {
    const auto fits = [&](std::string_view file) {  // lines.tsv.gz, too
      return is_named_as(file.substr(0, file.size() - packed_ending(file).size()), format);
    };
    if (!files.empty() && std::ranges::all_of(files, fits)) return format;
  }
  return std::nullopt;
}

std::optional<Format> format_of_output(const std::string& file, std::span<const Format> formats) {
  if (const std::string_view packed = packed_ending(file); !packed.empty()) {
    throw Error(ErrorKind::usage,
                fmt::format("--output: {} is named as packed, expected a name without {}: results are not packed",
                            internal::quote(file), packed));
  }
  const auto fits = [&](Format format) { return is_named_as(file, format); };
  if (const auto found = std::ranges::find_if(formats, fits); found != formats.end()) return *found;
  const auto other = std::ranges::find_if(table, fits, &FormatNames::format);
  if (other == std::end(table)) return std::nullopt;
  throw Error(ErrorKind::usage,
              fmt::format("--output: {} is named as {}, expected one of {}: --output-format says which",
                          internal::quote(file), other->name, fmt::join(format_names(formats), ", ")));
}

}  // namespace electra::cli
