// --evaluate and --report: how predictions compare with the labels that the input holds.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "cli/flags.h"
#include "cli/writer.h"
#include "electra/metrics.h"

namespace electra::cli {

struct EvaluationFlags {
  bool evaluate = false;
  std::string report;  // empty: none

  bool wanted() const { return evaluate || !report.empty(); }
};
void add_evaluation_flags(CLI::App& app, EvaluationFlags& flags);

// A report is an object of numbers, and of objects with the same numbers for each class or type. Absent numbers are
// null.
using Report = nlohmann::ordered_json;

Report report_of(const PrecisionRecall& scores);
Report report_of(const std::optional<double>& number);
// null without items.
Report mean_of(double sum, int64_t items);

// Of scores with averages over classes or types.
template <class Scores>
Report averages_of(const Scores& scores) {
  return {
      {"macro", report_of(scores.macro)}, {"micro", report_of(scores.micro)}, {"weighted", report_of(scores.weighted)}};
}

class Evaluation {
 public:
  // Opens the file of --report, so that a wrong name shows at once. Throws Error(io).
  explicit Evaluation(const EvaluationFlags& flags);

  bool wanted() const { return wanted_; }
  // The table on stderr, and the file. Throws Error(io).
  void publish(const Report& report);

 private:
  bool wanted_;
  bool table_;
  std::unique_ptr<Writer> writer_;
};

// The report as a table for people, and as a file.
std::string table_of(const Report& report);
std::string json_of(const Report& report);

}  // namespace electra::cli
