// Spreads the records of a job over threads; results keep their order.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/team.h"
#include "cli/run/stream.h"
#include "electra/error.h"

namespace electra::cli {

// For jobs that do all their work in format(), one record at a time.
class ParallelJob : public Job {
 public:
  // REQUIRES: several threads may call inner.format() at the same time; inner has no compute(). threads >= 1.
  ParallelJob(std::unique_ptr<Job> inner, int threads);

  void begin(std::string& out) override { inner_->begin(out); }
  void end(std::string& out) override { inner_->end(out); }
  void compute(std::span<const Record> records) override;
  void format(const Record& record, size_t index, std::string& out) override;
  void format_skipped(std::string& out) override { inner_->format_skipped(out); }

 private:
  // The results of some records, end to end.
  struct Chunk {
    size_t first = 0;  // record
    size_t last = 0;
    std::string out;
    std::vector<size_t> ends;                  // of each record's result in `out`
    std::vector<std::optional<Error>> errors;  // of each record
  };
  void run(std::span<const Record> records, Chunk& chunk) const;

  std::unique_ptr<Job> inner_;
  Team team_;
  std::vector<Chunk> chunks_;
  std::vector<size_t> chunk_of_;  // by record
};

}  // namespace electra::cli
