#include "converters/files/file_set.h"

#include <fmt/core.h>

#include "electra/error.h"

namespace electra::converters {

using namespace internal;

MappedFile FileSet::open_small(const std::string& name, uint64_t most_bytes) const {
  const uint64_t bytes = size(name);
  if (bytes <= most_bytes) return open(name);
  throw Error(ErrorKind::model, fmt::format("{}: {} bytes, expected at most {}", label(name), bytes, most_bytes));
}

}  // namespace electra::converters
