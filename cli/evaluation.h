// --evaluate and --report: how predictions compare with the labels that the input holds.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

// A file of two flags would hold only what is written last. Throws Error(usage) for two equal names.
using NamedFiles = std::vector<std::pair<std::string_view, std::string>>;
void check_distinct_files(const NamedFiles& flags);

class Evaluation {
 public:
  // Opens the file of --report, so that a wrong name shows at once. Throws Error(io); Error(usage) if that is --output.
  Evaluation(const EvaluationFlags& flags, const std::string& output);

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
