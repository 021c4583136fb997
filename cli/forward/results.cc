#include "cli/forward/results.h"

#include <fmt/format.h>

#include <algorithm>

#include "format/weight_table.h"

namespace electra::cli {

using namespace internal;

namespace {

std::vector<int64_t> logits_shape(const ForwardCase& input, const Model& model) {
  switch (model.head()) {
    case Head::masked_lm:
    case Head::causal_lm:
      return {input.batch, input.length, model.config().vocab_size};
    case Head::tag:
      return {input.batch, input.length, model.config().num_labels};
    case Head::classify:
      return {input.batch, model.config().num_labels};
    case Head::choose:
      return {input.batch, input.choices};
    default:
      return {input.batch, input.length};
  }
}

// What this variant of Google's head does not have is zeros in its output.
template <typename Element>
std::vector<Element> or_zeros(std::vector<Element> values, int64_t size) {
  if (values.empty()) values.resize(static_cast<size_t>(size));
  return values;
}

}  // namespace

ForwardResults::Result& ForwardResults::result(const std::string& name, const std::vector<int64_t>& shape) {
  const auto [place, is_new] = places_.emplace(name, results_.size());
  if (is_new) results_.push_back({name, shape, {}, {}});
  return results_[place->second];
}

void ForwardResults::append_floats(const std::string& name, const std::vector<int64_t>& shape,
                                   const std::vector<float>& values) {
  std::vector<float>& all = result(name, shape).floats;
  all.insert(all.end(), values.begin(), values.end());
}

std::vector<float> ForwardResults::values_of(const std::string& name) const {
  const auto found = places_.find(name);
  return found == places_.end() ? std::vector<float>() : results_[found->second].floats;
}

// Google's names, and its shapes: a beam for each row.
void ForwardResults::append_google_answers(const ForwardCase& input, const Output& output, int64_t rows) {
  const int64_t width = std::min(google_beam_size, input.length);
  AnswerBeam all;
  for (const AnswerBeam& beam : output.answer_beams) {
    const auto append = [](auto& to, const auto& values) { to.insert(to.end(), values.begin(), values.end()); };
    append(all.start_top_index, beam.start_top_index);
    append(all.start_top_log_probs, beam.start_top_log_probs);
    append(all.end_top_index, beam.end_top_index);
    append(all.end_top_log_probs, beam.end_top_log_probs);
  }
  const auto append_index = [&](const char* name, const std::vector<int64_t>& shape,
                                const std::vector<int32_t>& index) {
    std::vector<int64_t>& integers = result(input.output_name(name), shape).integers;
    integers.insert(integers.end(), index.begin(), index.end());
  };
  const std::vector<int64_t> starts = {input.batch, width};
  const std::vector<int64_t> ends = {input.batch, width, width};
  append_floats(input.output_name("answerable_logit"), {input.batch}, or_zeros(output.answerable_logits, rows));
  append_index("start_top_index", starts, or_zeros(all.start_top_index, rows * width));
  append_floats(input.output_name("start_top_log_probs"), starts, or_zeros(all.start_top_log_probs, rows * width));
  append_index("end_top_index", ends, or_zeros(all.end_top_index, rows * width * width));
  append_floats(input.output_name("end_top_log_probs"), ends, or_zeros(all.end_top_log_probs, rows * width * width));
}

void ForwardResults::append_logits(const ForwardCase& input, const Output& output, const Model& model) {
  const std::vector<int64_t> shape = logits_shape(input, model);
  if (model.head() == Head::model) {
    append_floats(input.output_name("last_hidden_state"), {input.batch, input.length, model.config().hidden_size},
                  output.last_hidden_state);
  } else if (model.head() == Head::qa) {
    const auto tokens = std::ssize(output.start_logits);
    append_floats(input.output_name("start_logits"), shape, output.start_logits);
    append_floats(input.output_name("end_logits"), shape, or_zeros(output.end_logits, tokens));
    if (is_google_head(model.config())) append_google_answers(input, output, tokens / input.length);
  } else {
    append_floats(input.output_name("logits"), shape, output.logits);
  }
}

void ForwardResults::append(const ForwardCase& input, const Output& output, const Model& model) {
  const Config& config = model.config();
  append_logits(input, output, model);
  for (size_t i = 0; i < output.hidden_states.size(); ++i) {
    append_floats(input.output_name(fmt::format("hidden_states/{}", i)), {input.rows, input.length, config.hidden_size},
                  output.hidden_states[i]);
  }
  for (size_t i = 0; i < output.attentions.size(); ++i) {
    append_floats(input.output_name(fmt::format("attentions/{}", i)),
                  {input.rows, config.heads_of_layer(static_cast<int64_t>(i)), input.length, input.length},
                  output.attentions[i]);
  }
}

void ForwardResults::append_loss(const ForwardCase& input, const Model& model) {
  const ForwardLogits logits = {.logits = values_of(input.output_name("logits")),
                                .start_logits = values_of(input.output_name("start_logits")),
                                .end_logits = values_of(input.output_name("end_logits"))};
  if (const std::optional<float> loss = loss_of(input, logits, model)) {
    append_floats(input.output_name("loss"), {1}, {*loss});
  }
}

void ForwardResults::write(const std::string& path) const {
  std::vector<Tensor> tensors;
  for (const Result& result : results_) {
    const bool integers = !result.integers.empty();
    tensors.push_back({result.name, integers ? DType::i64 : DType::f32, result.shape,
                       integers ? std::as_bytes(std::span(result.integers)) : std::as_bytes(std::span(result.floats))});
  }
  write_safetensors(path, tensors);
}

}  // namespace electra::cli
