// A JSON document as lines: each element of its list becomes a line of its own, as jsonl has it. What an element says
// is for whoever reads the line. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "cli/io/first_lines.h"

namespace electra::cli {

class JsonElements {
 public:
  // What the elements are: those of an array or of the list "data" of an object, or the values of a document. REQUIRES:
  // a layout other than objects.
  explicit JsonElements(JsonLayout layout);

  // Of bytes that follow those before, moves to the front what belongs to lines, and returns how much that is. After a
  // fault, nothing.
  size_t take(std::span<char> bytes);
  // Why the document is none so far; at its end also why it is not whole, or lacks its list: "the list does not end".
  // Empty: it is one.
  const std::string& fault() const { return fault_; }
  std::string fault_at_end() const;

 private:
  void take_outside(char c, char*& out);
  void take_opening(char c, char*& out);
  void take_closing(char c, char*& out);
  void end_element(char*& out);
  bool is_around() const { return layout_ == JsonLayout::data && depth_ <= 1; }
  bool is_in_elements() const { return in_list_ && depth_ >= element_depth_; }
  void refuse(const char* what);

  JsonLayout layout_;
  size_t element_depth_;   // lists and objects around an element
  bool in_list_;           // of the elements
  bool had_list_ = false;  // to its end
  bool is_over_ = false;   // nothing may follow
  bool in_string_ = false, is_escaped_ = false;
  bool in_element_ = false;     // something of it has come
  bool needs_element_ = false;  // behind a comma
  bool is_key_data_ = false;    // the string at hand, or the last one, is "data", and a colon has come
  std::string key_;             // of the object around the list, cut where it can no longer be "data"
  // The object around the list, without what its strings, lists and objects hold.
  std::string around_;
  size_t depth_ = 0;
  uint64_t bytes_ = 0;
  std::string fault_;
};

}  // namespace electra::cli
