// A file that is read as a whole, such as one of JSON, or standard input.
#pragma once

#include <cstdint>
#include <fstream>
#include <initializer_list>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace electra::cli {

// What messages call a file: its name, or <stdin> for "-".
std::string input_name(const std::string& file);

// The size of a regular file, or 0. Throws Error(io) for a file that is missing, a directory or unreadable: a typo in
// the last name should not show after hours of work on the others. "-" is always there.
uint64_t check_readable(const std::string& file);

// Whether there are files and the names of all end in one of these: (".tsv").
bool all_end_in(const std::vector<std::string>& files, std::initializer_list<std::string_view> endings);

class InputFile {
 public:
  // Throws Error(io).
  explicit InputFile(const std::string& file);

  std::istream& stream();
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  bool is_stdin_;
  std::ifstream opened_;
};

}  // namespace electra::cli
