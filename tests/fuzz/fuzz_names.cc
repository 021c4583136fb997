// Variables of any names and shapes make models whose config and tensors fit each other, or are refused with a message.
// The first byte of the input chooses the container that the names are from; every line holds a name and a shape.
#include <map>
#include <string>
#include <vector>

#include "converters/google/names.h"
#include "converters/infer_config.h"
#include "converters/names_source.h"
#include "converters/transformers/names.h"
#include "converters/transformers/parts.h"
#include "fuzz/folder.h"
#include "fuzz/input.h"

namespace electra::converters {

using namespace internal;
namespace {

// Of a name with blanks in it the last word counts as the shape: "classifier.weight 3,4".
NamesSource::Shaped variable_of(std::string_view line) {
  const size_t blank = line.rfind(' ');
  NamesSource::Shaped variable{std::string(line.substr(0, blank)), {}};
  if (blank == line.npos) return variable;
  for (std::string_view sizes = line.substr(blank + 1); !sizes.empty();) {
    int64_t size = 0;
    while (!sizes.empty() && sizes.front() >= '0' && sizes.front() <= '9' && size < 1'000'000) {
      size = 10 * size + (sizes.front() - '0');
      sizes.remove_prefix(1);
    }
    variable.second.push_back(size);
    if (!sizes.empty()) sizes.remove_prefix(1);
  }
  return variable;
}

PartList parts_of(const Source& source, uint8_t container) {
  switch (container % 5) {
    case 0:
      return google_parts(source, {});
    case 1:
      return transformers_parts(torch_names(source), {}, "names");
    case 2:
      return transformers_parts(object_names(source), {}, "names");
    case 3:
      return transformers_parts(keras_names(source), {}, "names");
    default:
      return transformers_parts(flax_names(source), {}, "names");
  }
}

void check(const Part& part) {
  FUZZ_CHECK(!part.name.empty());
  fuzz::check_message(part.purpose);
  for (const NamedTensor& tensor : part.tensors) {
    FUZZ_CHECK(!tensor.sources.empty());
    FUZZ_CHECK(part.find(tensor.name) != nullptr);
  }
  const Config config = infer_config(part, Config(), 0, "names");
  for (const NamedTensor& tensor : fitting_tensors(part, config, "names")) FUZZ_CHECK(tensor.is_float());
}

}  // namespace
}  // namespace electra::converters

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::converters;
  static const fuzz::Folder folder;
  fuzz::Input input(data, size);
  const uint8_t container = input.byte();
  std::map<std::string, std::vector<int64_t>> variables;
  while (!input.empty()) variables.insert(variable_of(input.until('\n')));
  const NamesSource source({variables.begin(), variables.end()}, folder.path().string());
  try {
    for (const Part& part : parts_of(source, container).parts) {
      try {
        check(part);
      } catch (const Error& error) {
        FUZZ_CHECK(error.kind() == ErrorKind::model);
      }
    }
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model || error.kind() == ErrorKind::usage);
    fuzz::check_message(error.what());
  }
  return 0;
}
