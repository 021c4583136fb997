// The charts that evaluations have in common, and the file of --plot.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/args/flags.h"
#include "cli/io/writer.h"
#include "cli/plot/plot.h"
#include "electra/metrics.h"

namespace electra::cli {

void add_plot_flag(CLI::App& app, std::string& file);
// Opens the file of --plot, so that a wrong name shows at once; null without one. Throws Error(io), and Error(usage)
// for the name of another kind of picture.
std::unique_ptr<Writer> open_plot(const std::string& file);
// All of it, which then is final. Throws Error(io).
void write_plot(Writer& writer, const Plot& plot);

// Precision over recall, ROC and calibration, as far as there are positives and negatives. `positive`: what an item is
// that counts as one, "replaced".
void add_binary_charts(Plot& plot, const BinaryCurves& curves, const std::string& positive);
// How often what was chosen is right, beside its probability.
void add_choice_calibration(Plot& plot, const BinaryCurves& curves);
// Precision, recall and F1 of each class that occurs, or of those with most gold. `what`: "labels".
void add_class_bars(Plot& plot, std::vector<std::pair<std::string, ClassCounts>> classes, const std::string& what);

// Pairs of names, gold and predicted, that no accumulator counts.
class NamePairs {
 public:
  void add(const std::string& gold, const std::string& predicted) { ++counts_[{gold, predicted}]; }
  MatrixChart chart(std::string title, std::string about) const;

 private:
  std::map<std::pair<std::string, std::string>, int64_t> counts_;
};

}  // namespace electra::cli
