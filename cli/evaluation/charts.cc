#include "cli/evaluation/charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "base/quote.h"
#include "cli/io/numbers.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

PlotLine calibration_line(const BinaryCurves& curves) {
  PlotLine line;
  for (const CalibrationBin& bin : curves.calibration) {
    line.points.push_back({bin.mean_probability, bin.positive_share});
    line.dot_sizes.push_back(static_cast<double>(bin.items) / static_cast<double>(curves.items));
  }
  return line;
}

LineChart calibration_chart(const BinaryCurves& curves, std::string share, std::string probability) {
  return {.title = "Calibration",
          .about = fmt::format("{} in ten bins by their probability; a larger dot has more of them. On the "
                               "diagonal probabilities are right.",
                               counted(curves.items, "item")),
          .x = {.title = std::move(probability)},
          .y = {.title = std::move(share)},
          .lines = {calibration_line(curves)},
          .has_diagonal = true};
}

LineChart precision_recall_chart(const BinaryCurves& curves, const std::string& positive) {
  PlotLine line = {.name = "", .points = {}, .shape = LineShape::rise_first};
  for (const PrecisionRecallPoint& point : curves.precision_recall) {
    line.points.push_back({point.recall, point.precision});
  }
  return {.title = "Precision and recall",
          .about = fmt::format("Of {}: {} of {}. Average precision {:.4f}", positive, with_commas(curves.positives),
                               counted(curves.items, "item"), curves.average_precision.value_or(0.0)),
          .x = {.title = "recall"},
          .y = {.title = "precision"},
          .lines = {std::move(line)}};
}

LineChart roc_chart(const BinaryCurves& curves, const std::string& positive) {
  PlotLine line;
  for (const RocPoint& point : curves.roc) line.points.push_back({point.false_positive_rate, point.true_positive_rate});
  return {.title = "ROC",
          .about = fmt::format("Of {}. Area under the curve {:.4f}; guessing is on the diagonal, with 0.5", positive,
                               curves.auc.value_or(0.0)),
          .x = {.title = "false positive rate"},
          .y = {.title = "true positive rate"},
          .lines = {std::move(line)},
          .has_diagonal = true};
}

}  // namespace

void add_plot_flag(CLI::App& app, std::string& file) {
  add_text_flag(
      app, file,
      {"--plot", "FILE", "compare predictions with the gold of the input; draw confusions and curves into FILE, as SVG",
       evaluation_group});
}

std::unique_ptr<Writer> open_plot(const std::string& file) {
  if (file.empty()) return nullptr;
  const std::string ending = std::filesystem::path(file).extension().string();
  if (!ending.empty() && ending != ".svg" && ending != ".SVG") {
    throw Error(ErrorKind::usage, fmt::format("--plot: {}, expected a name that ends in .svg", quote(file)));
  }
  return std::make_unique<Writer>(file);
}

void write_plot(Writer& writer, const Plot& plot) {
  writer.write(svg_of(plot));
  writer.finish();
}

void add_binary_charts(Plot& plot, const BinaryCurves& curves, const std::string& positive) {
  if (!curves.precision_recall.empty()) plot.charts.emplace_back(precision_recall_chart(curves, positive));
  if (!curves.roc.empty()) plot.charts.emplace_back(roc_chart(curves, positive));
  if (curves.calibration.empty()) return;
  plot.charts.emplace_back(
      calibration_chart(curves, fmt::format("share that is {}", positive), fmt::format("probability of {}", positive)));
}

void add_choice_calibration(Plot& plot, const BinaryCurves& curves) {
  if (curves.calibration.empty()) return;
  plot.charts.emplace_back(calibration_chart(curves, "share that is right", "probability of the best"));
}

void add_class_bars(Plot& plot, std::vector<std::pair<std::string, ClassCounts>> classes, const std::string& what) {
  constexpr size_t most = 30;
  std::erase_if(classes, [](const auto& named) { return named.second.gold == 0 && named.second.predicted == 0; });
  if (classes.empty()) return;
  const size_t all = classes.size();
  if (all > most) {
    std::ranges::stable_sort(classes, std::ranges::greater(), [](const auto& named) { return named.second.gold; });
    classes.resize(most);
  }
  BarChart chart = {.title = fmt::format("Precision, recall and F1 of {}", what),
                    .about = all > most ? fmt::format("The {} of {} {} with most gold", most, all, what)
                                        : fmt::format("The {} that occur", what),
                    .series = {"precision", "recall", "F1"},
                    .rows = {}};
  for (const auto& [name, counts] : classes) {
    const PrecisionRecall metrics = precision_recall(counts);
    chart.rows.push_back({name, fmt::format("{} gold", counts.gold), {metrics.precision, metrics.recall, metrics.f1}});
  }
  plot.charts.emplace_back(std::move(chart));
}

MatrixChart NamePairs::chart(std::string title, std::string about) const {
  std::map<std::string, int64_t> place_of;
  for (const auto& [pair, count] : counts_) place_of[pair.first] = place_of[pair.second] = 0;
  MatrixChart chart = {.title = std::move(title), .about = std::move(about), .names = {}, .counts = {}};
  for (auto& [name, place] : place_of) {
    place = std::ssize(chart.names);
    chart.names.push_back(name);
  }
  for (const auto& [pair, count] : counts_) {
    chart.counts[{place_of.at(pair.first), place_of.at(pair.second)}] = count;
  }
  return chart;
}

}  // namespace electra::cli
