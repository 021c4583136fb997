// Reports as the program writes them.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string_view>

namespace electra::test {

// The metrics of a report, without what it says of its run.
inline nlohmann::json metrics_in(std::string_view report) {
  nlohmann::json metrics = nlohmann::json::parse(report);
  CHECK(metrics.erase("run") == 1);
  return metrics;
}

}  // namespace electra::test
