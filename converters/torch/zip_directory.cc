#include "converters/torch/zip_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "base/byte_reader.h"
#include "base/quote.h"
#include "converters/files/inflate.h"
#include "electra/error.h"
#include "format/tensor.h"

namespace electra::converters {

using namespace internal;

namespace {

constexpr size_t end_bytes = 22;  // of the record at the end, without its comment
constexpr size_t locator_bytes = 20;
constexpr size_t local_header_bytes = 30;
constexpr uint32_t in_extra_field = std::numeric_limits<uint32_t>::max();  // stands for a number of 64 bits elsewhere

struct Directory {
  uint64_t members = 0;
  uint64_t bytes = 0;
  uint64_t offset = 0;
};

class DirectoryReader {
 public:
  DirectoryReader(std::string_view file, const std::string& label) : file_(file), label_(label) {}

  std::map<std::string, ZipMember> read() const;

 private:
  [[noreturn]] void fail(std::string_view fault) const {
    throw Error(ErrorKind::model, fmt::format("{}: zip: {}", label_, fault));
  }
  template <typename T>
  T need(std::optional<T> value) const {
    if (!value) fail("its directory is cut short, or damaged");
    return *value;
  }
  std::string_view part(uint64_t offset, uint64_t size) const {
    if (offset > file_.size() || size > file_.size() - offset) {
      fail(fmt::format("{} bytes at {}, expected an end within the file's {}", size, offset, file_.size()));
    }
    return file_.substr(static_cast<size_t>(offset), static_cast<size_t>(size));
  }
  size_t find_end() const;
  Directory find_directory() const;
  Directory find_large_directory(size_t end) const;
  void read_member(ByteReader& reader, std::map<std::string, ZipMember>& members) const;
  void read_extra_field(std::string_view extra, ZipMember& member) const;

