// What compares the results of a run with the gold of its examples.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "cli/evaluation/report.h"
#include "cli/io/gold.h"
#include "cli/io/input_fault.h"
#include "cli/plot/plot.h"

namespace electra::cli {

template <class Example, class Result>
class Evaluation {
 public:
  virtual ~Evaluation() = default;
  // `place` is the example's, for warnings. Throws Error(input) for gold that is missing or bad, of which nothing is
  // added then.
  virtual void add(const Example& example, const Result& result, const std::string& place) = 0;
  // Keeps what plot() needs beyond report(), of all that is added from now on.
  virtual void keep_for_plot() {}
  // All that was added; prints what has to be said of it.
  virtual Report report() const = 0;
  virtual Plot plot() const = 0;
};

// The gold of an example. Throws Error(input) for bad gold, and where there is none: "NONE to compare with".
template <class T>
const T& gold_of(const Gold<T>& gold, std::string_view none) {
  gold.check();
  if (!gold.value) fail(fmt::format("{} to compare with", none));
  return *gold.value;
}

}  // namespace electra::cli
