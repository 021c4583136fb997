// Google's question-answering head (QATask of its finetune/qa/qa_tasks.py): where an answer starts and ends, the end
// independent of the start or given it, and whether there is an answer at all.
#include <algorithm>
#include <optional>

#include "model/google_qa_layers.h"
#include "model/top_log_probs.h"

namespace electra::internal {
namespace {

// 1000 (answer_mask - 1) of every token: 0 in the text of the answer (type 1, not masked), -1000 elsewhere; the first
// token of a sequence stands for "no answer".
std::vector<float> answer_penalties(const PackedBatch& batch) {
  std::vector<float> mask(batch.token_type_ids.begin(), batch.token_type_ids.end());
  if (batch.attention_mask.size() == mask.size()) {  // a mask per query hides no token from all
    for (size_t i = 0; i < mask.size(); ++i) mask[i] *= batch.attention_mask[i];
  }
  for (int64_t s = 0; s < batch.sequences(); ++s) {
    mask[static_cast<size_t>(batch.sequence_starts[static_cast<size_t>(s)])] += 1.0F;
  }
  for (float& value : mask) value = 1000.0F * (value - 1.0F);
  return mask;
}

class GoogleQaHead : public HeadLayer {
 public:
  GoogleQaHead(WeightSource& source, const Config& config)
      : HeadLayer(HeadScope::sequences),
        hidden_size_(config.hidden_size),
        start_(source, "google_qa.start", config.hidden_size) {
    if (config.joint_prediction) {
      end_given_start_.emplace(source, config.hidden_size);
    } else {
      end_.emplace(source, "google_qa.end", config.hidden_size);
    }
    if (config.answerable_classifier) answerable_.emplace(source, config);
  }

  void run(const PackedBatch& batch, Rows hidden, int64_t rows, Workers& workers, Output& output) const override {
    const std::vector<float> penalties = answer_penalties(batch);
    output.start_logits.resize(static_cast<size_t>(rows));
    if (end_) output.end_logits.resize(static_cast<size_t>(rows));
    workers.each_block(rows, [&](int64_t first, int64_t count, Workspace&) {
      for (int64_t row = first; row < first + count; ++row) {
        const auto i = static_cast<size_t>(row);
        output.start_logits[i] = start_.of(hidden.from(row).data) + penalties[i];
        if (end_) output.end_logits[i] = end_->of(hidden.from(row).data) + penalties[i];
      }
    });
    if (end_given_start_) follow_starts(batch, hidden, penalties, workers, output);
    if (answerable_) answerable_->run(batch, hidden, workers, output);
  }

 private:
  void follow_starts(const PackedBatch& batch, Rows hidden, std::span<const float> penalties, Workers& workers,
                     Output& output) const;
  // Fills start_top_* of a sequence, and products [K, google_qa_hidden_size] with what its ends will meet.
  void choose_starts(Rows hidden, std::span<const float> start_logits, Workspace& workspace, Rows products,
                     AnswerBeam& beam) const;

  int64_t hidden_size_;
  Logit start_;
  std::optional<Logit> end_;
  std::optional<EndGivenStart> end_given_start_;  // with joint_prediction, in place of end_
  std::optional<Answerable> answerable_;
};

void GoogleQaHead::choose_starts(Rows hidden, std::span<const float> start_logits, Workspace& workspace, Rows products,
                                 AnswerBeam& beam) const {
  TopLogProbs top = top_log_probs(start_logits, google_beam_size);
  const auto starts = static_cast<int64_t>(top.index.size());
  AlignedBuffer buffer = zeroed_rows(starts, hidden_size_);
  const Rows chosen{buffer.data(), hidden_size_};
  for (int64_t i = 0; i < starts; ++i) {
    std::copy_n(hidden.from(top.index[static_cast<size_t>(i)]).data, hidden_size_, chosen.from(i).data);
  }
  end_given_start_->starts().apply(workspace.products, chosen, products, starts, Epilogue::none);
  beam.start_top_index = std::move(top.index);
  beam.start_top_log_probs = std::move(top.log_probs);
  beam.end_top_index.resize(static_cast<size_t>(starts * starts));
  beam.end_top_log_probs.resize(static_cast<size_t>(starts * starts));
}

void GoogleQaHead::follow_starts(const PackedBatch& batch, Rows hidden, std::span<const float> penalties,
                                 Workers& workers, Output& output) const {
  const std::vector<int32_t>& starts = batch.sequence_starts;
  const auto length = [&](size_t sequence) { return static_cast<size_t>(starts[sequence + 1] - starts[sequence]); };
  AlignedBuffer end_buffer = zeroed_rows(batch.tokens(), google_qa_hidden_size);
  const Rows from_ends{end_buffer.data(), google_qa_hidden_size};
  workers.each_block(batch.tokens(), [&](int64_t first, int64_t count, Workspace& workspace) {
    end_given_start_->ends().apply(workspace.products, hidden.from(first), from_ends.from(first), count,
                                   Epilogue::none);
  });

  constexpr int64_t beam_rows = padded_rows(google_beam_size);
  AlignedBuffer start_buffer = zeroed_rows(batch.sequences() * beam_rows, google_qa_hidden_size);
  const Rows from_starts{start_buffer.data(), google_qa_hidden_size};
  output.answer_beams.resize(static_cast<size_t>(batch.sequences()));
  workers.each(batch.sequences(), [&](int64_t sequence, Workspace& workspace) {
    const auto s = static_cast<size_t>(sequence);
    const auto first = static_cast<size_t>(starts[s]);
    choose_starts(hidden.from(starts[s]), std::span(output.start_logits).subspan(first, length(s)), workspace,
                  from_starts.from(sequence * beam_rows), output.answer_beams[s]);
  });

  workers.each(batch.sequences() * google_beam_size, [&](int64_t task, Workspace&) {
    const auto s = static_cast<size_t>(task / google_beam_size);
    const int64_t start = task % google_beam_size;
    AnswerBeam& beam = output.answer_beams[s];
    const auto width = std::ssize(beam.start_top_index);
    if (start >= width) return;
    const float* from_start = from_starts.from(static_cast<int64_t>(s) * beam_rows + start).data;
    std::vector<float> logits(length(s));
    for (size_t token = 0; token < logits.size(); ++token) {
      const auto row = static_cast<size_t>(starts[s]) + token;
      logits[token] =
          end_given_start_->logit(from_start, from_ends.from(static_cast<int64_t>(row)).data) + penalties[row];
    }
    const TopLogProbs top = top_log_probs(logits, width);
    std::ranges::copy(top.index, beam.end_top_index.begin() + start * width);
    std::ranges::copy(top.log_probs, beam.end_top_log_probs.begin() + start * width);
  });
}

}  // namespace

std::unique_ptr<HeadLayer> make_google_qa_head(WeightSource& source, const Config& config) {
  return std::make_unique<GoogleQaHead>(source, config);
}

}  // namespace electra::internal
