#include "text/vocabulary.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/mapped_file.h"
#include "base/utf8.h"
#include "electra/error.h"

namespace electra::internal {
namespace {

constexpr size_t padding = 8;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

Error model_error(std::string_view name, std::string_view fault) {
  return Error(ErrorKind::model, fmt::format("{}: {}", name, fault));
}

}  // namespace

Vocabulary Vocabulary::read(const std::filesystem::path& file) {
  const MappedFile mapped(file);
  const std::span<const std::byte> bytes = mapped.bytes();
  return parse({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, file.string());
}

Vocabulary Vocabulary::parse(std::string_view text, std::string_view name) {
  if (text.size() > max_bytes) {
    throw model_error(name, fmt::format("{} bytes, expected at most {}", text.size(), max_bytes));
  }
  Vocabulary vocabulary;
  if (text.starts_with(byte_order_mark)) {
    text.remove_prefix(byte_order_mark.size());
    vocabulary.warnings_.push_back(fmt::format("{}: begins with a byte-order mark, skipped", name));
  }
  if (text.empty()) throw model_error(name, "empty file, expected one token a line");

  vocabulary.bytes_.reserve(text.size() + padding);
  const auto line_ends = std::count(text.begin(), text.end(), '\n');
  vocabulary.begins_.reserve(static_cast<size_t>(std::min<std::ptrdiff_t>(line_ends, max_tokens)) + 2);
  vocabulary.begins_.push_back(0);
  const bool well_formed = is_utf8(text);
  const bool carriage_returns = text.find('\r') != text.npos;
  size_t first_carriage_return = 0;  // its line
  while (!text.empty()) {
    const size_t end = carriage_returns ? text.find_first_of("\r\n") : text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (vocabulary.size() == max_tokens) throw model_error(name, fmt::format("more than {} lines", max_tokens));
    if (!well_formed && !is_utf8(line)) {
      throw model_error(name, fmt::format("line {}: not UTF-8", vocabulary.begins_.size()));
    }
    vocabulary.bytes_ += line;
    vocabulary.begins_.push_back(static_cast<uint32_t>(vocabulary.bytes_.size()));
    text.remove_prefix(line.size());
    if (text.starts_with('\r') && first_carriage_return == 0) {
      first_carriage_return = vocabulary.begins_.size() - 1;
    }
    if (!text.empty()) text.remove_prefix(text.starts_with("\r\n") ? 2 : 1);
  }
  if (first_carriage_return != 0) {
    vocabulary.warnings_.push_back(
        fmt::format("{}:{}: ends in a carriage return, which is not part of the token", name, first_carriage_return));
  }
  vocabulary.bytes_.append(padding, '\0');
  return vocabulary;
}

Vocabulary Vocabulary::from_tokens(std::span<const std::string_view> tokens, std::vector<int32_t> holes,
                                   std::string_view name) {
  Vocabulary vocabulary;
  vocabulary.holes_ = std::move(holes);
  vocabulary.begins_.push_back(0);
  for (const std::string_view token : tokens) {
    if (vocabulary.bytes_.size() + token.size() > max_bytes) {
      throw model_error(name, fmt::format("more than {} bytes of tokens", max_bytes));
    }
    vocabulary.bytes_ += token;
    vocabulary.begins_.push_back(static_cast<uint32_t>(vocabulary.bytes_.size()));
  }
  vocabulary.bytes_.append(padding, '\0');
  return vocabulary;
}

}  // namespace electra::internal
