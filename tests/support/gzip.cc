#include "support/gzip.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <memory>

namespace electra {

std::string read_gzip(const std::filesystem::path& file) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> input(gzopen(file.c_str(), "rb"), gzclose);
  INFO(file.string());
  REQUIRE(input);
  std::string contents;
  char buffer[1 << 16];
  int count = 0;
  while ((count = gzread(input.get(), buffer, sizeof buffer)) > 0) {
    contents.append(buffer, static_cast<size_t>(count));
  }
  REQUIRE(count == 0);
  return contents;
}

}  // namespace electra
