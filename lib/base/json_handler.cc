#include "base/json_handler.h"

#include <fmt/core.h>

#include <algorithm>

namespace electra::internal {

// "[json.exception.parse_error.101] parse error at line 1, column 5: REASON; last read: 'x'" -> "REASON".
// What was last read is left out: it can be megabytes of anything.
std::string json_fault(const std::exception& error) {
  std::string_view message = error.what();
  if (const size_t prefix = message.find("] "); prefix != message.npos) message.remove_prefix(prefix + 2);
  if (message.starts_with("parse error")) message.remove_prefix(std::min(message.find(": ") + 2, message.size()));
  return std::string(message.substr(0, std::min(message.find("; last read"), size_t{200})));
}

// The parser takes a NUL for the end.
bool JsonHandler::parse(std::string_view text) {
  if (const size_t nul = text.find('\0'); nul != text.npos) return refuse_at(nul + 1, "a NUL");
  return Json::sax_parse(text.begin(), text.end(), this);
}

bool JsonHandler::parse(std::istream& text) {
  if (!Json::sax_parse(text, this)) return false;
  return text.eof() || refuse("not JSON: a NUL");
}

std::string JsonHandler::error() const {
  return byte_ == 0 ? reason_ : fmt::format("not JSON at byte {}: {}", byte_, reason_);
}

bool JsonHandler::parse_error(size_t byte, const std::string&, const nlohmann::detail::exception& fault) {
  const bool is_number = dynamic_cast<const Json::parse_error*>(&fault) == nullptr;  // that no double can hold
  return is_number ? refuse("not JSON: " + json_fault(fault)) : refuse_at(byte, json_fault(fault));
}

bool JsonHandler::refuse_at(size_t byte, std::string reason) {
  byte_ = byte;
  return refuse(std::move(reason));
}

bool JsonHandler::refuse(std::string reason) {
  reason_ = std::move(reason);
  return false;
}

bool JsonHandler::open(Json empty) {
  if (depth_ == max_json_depth) return refuse(fmt::format("nested deeper than {} levels", max_json_depth));
  const bool goes_on = start(std::move(empty));
  ++depth_;
  return goes_on;
}

bool JsonHandler::close() {
  --depth_;
  return end();
}

JsonBuilder::Json* JsonBuilder::put(Json v) {
  if (open_.empty()) return &(root_ = std::move(v));
  Json& parent = *open_.back();
  return &(parent.is_array() ? parent.emplace_back(std::move(v)) : parent[key_] = std::move(v));
}

}  // namespace electra::internal
