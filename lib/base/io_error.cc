#include "base/io_error.h"

#include <fmt/core.h>

#include <cctype>
#include <system_error>

namespace electra::internal {

Error io_error(const std::filesystem::path& path, std::string_view what, int error_number) {
  std::string reason = std::generic_category().message(error_number);
  // "No space left…" becomes "no space left…"; abbreviations ("RPC …") stay.
  const bool capitalised = reason.size() > 1 && std::islower(static_cast<unsigned char>(reason[1])) != 0;
  if (capitalised) reason[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(reason[0])));
  return Error(ErrorKind::io, fmt::format("{}: {}: {}", path.string(), what, reason));
}

}  // namespace electra::internal
