#include "cli/commands/bench_work.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <random>
#include <span>
#include <string>

#include "electra/error.h"

namespace electra::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int64_t batch_tokens = 1024;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

// Lengths of texts in tokens: as sentences have them, as paragraphs, and as the windows of long documents.
std::vector<int64_t> lengths_of(std::string_view text, int64_t longest) {
  std::mt19937 random(1);
  std::vector<int64_t> lengths;
  int64_t tokens = 0;
  while (tokens < 2 * batch_tokens) {
    int64_t length = 384;
    if (text == "short") length = 6 + random() % 36;
    if (text == "mixed") length = int64_t{4} << (random() % 7);
    if (text == "mixed") length += random() % static_cast<uint64_t>(length);
    lengths.push_back(std::min(length, longest));
    tokens += lengths.back();
  }
  std::ranges::sort(lengths);
  return lengths;
}

// Any tokens will do: what a product costs does not depend on its numbers.
std::vector<PackedBatch> batches_of(const std::vector<int64_t>& lengths, const Config& config) {
  std::mt19937 random(2);
  std::vector<PackedBatch> batches;
  for (const int64_t length : lengths) {
    if (batches.empty() || batches.back().tokens() + length > batch_tokens) batches.emplace_back();
    std::vector<int32_t> ids(static_cast<size_t>(length));
    for (int32_t& id : ids) id = static_cast<int32_t>(random() % static_cast<uint64_t>(config.vocab_size));
    // A quarter of a pair is its first text: where Google's question-answering heads look for no answer.
    std::vector<int32_t> types(ids.size(), config.type_vocab_size > 1 ? 1 : 0);
    std::fill_n(types.begin(), (types.size() + 3) / 4, 0);
    batches.back().add(ids, types);
  }
  return batches;
}

// A masked-LM head has a number for every piece of the vocabulary: it is asked about one token of each text, as
// fill-mask does.
std::vector<Request> requests_of(const std::vector<PackedBatch>& batches, Head head) {
  std::vector<Request> requests(batches.size());
  if (head != Head::masked_lm && head != Head::causal_lm) return requests;
  for (size_t i = 0; i < batches.size(); ++i) {
    const std::vector<int32_t>& starts = batches[i].sequence_starts;
    requests[i].rows.emplace(starts.begin(), starts.end() - 1);
  }
  return requests;
}

// Of a pass over all layers, without the head: two for each weight of a product and token, four for each token that a
// token attends to.
double operations(const std::vector<int64_t>& lengths, const Config& config) {
  const auto hidden = static_cast<double>(config.hidden_size);
  const double layer = 4.0 * hidden * hidden + 2.0 * hidden * static_cast<double>(config.intermediate_size);
  const auto layers = static_cast<double>(config.num_hidden_layers);
  double sum = 0.0;
  for (const int64_t length : lengths) {
    const auto tokens = static_cast<double>(length);
    sum += tokens * layers * (2.0 * layer + 4.0 * tokens * hidden);
  }
  return sum;
}

void run_once(Runner& runner, const std::vector<PackedBatch>& batches, const std::vector<Request>& requests) {
  runner.run(batches, requests, [](size_t, Output) {});
}

// The best of several passes, or the only one of a large model: others on the machine only make one slower.
double best_pass(Runner& runner, const std::vector<PackedBatch>& batches, double seconds) {
  const std::vector<Request> requests = requests_of(batches, runner.model().head());
  double best = std::numeric_limits<double>::max();
  const Clock::time_point begin = Clock::now();
  do {
    const Clock::time_point pass = Clock::now();
    run_once(runner, batches, requests);
    best = std::min(best, seconds_since(pass));
  } while (seconds_since(begin) < seconds);
  return best;
}

// Appends the index of the largest of each `width` numbers, or of a single one whether it is above 0.
void append_decisions(std::span<const float> numbers, size_t width, std::vector<int64_t>& decisions) {
  for (size_t begin = 0; begin + width <= numbers.size(); begin += width) {
    const auto row = numbers.subspan(begin, width);
    decisions.push_back(width == 1 ? row[0] > 0.0F : std::ranges::max_element(row) - row.begin());
  }
}

// What a head puts on places that cannot be an answer says nothing of the others.
constexpr float hidden_place = -500.0F;

void append_numbers(std::span<const float> numbers, BenchResult& result) {
  for (const float number : numbers) {
    if (!std::isfinite(number)) {
      throw Error(ErrorKind::model,
                  "the model gives NaN or infinite numbers, expected finite ones; its weights are "
                  "damaged or overflow");
    }
    if (number > hidden_place) result.numbers.push_back(number);
  }
}

