#include "tasks/finite.h"

#include <bit>
#include <cstdint>
#include <utility>

#include "electra/error.h"

namespace electra::internal {

void require_finite(std::span<const float> values) {
  constexpr uint32_t exponent = 0x7F800000;  // all of its bits are set in what is not finite
  bool finite = true;
  for (const float value : values) finite &= (std::bit_cast<uint32_t>(value) & exponent) != exponent;
  if (!finite) {
    throw Error(ErrorKind::input,
                "the model gives NaN or infinite numbers, expected finite ones; its weights are damaged or overflow");
  }
}

void run_finite(Runner& runner, std::span<const PackedBatch> batches, std::span<const Request> requests,
                const std::function<void(size_t batch, Output output)>& consume) {
  runner.run(batches, requests, [&](size_t batch, Output output) {
    for (const auto* values : {&output.last_hidden_state, &output.logits, &output.start_logits, &output.end_logits,
                               &output.answerable_logits}) {
      require_finite(*values);
    }
    for (const AnswerBeam& beam : output.answer_beams) {
      require_finite(beam.start_top_log_probs);
      require_finite(beam.end_top_log_probs);
    }
    consume(batch, std::move(output));
  });
}

}  // namespace electra::internal
