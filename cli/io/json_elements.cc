#include "cli/io/json_elements.h"

#include <fmt/format.h>

#include <cassert>

#include "base/json.h"
#include "cli/io/input_fault.h"

namespace electra::cli {
namespace {

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

size_t depth_of_elements(JsonLayout layout) {
  assert(layout != JsonLayout::objects);
  return layout == JsonLayout::data ? 2 : layout == JsonLayout::array ? 1 : 0;
}

}  // namespace

JsonElements::JsonElements(JsonLayout layout)
    : layout_(layout), element_depth_(depth_of_elements(layout)), in_list_(layout == JsonLayout::document) {}

void JsonElements::refuse(const char* what) {
  if (fault_.empty()) fault_ = fmt::format("not JSON at byte {}: {}", bytes_, what);
}

std::string JsonElements::fault_at_end() const {
  if (!fault_.empty()) return fault_;
  if (depth_ > 0 || in_string_) {
    return layout_ == JsonLayout::document ? "the last value does not end" : "the list does not end";
  }
  if (layout_ != JsonLayout::data) return "";
  if (!had_list_) return "no list \"data\"";
  const auto fault = fault_of([&] { static_cast<void>(internal::parse_json_record(around_)); });
  return fault ? "not JSON beside the list \"data\"" : "";
}

size_t JsonElements::take(std::span<char> bytes) {
  char* out = bytes.data();
  for (const char c : bytes) {
    if (!fault_.empty()) break;
    ++bytes_;
    if (!in_string_) {
      take_outside(c, out);
      continue;
    }
    // A line end inside of a string is no JSON: what it becomes is refused by whoever reads the line.
    if (is_in_elements()) {
      *out++ = c == '\n' ? '\r' : c;
    } else if (depth_ == 1 && key_.size() < 5) {
      key_ += c;
    }
    if (is_escaped_) {
      is_escaped_ = false;
    } else if (c == '\\') {
      is_escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
      if (is_around()) around_ += c;
    }
  }
  return static_cast<size_t>(out - bytes.data());
}

void JsonElements::end_element(char*& out) {
  *out++ = '\n';
  in_element_ = needs_element_ = false;
}

void JsonElements::take_outside(char c, char*& out) {
  if (is_white(c)) {
    if (is_around() && !around_.ends_with(' ')) around_ += ' ';
    // Between the values of a document it ends the one before.
    if (element_depth_ == 0 && depth_ == 0 && in_element_) return end_element(out);
    if (in_element_ && is_in_elements()) *out++ = ' ';
    return;
  }
  if (c == '{' || c == '[') return take_opening(c, out);
  if (c == '}' || c == ']') return take_closing(c, out);
  if (depth_ == 0 && element_depth_ > 0) return refuse("something stands beside the list");
  if (is_around()) around_ += c;
  if (is_in_elements() && depth_ == element_depth_ && c == ',' && element_depth_ > 0) {
    if (!in_element_) return refuse("nothing before a comma");
    end_element(out);
    needs_element_ = true;
    return;
  }
  in_string_ = c == '"';
  if (is_in_elements()) {
    in_element_ = true;
    *out++ = c;
  } else if (depth_ == 1) {
    if (in_string_) key_.clear();
    is_key_data_ = c == ':' && key_ == "data\"";
  }
}

void JsonElements::take_opening(char c, char*& out) {
  const bool is_element = is_in_elements();
  if (is_element && element_depth_ == 0 && depth_ == 0 && in_element_)
    return refuse("two values without a line between");
  if (depth_ == 0 && is_over_) return refuse("something follows the list");
  if (is_element) {
    in_element_ = true;
    *out++ = c;
  }
  if (is_around() && is_key_data_ && had_list_) return refuse("a second list \"data\"");
  if (is_around()) around_ += c;
  const bool begins_list = !in_list_ && c == '[' && depth_ + 1 == element_depth_ && !had_list_ &&
                           (layout_ == JsonLayout::array || is_key_data_);
  ++depth_;
  if (begins_list) in_list_ = true;
  is_key_data_ = false;
}

void JsonElements::take_closing(char c, char*& out) {
  if (depth_ == 0) return refuse("a bracket too many");
  if (is_in_elements() && depth_ == element_depth_) {  // the list's own
    if (c != ']' || (needs_element_ && !in_element_))
      return refuse(c != ']' ? "the list ends with '}'" : "nothing behind a comma");
    if (in_element_) end_element(out);
    in_list_ = false;
    had_list_ = true;
  } else if (is_in_elements()) {
    *out++ = c;
  }
  if (is_around() || (layout_ == JsonLayout::data && depth_ == 2)) around_ += c;
  --depth_;
  if (depth_ == 0 && element_depth_ > 0) is_over_ = true;
}

}  // namespace electra::cli
