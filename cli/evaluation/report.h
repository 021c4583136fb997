// --evaluate, --report and --plot: how predictions compare with the gold that the input holds.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/args/flags.h"
#include "cli/evaluation/charts.h"
#include "cli/io/overlap.h"
#include "cli/io/writer.h"
#include "electra/metrics.h"

namespace electra::cli {

struct EvaluationFlags {
  bool evaluate = false;
  std::string report;  // empty: none
  std::string plot;

  bool wanted() const { return evaluate || !report.empty() || !plot.empty(); }
};
void add_evaluation_flags(CLI::App& app, EvaluationFlags& flags);

// A report is an object of numbers, and of objects with the same numbers for each class or type. Absent numbers are
// null.
using Report = nlohmann::ordered_json;

Report report_of(const PrecisionRecall& metrics);
Report report_of(const ClassCounts& counts);  // with the support
Report report_of(const Averages& averages);
Report report_of(const std::optional<double>& number);
// null without items.
Report share_of(int64_t items, double share);
// An object of these members, which are too many to be put into one by one: a report looks at all that it has for each.
// Of a repeated name the last value counts.
Report rows_of(std::vector<std::pair<std::string, Report>> rows);
// Nothing without one: predictions out of files have none.
void add_loss(Report& report, const std::optional<double>& loss);

// Throws Error(usage) unless there is gold to compare with: "--evaluate, --report and --plot need WHAT".
void require_gold(const EvaluationFlags& flags, bool has_gold, std::string_view what);

// The places of a report: the table on stderr, and the files.
class ReportOutput {
 public:
  // Opens the files of --report and --plot, so that a wrong name shows at once. `output` is that of --output. Throws
  // Error(io); Error(usage) if two of all these are one file, which would hold only what is written last, and as
  // open_plot.
  ReportOutput(const EvaluationFlags& flags, const std::string& output, NamedFiles others);

  // The table is of the report alone; the file also says what was measured, as "run". Throws Error(io).
  void publish(const Report& report, const Report& run);
  bool has_plot() const { return plot_ != nullptr; }
  // REQUIRES: has_plot(). Throws Error(io).
  void publish(const Plot& plot) { write_plot(*plot_, plot); }

 private:
  bool table_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Writer> plot_;
};

// The report as a table for people, and with "run" as a file.
std::string table_of(const Report& report);
std::string json_of(Report report, const Report& run);

}  // namespace electra::cli
