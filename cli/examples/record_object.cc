#include "cli/examples/record_object.h"

#include <fmt/format.h>

#include <utility>

#include "base/json.h"
#include "cli/io/input_fault.h"

namespace electra::cli {

using namespace internal;

nlohmann::json parse_record_object(std::string_view line) {
  nlohmann::json object = parse_json_record(line);
  if (!object.is_object()) fail(fmt::format("{}, expected an object", quote_json(object)));
  return object;
}

}  // namespace electra::cli
