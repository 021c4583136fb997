// One text or pair of texts out of a line of input.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace electra::cli {

struct TextFormat {
  bool jsonl = false;        // {"text": …, "pair": …} instead of plain text
  bool pair = false;         // plain text has two columns with a TAB between them
  bool split_words = false;  // texts are words with blanks between them
};

// A text as it is, or as words where `is_split`.
struct TextRecord {
  bool is_split = false;
  std::string text;
  std::optional<std::string> pair;
  std::vector<std::string> words;
  std::optional<std::vector<std::string>> pair_words;

  bool has_pair() const { return pair.has_value() || pair_words.has_value(); }
};

// A line of jsonl. Throws Error(input) for what is no object, or nested too deeply: "not JSON at byte 12: ...".
nlohmann::json parse_record_object(std::string_view line);

// {"text": …, "pair": …}; either may be a list of words, and then both must. Throws Error(input).
TextRecord read_text_object(const nlohmann::json& object);

// Throws Error(input) with the reason: a missing or a third column, no JSON object, a key of a wrong type.
// In JSON a text may also be a list of words, and so must its pair then.
TextRecord read_text_record(std::string_view line, const TextFormat& format);

}  // namespace electra::cli