// A choice is one of several texts, and a value is none of a few: they have numbers alone.
bool decides(Head head, const Config& config) {
  return head != Head::choose && !(head == Head::classify && config.num_labels == 1);
}

void judge(Runner& runner, const std::vector<PackedBatch>& batches, BenchResult& result) {
  const Config& config = runner.model().config();
  const Head head = runner.model().head();
  const bool has_labels = head == Head::classify || head == Head::tag;
  const std::vector<Request> requests = requests_of(batches, head);
  for (size_t i = 0; i < batches.size(); ++i) {
    const Output output = runner.run(batches[i], requests[i]);
    const size_t width = has_labels ? static_cast<size_t>(config.num_labels)
                                    : (requests[i].rows ? static_cast<size_t>(config.vocab_size) : 1);
    if (decides(head, config)) append_decisions(output.logits, width, result.decisions);
    append_decisions(output.answerable_logits, 1, result.decisions);
    for (const AnswerBeam& beam : output.answer_beams) {
      result.decisions.insert(result.decisions.end(), {beam.start_top_index.front(), beam.end_top_index.front()});
      append_numbers({beam.start_top_log_probs.data(), 1}, result);
    }
    for (const auto* places : {&output.start_logits, &output.end_logits}) {
      for (size_t s = 0; !places->empty() && s + 1 < batches[i].sequence_starts.size(); ++s) {
        const auto first = static_cast<size_t>(batches[i].sequence_starts[s]);
        const auto length = static_cast<size_t>(batches[i].sequence_starts[s + 1]) - first;
        append_decisions(std::span(*places).subspan(first, length), length, result.decisions);
      }
    }
    for (const auto* part : {&output.last_hidden_state, &output.logits, &output.start_logits, &output.end_logits,
                             &output.answerable_logits}) {
      append_numbers(*part, result);
    }
  }
}

}  // namespace

PeakMemory::PeakMemory()
    : clear_(::open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)),
      status_(::open("/proc/self/status", O_RDONLY | O_CLOEXEC)) {}

PeakMemory::~PeakMemory() {
  for (const int descriptor : {clear_, status_}) {
    if (descriptor >= 0) ::close(descriptor);
  }
}

void PeakMemory::reset() {
  constexpr char peak = '5';  // proc(5)
  is_reset_ = ::write(clear_, &peak, 1) == 1;
}

int64_t PeakMemory::bytes() const {
  char text[4096];
  const ssize_t size = is_reset_ ? ::pread(status_, text, sizeof text, 0) : 0;
  if (size <= 0) return 0;
  constexpr std::string_view key = "VmHWM:";
  const std::string_view status(text, static_cast<size_t>(size));
  const size_t place = status.find(key);
  if (place == status.npos) return 0;
  const size_t digits = status.find_first_not_of(" \t", place + key.size());
  int64_t kilobytes = 0;
  std::from_chars(text + std::min(digits, status.size()), text + size, kilobytes);
  return kilobytes * 1024;
}

BenchResult run_bench(const std::filesystem::path& directory, const LoadOptions& options,
                      const std::vector<int>& threads, double seconds, PeakMemory& memory) {
  BenchResult result;
  memory.reset();
  const Model model = Model::load(directory, options);
  result.warnings = model.warnings();
  const Config& config = model.config();
  const int64_t longest = std::min<int64_t>(512, config.max_position_embeddings);
  for (const int count : threads) {
    Runner runner(model, count);
    BenchRun run{.threads = count};
    for (size_t text = 0; text < bench_texts.size(); ++text) {
      const std::vector<int64_t> lengths = lengths_of(bench_texts[text], longest);
      const double best = best_pass(runner, batches_of(lengths, config), seconds);
      int64_t tokens = 0;
      for (const int64_t length : lengths) tokens += length;
      run.tokens_per_second[text] = static_cast<double>(tokens) / best;
      run.operations_per_second[text] = operations(lengths, config) / best;
    }
    run.short_ms = 1e3 * best_pass(runner, batches_of({std::min<int64_t>(16, longest)}, config), seconds / 4);
    run.long_ms = 1e3 * best_pass(runner, batches_of({std::min<int64_t>(384, longest)}, config), seconds / 4);
    result.runs.push_back(run);
  }
  Runner runner(model, threads.back());
  judge(runner, batches_of(lengths_of("mixed", longest), config), result);
  result.peak_bytes = memory.bytes();
  result.product_speed = measure_products(options.precision.value_or(Precision::f32));
  return result;
}

}  // namespace electra::cli
