// What every source of weights promises.
#pragma once

#include <string>

#include "converters/source.h"
#include "fuzz/promises.h"

namespace electra::fuzz {

// Data may be refused as late as they are read.
template <class Work>
void read_or_refuse(const std::string& where, Work work) {
  try {
    work();
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    check_message(error.what(), where);
  }
}

// Names are in order, each once; what has a type has the bytes that its shape asks for. `where` begins what it says of
// damaged data.
inline void check_source(const converters::Source& source, const std::string& where) {
  const auto& variables = source.variables();
  for (size_t i = 0; i < variables.size(); ++i) {
    const converters::Variable& variable = variables[i];
    FUZZ_CHECK(i == 0 || variables[i - 1].name < variable.name);
    read_or_refuse(where, [&] { source.verify(variable); });
    read_or_refuse(where, [&] { source.strings(variable); });
    if (!variable.dtype) continue;
    FUZZ_CHECK(variable.bytes ==
               static_cast<uint64_t>(internal::elements_of(variable.shape)) * internal::dtype_size(*variable.dtype));
    read_or_refuse(where, [&] {
      source.read(variable, [&](std::span<const std::byte> bytes) { FUZZ_CHECK(bytes.size() == variable.bytes); });
      const std::span<const std::byte> mapped = source.mapped(variable);
      FUZZ_CHECK(mapped.empty() || mapped.size() == variable.bytes);
    });
  }
}

}  // namespace electra::fuzz
