#include "converters/hdf5/signature.h"

#include <system_error>

#include "base/lookup.h"
#include "base/mapped_file.h"
#include "converters/hdf5/hdf5_file.h"
#include "electra/error.h"

namespace electra::converters {

using namespace internal;

bool has_hdf5_signature(std::string_view file) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1A\n";
  constexpr size_t first_block = 512;
  for (size_t at = 0; at < file.size(); at = at == 0 ? first_block : 2 * at) {
    if (file.substr(at).starts_with(signature)) return true;
  }
  return false;
}

bool is_hdf5_file(const std::filesystem::path& path) {
  if (!std::filesystem::is_regular_file(status_of(path))) return false;
  const std::filesystem::path extension = path.extension();
  if (extension == ".h5" || extension == ".hdf5") return true;
  try {
    return has_hdf5_signature(MappedFile(path).text());
  } catch (const Error&) {
    return false;
  }
}

}  // namespace electra::converters
