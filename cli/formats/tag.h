// electra tag on lines of text: their spans, in several formats.
#pragma once

#include <memory>
#include <string>

#include "cli/run/session.h"
#include "cli/run/stream.h"
#include "electra/tasks.h"

namespace electra::cli {

struct TagTextStyle {
  std::string output_format;  // text, jsonl, tsv or html
  std::string offsets;        // bytes or chars
  bool colour = false;
};

// The session must outlive the job.
std::unique_ptr<Job> make_tag_text_job(Session& session, Aggregation aggregation, const TagOptions& options,
                                       const TagTextStyle& style);

}  // namespace electra::cli