  std::string_view file_;
  const std::string& label_;
};

// The record at the end has a comment behind it, of at most 65535 bytes.
size_t DirectoryReader::find_end() const {
  if (file_.size() < end_bytes) fail("cut short: no directory at its end");
  const size_t last = file_.size() - end_bytes;
  const size_t first = last - std::min<size_t>(last, std::numeric_limits<uint16_t>::max());
  for (size_t at = last + 1; at-- > first;) {
    if (file_.substr(at, 4) == std::string_view("PK\5\6", 4)) return at;
  }
  fail("cut short: no directory at its end");
}

Directory DirectoryReader::find_directory() const {
  const size_t end = find_end();
  ByteReader reader(file_.substr(end));
  need(reader.take(10));
  Directory directory;
  directory.members = need(reader.u16());
  directory.bytes = need(reader.u32());
  directory.offset = need(reader.u32());
  const bool is_large = directory.members == std::numeric_limits<uint16_t>::max() ||
                        directory.bytes == in_extra_field || directory.offset == in_extra_field;
  if (is_large && end >= locator_bytes && file_.substr(end - locator_bytes, 4) == std::string_view("PK\6\7", 4)) {
    return find_large_directory(end);
  }
  return directory;
}

// A locator before the record at the end gives the place of a record with numbers of 64 bits.
Directory DirectoryReader::find_large_directory(size_t end) const {
  ByteReader locator(file_.substr(end - locator_bytes));
  need(locator.take(8));
  ByteReader reader(part(need(locator.u64()), 56));
  if (need(reader.take(4)) != std::string_view("PK\6\6", 4)) fail("its directory of large files is not where it says");
  need(reader.take(28));
  Directory directory;
  directory.members = need(reader.u64());
  directory.bytes = need(reader.u64());
  directory.offset = need(reader.u64());
  return directory;
}

void DirectoryReader::read_extra_field(std::string_view extra, ZipMember& member) const {
  constexpr uint16_t large_sizes = 1;
  ByteReader reader(extra);
  while (reader.left() >= 4) {
    const uint16_t kind = need(reader.u16());
    ByteReader field(need(reader.take(need(reader.u16()))));
    if (kind != large_sizes) continue;
    for (uint64_t* number : {&member.bytes, &member.packed_bytes, &member.header}) {
      if (*number == in_extra_field) *number = need(field.u64());
    }
    return;
  }
}

void DirectoryReader::read_member(ByteReader& reader, std::map<std::string, ZipMember>& members) const {
  if (need(reader.take(4)) != std::string_view("PK\1\2", 4)) fail("its directory is damaged");
  need(reader.take(4));
  ZipMember member;
  member.flags = need(reader.u16());
  member.method = need(reader.u16());
  need(reader.take(8));
  member.packed_bytes = need(reader.u32());
  member.bytes = need(reader.u32());
  const uint16_t name_bytes = need(reader.u16());
  const uint16_t extra_bytes = need(reader.u16());
  const uint16_t comment_bytes = need(reader.u16());
  need(reader.take(8));
  member.header = need(reader.u32());
  const std::string name(need(reader.take(name_bytes)));
  read_extra_field(need(reader.take(extra_bytes)), member);
  need(reader.take(comment_bytes));
  if (!members.emplace(name, member).second) fail(fmt::format("member {} is there twice", quote(name)));
}

std::map<std::string, ZipMember> DirectoryReader::read() const {
  const Directory directory = find_directory();
  ByteReader reader(part(directory.offset, directory.bytes));
  std::map<std::string, ZipMember> members;
  for (uint64_t i = 0; i < directory.members; ++i) read_member(reader, members);
  return members;
}

// The length of name and extra field in a local header, which need not be those in the directory.
std::optional<uint32_t> local_names_bytes(std::string_view header) {
  ByteReader reader(header);
  const auto mark = reader.take(4);
  if (!mark || *mark != std::string_view("PK\3\4", 4) || !reader.take(22)) return std::nullopt;
  const auto name_bytes = reader.u16();
  const auto extra_bytes = reader.u16();
  if (!name_bytes || !extra_bytes) return std::nullopt;
  return uint32_t{*name_bytes} + *extra_bytes;
}

}  // namespace

std::map<std::string, ZipMember> read_zip_directory(std::string_view file, const std::string& label) {
  return DirectoryReader(file, label).read();
}

std::string_view zip_member_bytes(std::string_view file, const ZipMember& member, const std::string& name,
                                  const std::string& label) {
  constexpr uint16_t encrypted = 1;
  constexpr uint16_t deflated = 8;
  const auto fail = [&](std::string_view fault) {
    throw Error(ErrorKind::model, fmt::format("{}: member {}: {}", label, quote(name), fault));
  };
  if ((member.flags & encrypted) != 0) fail("is encrypted");
  if (!member.is_stored() && member.method != deflated) {
    fail(fmt::format("packed by method {}, expected 0 or {}", member.method, deflated));
  }
  if (member.is_stored() && member.packed_bytes != member.bytes) {
    fail(fmt::format("stored with {} bytes, expected {}", member.packed_bytes, member.bytes));
  }
  if (member.bytes / max_deflate_ratio > member.packed_bytes) {
    fail(fmt::format("claims to unpack {} bytes to {}", member.packed_bytes, member.bytes));
  }
  if (member.header > file.size()) fail("is not where the directory says");
  const std::string_view header = file.substr(static_cast<size_t>(member.header));
  const auto names_bytes = local_names_bytes(header.substr(0, local_header_bytes));
  if (!names_bytes) fail("is not where the directory says");
  const uint64_t begin = local_header_bytes + uint64_t{*names_bytes};
  if (begin > header.size() || member.packed_bytes > header.size() - begin) {
    fail(fmt::format("{} bytes, expected an end within the file", member.packed_bytes));
  }
  return header.substr(static_cast<size_t>(begin), static_cast<size_t>(member.packed_bytes));
}

std::string_view first_zip_name(std::string_view file) {
  if (!local_names_bytes(file.substr(0, local_header_bytes))) return {};
  const auto length = static_cast<size_t>(*ByteReader(file.substr(26)).u16());
  return file.substr(local_header_bytes, length);
}

}  // namespace electra::converters
