// Spreads the items of a window over threads; results keep their order.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/team.h"
#include "cli/io/item_source.h"
#include "cli/io/reader.h"
#include "cli/run/stream.h"
#include "electra/error.h"

namespace electra::cli {

// For commands whose whole work on a record is to write its result.
class ParallelJob : public WindowJob<Record> {
 public:
  // Appends a record's output; throws Error(input) for a bad one. Several threads call it at the same time, but for a
  // huge record, whose turn it then is: its output may go to the writer by pieces.
  using Write = std::function<void(const Item<Record>& item, std::string& out)>;
  static constexpr size_t huge = size_t{1} << 20;  // bytes

  // `skipped` stands for a bad record. REQUIRES: threads >= 1.
  ParallelJob(Write write, std::string skipped, int threads);

  void compute(std::span<const Item<Record>> items) override;
  void write(size_t index, std::string& out) override;
  void write_skipped(std::string& out) override { out += skipped_; }

 private:
  // The results of some items, end to end.
  struct Chunk {
    size_t first = 0;  // item
    size_t last = 0;
    std::string out;
    std::vector<size_t> ends;                  // of each item's result in `out`
    std::vector<std::optional<Error>> errors;  // of each item
  };
  void run(Chunk& chunk) const;

  Write write_;
  std::string skipped_;
  std::span<const Item<Record>> items_;  // the window
  internal::Team team_;
  std::vector<Chunk> chunks_;
  std::vector<size_t> chunk_of_;  // by item
};

}  // namespace electra::cli
