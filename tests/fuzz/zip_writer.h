// Zips as bytes: the same members in all the ways that the format has to write them.
#pragma once

#include <string>
#include <vector>

namespace electra::fuzz {

struct ZipPart {
  std::string name;
  std::string content;
  bool is_deflated = false;
  bool is_large = false;             // its sizes and its place are numbers of 64 bits in extra fields
  bool has_data_descriptor = false;  // its local header says nothing of its size
};

struct ZipOptions {
  bool is_large = false;  // a directory with numbers of 64 bits
  std::string comment = {};
};

std::string zip_bytes(const std::vector<ZipPart>& parts, const ZipOptions& options = {});

}  // namespace electra::fuzz
