#include "cli/evaluation/report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_map>

#include "cli/io/messages.h"
#include "cli/io/standard_files.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

std::string cell(const Report& value) {
  const bool is_number = value.is_number_float() && std::isfinite(value.get<double>());
  if (is_number) return fmt::format("{:.4f}", value.get<double>());
  if (value.is_null() || value.is_number_float()) return "-";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool is_table(const Report& value) {
  return value.is_object() && !value.empty() &&
         std::ranges::all_of(value, [](const Report& row) { return row.is_object(); });
}

// One row for every member, its numbers in columns.
void append_rows(std::string& out, const std::string& title, const Report& rows) {
  size_t width = title.size();
  for (const auto& [name, row] : rows.items()) width = std::max(width, name.size());
  fmt::format_to(std::back_inserter(out), "\n{:<{}}", title, width);
  for (const auto& [column, value] : rows.front().items()) fmt::format_to(std::back_inserter(out), "  {:>9}", column);
  out += '\n';
  for (const auto& [name, row] : rows.items()) {
    fmt::format_to(std::back_inserter(out), "{:<{}}", name, width);
    for (const auto& [column, value] : row.items()) {
      fmt::format_to(std::back_inserter(out), "  {:>{}}", cell(value), std::max<size_t>(9, column.size()));
    }
    out += '\n';
  }
}

// The confusion matrix, as far as people can read one.
void append_confusions(std::string& out, const Report& report) {
  constexpr size_t most = 12;
  const auto matrix = report.find("confusion_matrix");
  if (matrix == report.end() || matrix->size() > most) return;
  std::vector<std::string> names;
  for (const auto& [name, scores] : report.at("labels").items()) names.push_back(name);
  Report rows;
  for (size_t gold = 0; gold < names.size(); ++gold) {
    for (size_t predicted = 0; predicted < names.size(); ++predicted) {
      rows[names[gold]][names[predicted]] = (*matrix)[gold][predicted];
    }
  }
  append_rows(out, "gold \\ predicted", rows);
}

}  // namespace

void add_evaluation_flags(CLI::App& app, EvaluationFlags& flags) {
  add_switch(app, flags.evaluate,
             {"--evaluate", "",
              "compare predictions with the gold of the input; write the metrics to standard error, as a table",
              evaluation_group});
  add_text_flag(
      app, flags.report,
      {"--report", "FILE", "compare predictions with the gold of the input; write the metrics to FILE, as JSON",
       evaluation_group});
  add_plot_flag(app, flags.plot);
}

Report report_of(const PrecisionRecall& metrics) {
  return {{"precision", metrics.precision}, {"recall", metrics.recall}, {"f1", metrics.f1}};
}

Report report_of(const ClassCounts& counts) {
  Report report = report_of(precision_recall(counts));
  report["support"] = counts.gold;
  return report;
}

Report report_of(const Averages& averages) {
  return {{"macro", report_of(averages.macro)},
          {"micro", report_of(averages.micro)},
          {"weighted", report_of(averages.weighted)}};
}

Report report_of(const std::optional<double>& number) { return number ? Report(*number) : Report(); }

Report share_of(int64_t items, double share) { return items == 0 ? Report() : Report(share); }

Report rows_of(std::vector<std::pair<std::string, Report>> rows) {
  Report::object_t members;
  std::unordered_map<std::string, size_t> places;
  for (auto& [name, row] : rows) {
    const auto [place, is_new] = places.emplace(name, members.size());
    if (is_new) {
      members.emplace_back(std::move(name), std::move(row));
    } else {
      std::next(members.begin(), static_cast<std::ptrdiff_t>(place->second))->second = std::move(row);
    }
  }
  return members;
}

void add_loss(Report& report, const std::optional<double>& loss) {
  if (loss) report["loss"] = *loss;
}

std::string table_of(const Report& report) {
  size_t width = 0;
  for (const auto& [name, value] : report.items()) {
    if (!value.is_structured()) width = std::max(width, name.size());
  }
  std::string out;
  for (const auto& [name, value] : report.items()) {
    if (!value.is_structured()) fmt::format_to(std::back_inserter(out), "{:<{}}  {}\n", name, width, cell(value));
  }
  for (const auto& [name, value] : report.items()) {
    if (is_table(value)) append_rows(out, name, value);
  }
  append_confusions(out, report);
  return out;
}

std::string json_of(Report report, const Report& run) {
  report["run"] = run;
  return report.dump(2, ' ', false, Report::error_handler_t::replace) + '\n';
}

void require_gold(const EvaluationFlags& flags, bool has_gold, std::string_view what) {
  if (!flags.wanted() || has_gold) return;
  throw Error(ErrorKind::usage, fmt::format("--evaluate, --report and --plot need {}", what));
}

ReportOutput::ReportOutput(const EvaluationFlags& flags, const std::string& output, NamedFiles others)
    : table_(flags.evaluate) {
  others.insert(others.begin(), {"--output", output});
  others.emplace_back("--report", flags.report);
  others.emplace_back("--plot", flags.plot);
  require_distinct(others);
  plot_ = open_plot(flags.plot);
  if (!flags.report.empty()) writer_ = std::make_unique<Writer>(flags.report);
}

void ReportOutput::publish(const Report& report, const Report& run) {
  // Where stderr is closed, messages are lost; the table is, too, if the file says the same.
  if (table_ && !(writer_ && is_held(STDERR_FILENO))) print_table(table_of(report));
  if (!writer_) return;
  writer_->write(json_of(report, run));
  writer_->finish();
}

}  // namespace electra::cli
