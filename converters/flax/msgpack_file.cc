#include "converters/flax/msgpack_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <system_error>
#include <utility>

#include "base/lookup.h"
#include "base/mapped_file.h"
#include "base/utf8.h"
#include "converters/flax/chunked.h"
#include "converters/flax/leaves.h"
#include "electra/error.h"

namespace electra::converters {

using namespace internal;

namespace {

std::span<const std::byte> as_bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

bool begins_with_named_map(std::string_view file) {
  constexpr size_t max_key = 256;
  ByteReader reader(file);
  const auto map = take_msgpack(reader);
  if (!map || map->type != MsgpackType::map || map->number == 0) return false;
  const auto key = take_msgpack(reader);
  if (!key || key->type != MsgpackType::text || key->bytes.empty() || key->bytes.size() > max_key) return false;
  return is_utf8(key->bytes) &&
         std::ranges::none_of(key->bytes, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

class MsgpackFile : public Source {
 public:
  explicit MsgpackFile(const std::filesystem::path& path);

  std::string label() const override { return label_; }
  const std::vector<Variable>& variables() const override { return variables_; }
  void read(const Variable& variable, const std::function<void(std::span<const std::byte>)>& use) const override;
  std::span<const std::byte> mapped(const Variable& variable) const override;
  void release(const Variable& variable) const override {
    for (const std::string_view piece : pieces(variable)) file_.release(as_bytes(piece));
  }
  // Nothing in the file says what its numbers should be.
  void verify(const Variable& /*variable*/) const override {}
  const FileSet& files() const override { return *files_; }

 private:
  const std::vector<std::string_view>& pieces(const Variable& variable) const {
    return pieces_[static_cast<size_t>(&variable - variables_.data())];
  }

  std::string label_;
  MappedFile file_;
  std::unique_ptr<FileSet> files_;
  std::vector<Variable> variables_;
  std::vector<std::vector<std::string_view>> pieces_;  // of the variable at the same place
};

MsgpackFile::MsgpackFile(const std::filesystem::path& path)
    : label_(path.string()),
      file_(path),
      files_(open_folder(path.has_parent_path() ? path.parent_path() : std::filesystem::path("."))) {
  if (const std::string_view fault = placeholder_fault(file_.text()); !fault.empty()) {
    throw Error(ErrorKind::model, fmt::format("{}: {}", label_, fault));
  }
  for (FlaxLeaf& leaf : join_chunked_arrays(read_flax_leaves(file_.text(), label_), label_)) {
    variables_.push_back(std::move(leaf.variable));
    pieces_.push_back(std::move(leaf.pieces));
  }
}

std::span<const std::byte> MsgpackFile::mapped(const Variable& variable) const {
  assert(variable.dtype.has_value());
  return pieces(variable).size() == 1 ? as_bytes(pieces(variable).front()) : std::span<const std::byte>();
}

void MsgpackFile::read(const Variable& variable, const std::function<void(std::span<const std::byte>)>& use) const {
  assert(variable.dtype.has_value());
  if (pieces(variable).size() == 1) {
    use(mapped(variable));
    release(variable);
    return;
  }
  std::string whole;
  whole.reserve(variable.bytes);
  for (const std::string_view piece : pieces(variable)) whole += piece;
  release(variable);
  use(as_bytes(whole));
}

}  // namespace

bool is_msgpack_file(const std::filesystem::path& path) {
  if (!std::filesystem::is_regular_file(status_of(path))) return false;
  if (path.extension() == ".msgpack") return true;
  try {
    return begins_with_named_map(MappedFile(path).text());
  } catch (const Error&) {
    return false;
  }
}

std::unique_ptr<Source> open_msgpack_file(const std::filesystem::path& file) {
  return std::make_unique<MsgpackFile>(file);
}

}  // namespace electra::converters
