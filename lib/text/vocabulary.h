// The pieces of vocab.txt, one a line, the line number is the id; or of another file that lists them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace electra::internal {

// Immutable after construction.
class Vocabulary {
 public:
  // The largest known vocabulary of the kind has 10 MB, and a million pieces.
  static constexpr size_t max_bytes = size_t{64} << 20;
  static constexpr int32_t max_tokens = 4'000'000;

  // Reads a file of UTF-8 lines that end in LF, CRLF or CR, as Transformers does; nothing else ends a line, and white
  // space inside is kept. A byte-order mark at the start is skipped with a warning; there is one, too, for the first
  // line that ends in CR. Throws Error(io) if the file cannot
  // be read, Error(model) naming file and line if it is empty, too large or not UTF-8.
  static Vocabulary read(const std::filesystem::path& file);

  // From the contents of a file; `name` stands for it in messages.
  static Vocabulary parse(std::string_view text, std::string_view name);

  // From tokens in the order of their ids; `holes` are ids, ascending, that no token has. Throws as parse() does.
  static Vocabulary from_tokens(std::span<const std::string_view> tokens, std::vector<int32_t> holes,
                                std::string_view name);

  int32_t size() const { return static_cast<int32_t>(begins_.size()) - 1; }
  // 8 more bytes behind the piece can be read. REQUIRES: 0 <= id < size().
  std::string_view operator[](int32_t id) const {
    const size_t i = static_cast<size_t>(id);
    return std::string_view(bytes_).substr(begins_[i], begins_[i + 1] - begins_[i]);
  }
  bool is_hole(int32_t id) const { return std::binary_search(holes_.begin(), holes_.end(), id); }
  const std::vector<int32_t>& holes() const { return holes_; }
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  std::string bytes_;             // all pieces end to end, and padding
  std::vector<uint32_t> begins_;  // of each piece, and the end
  std::vector<int32_t> holes_;
  std::vector<std::string> warnings_;
};

}  // namespace electra::internal
