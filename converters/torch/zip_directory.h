// The members of a zip, and where their bytes lie: for formats whose members are used in place.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT gives the format.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace electra::converters {

struct ZipMember {
  uint16_t flags = 0;
  uint16_t method = 0;
  uint64_t packed_bytes = 0;
  uint64_t bytes = 0;   // once unpacked
  uint64_t header = 0;  // where its local header begins

  bool is_stored() const { return method == 0; }
};

// All members by their names, from the central directory at the end; those above 4 GiB, too. Every length and offset of
// the directory is checked against the file. Throws Error(model): "LABEL: what: got, expected". Thread-safe.
std::map<std::string, ZipMember> read_zip_directory(std::string_view file, const std::string& label);

// The bytes of a member as they lie in the file: packed, unless it is stored. `name` is for messages. Throws
// Error(model) where they do not lie there; where it is encrypted, packed by another method than deflate, or claims to
// unpack to more than deflate can. Thread-safe.
std::string_view zip_member_bytes(std::string_view file, const ZipMember& member, const std::string& name,
                                  const std::string& label);

// The name in the local header that a zip begins with; empty where there is none.
std::string_view first_zip_name(std::string_view file);

}  // namespace electra::converters
