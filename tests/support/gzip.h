// Golden data that is kept compressed.
#pragma once

#include <filesystem>
#include <string>

namespace electra {

// The uncompressed contents of a .gz file. Fails the test case if it cannot be read whole.
std::string read_gzip(const std::filesystem::path& file);

}  // namespace electra
