// What a run says of itself, in its report and on its pages.
//
// "run" of a report: what was measured, so that the numbers can be told apart and had again. man/electra.1.in explains
// every key. Of two runs that differ in nothing, no more than "seconds" differs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/args/command.h"
#include "cli/evaluation/report.h"
#include "cli/io/html.h"
#include "cli/run/session.h"
#include "cli/run/stream.h"
#include "cli/run/task.h"
#include "cli/run/weight_digests.h"

namespace electra::cli {

// What every report says: of the program, and of what it was given. `files`: none means standard input.
Report run_report(std::string_view command, const CLI::App& app, const std::vector<std::string>& files);
// What one of a run with a model says.
Report run_report(const TaskFlags& flags, const Command& command, const Session& session,
                  const std::vector<WeightDigest>& weights);

struct MeasuredRun {
  StreamCounts counts;
  uint64_t tokens = 0;  // that went through the model
  double seconds = 0;   // from the first record to the last
};
void add_measured(Report& run, const MeasuredRun& measured);

// The model and the files, as a page names them.
PageSource page_source(const TaskFlags& flags, const Command& command);

}  // namespace electra::cli
