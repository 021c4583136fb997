#include "cli/examples/record_object.h"

#include <fmt/format.h>

#include "base/json.h"
#include "cli/io/input_fault.h"

namespace electra::cli {

using namespace internal;

nlohmann::json parse_record_object(std::string_view line) {
  using nlohmann::json;
  json object;
  try {
    object = json::parse(line, [](int depth, json::parse_event_t, const json&) {
      if (depth > max_json_depth) fail(fmt::format("nested deeper than {} levels", max_json_depth));
      return true;
    });
  } catch (const json::parse_error& error) {
    fail(fmt::format("not JSON at byte {}: {}", error.byte, json_fault(error)));
  } catch (const json::exception& error) {
    fail(fmt::format("not JSON: {}", json_fault(error)));
  }
  if (!object.is_object()) fail(fmt::format("{}, expected an object", quote_json(object)));
  return object;
}

}  // namespace electra::cli
