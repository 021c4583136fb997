// A text is JSON or refused as the JSON library has it, the words of Python for numbers aside; what was read and is
// written again is read as the same. The members of an object are of the type that was asked for, or refused by name.
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/json_object.h"
#include "base/mapped_file.h"
#include "base/quote.h"
#include "cli/io/json_out.h"
#include "fuzz/promises.h"

namespace electra {

using namespace internal;
namespace {

using nlohmann::json;

bool has_number_word(std::string_view text) {
  return text.find("NaN") != text.npos || text.find("Infinity") != text.npos;
}

int depth_of(const json& value) {
  int deepest = 0;
  if (!value.is_structured()) return 0;
  for (const json& inner : value) deepest = std::max(deepest, depth_of(inner));
  return deepest + 1;
}

// NaN equals nothing, so texts are compared.
std::string text_of(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

void check_quoted(const json& value) {
  const std::string quoted = quote_json(value);
  fuzz::check_message(quoted);
  FUZZ_CHECK(quoted.size() <= 64);
}

// `get` gives the member or refuses it with its name.
template <class Get>
void check_member(const std::string& key, Get get) {
  try {
    get(key.c_str());
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::input);
    fuzz::check_message(error.what(), "file: ");
  }
}

void check_members(const json& value) {
  const JsonObject object(value, "file", ErrorKind::input);
  for (const auto& [key, member] : value.items()) {
    fuzz::check_message(quote(key));
    const json& expected = member;  // clang 14 does not let a lambda see one of several bound names
    if (key.find('\0') != key.npos) continue;
    check_member(key,
                 [&](const char* name) { FUZZ_CHECK(object.boolean(name).value_or(false) == (expected == true)); });
    check_member(key, [&](const char* name) {
      if (const auto number = object.integer(name, -1000, 1000))
        FUZZ_CHECK(json(*number) == expected && *number <= 1000);
    });
    check_member(key, [&](const char* name) {
      if (const auto number = object.number(name, -1, 1)) FUZZ_CHECK(std::abs(*number) <= 1);
    });
    check_member(key, [&](const char* name) { FUZZ_CHECK(json(object.need_string(name)) == expected); });
    check_member(key, [&](const char* name) {
      if (const auto strings = object.strings(name)) FUZZ_CHECK(json(*strings) == expected);
    });
    check_member(key, [&](const char* name) {
      FUZZ_CHECK(text_of(object.refusing_null().object(name)->json()) == text_of(expected));
    });
  }
}

void check_strings(const json& value) {
  if (value.is_string()) {
    std::string written;
    cli::append_json_string(written, value.get_ref<const std::string&>());
    FUZZ_CHECK(parse_json(written, "file") == value);
  }
  if (!value.is_structured()) return;
  for (const json& inner : value) check_strings(inner);
}

void check(std::string_view text, const json& value) {
  FUZZ_CHECK(depth_of(value) <= 64);
  const std::string_view unmarked = text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
  if (!has_number_word(text)) FUZZ_CHECK(text_of(value) == text_of(json::parse(unmarked)));
  check_quoted(value);
  FUZZ_CHECK(parse_json(text_of(value), "file") == json::parse(text_of(value)));
  check_strings(value);
  if (value.is_object()) check_members(value);
}

}  // namespace
}  // namespace electra

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  const std::string_view text = fuzz::text_of(data, size);
  try {
    check(text, parse_json(text, "file"));
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), "file: ");
    // Refused for what it is not, or for one of the limits.
    const bool is_limit = std::string_view(error.what()).starts_with("file: nested deeper than ") ||
                          !placeholder_fault(text).empty() || text.find('\0') != text.npos;
    FUZZ_CHECK(is_limit || !nlohmann::json::accept(text));
  }
  return 0;
}
