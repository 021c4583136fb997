#include "cli/run/parallel_job.h"

#include <algorithm>
#include <utility>

namespace electra::cli {
namespace {

// Small enough that the threads end at about the same time, large enough that handing them out costs nothing.
constexpr size_t chunk_bytes = size_t{16} << 10;
constexpr size_t most_kept = size_t{4} << 20;

}  // namespace

ParallelJob::ParallelJob(Write write, std::string skipped, int threads)
    : write_(std::move(write)), skipped_(std::move(skipped)), team_(threads) {}

void ParallelJob::compute(std::span<const Item<Record>> items) {
  items_ = items;
  size_t used = 0;
  chunk_of_.clear();
  for (size_t begin = 0; begin < items.size();) {
    size_t end = begin;
    for (size_t bytes = 0; end < items.size() && bytes < chunk_bytes; ++end) {
      bytes += items[end].bytes;
      chunk_of_.push_back(used);
    }
    if (used == chunks_.size()) chunks_.emplace_back();
    chunks_[used].first = begin;
    chunks_[used].last = end;
    ++used;
    begin = end;
  }
  team_.run(static_cast<int64_t>(used), [&](int64_t i, int) { run(chunks_[static_cast<size_t>(i)]); });
}

void ParallelJob::run(Chunk& chunk) const {
  chunk.out.clear();
  // The room of one huge result is not kept.
  if (chunk.out.capacity() > most_kept) chunk.out.shrink_to_fit();
  chunk.ends.clear();
  chunk.errors.clear();
  for (size_t i = chunk.first; i < chunk.last; ++i) {
    const size_t before = chunk.out.size();
    std::optional<Error> error;
    try {
      if (items_[i].bytes <= huge) write_(items_[i], chunk.out);
    } catch (const Error& caught) {
      chunk.out.resize(before);
      error = caught;
    }
    chunk.ends.push_back(chunk.out.size());
    chunk.errors.push_back(std::move(error));
  }
}

void ParallelJob::write(size_t index, std::string& out) {
  if (items_[index].bytes > huge) return write_(items_[index], out);
  Chunk& chunk = chunks_[chunk_of_[index]];
  const size_t place = index - chunk.first;
  if (chunk.errors[place]) throw Error(*chunk.errors[place]);
  const size_t begin = place == 0 ? 0 : chunk.ends[place - 1];
  out.append(chunk.out, begin, chunk.ends[place] - begin);
}

}  // namespace electra::cli
