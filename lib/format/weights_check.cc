// Weights against the weight table: what fits, what is missing, which head it is.
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "base/quote.h"
#include "electra/error.h"
#include "format/weights.h"

namespace electra::internal {
namespace {

// So many tensors with one fault are a property of the file: one text says it.
constexpr auto most_alike = 8;

// One of each, but one for all of many tensors that share a fault, in the place of the first.
std::vector<std::string> fault_texts(const std::vector<TensorFault>& faults) {
  std::map<std::string_view, int64_t> alike_of;
  for (const TensorFault& fault : faults) ++alike_of[fault.shared];
  std::vector<std::string> texts;
  std::set<std::string> said;
  for (const TensorFault& fault : faults) {
    const std::string label = tensor_label(fault.name);
    const auto alike = alike_of[fault.shared];
    if (fault.shared.empty() || alike <= most_alike) {
      texts.push_back(fmt::format("{}: {}, expected {}", label, fault.got, fault.expected));
    } else if (said.insert(fault.shared).second) {
      texts.push_back(
          fmt::format("{} tensors are {}, the first is {}: expected {}", alike, fault.shared, label, fault.expected));
    }
  }
  return texts;
}

}  // namespace

bool Weights::fits(const WeightSpec& spec) const {
  const Tensor* tensor = find(spec.name);
  return tensor != nullptr && tensor->shape == spec.shape && has_floats(*tensor);
}

bool Weights::has_all(const std::vector<WeightSpec>& specs) const {
  return std::ranges::all_of(specs, [this](const WeightSpec& spec) { return fits(spec); });
}

// The same weights are a masked-LM head, or, under the other class, a causal one.
bool Weights::is_causal_lm() const {
  return !config_.architectures.empty() && head_of_architecture(config_.architectures[0]) == Head::causal_lm;
}

std::vector<Head> Weights::heads_present() const {
  std::vector<Head> present;
  for (const Head head : heads_with_weights) {
    if (!has_all(head_weights(config_, head))) continue;
    present.push_back(head == Head::masked_lm && is_causal_lm() ? Head::causal_lm : head);
  }
  return present;
}

// What is wrong with each tensor.
std::vector<TensorFault> Weights::faults(const std::vector<WeightSpec>& specs) const {
  std::vector<TensorFault> result;
  for (const WeightSpec& spec : specs) {
    const Tensor* tensor = find(spec.name);
    if (tensor == nullptr) {
      result.push_back({spec.name, "missing", "missing", "shape " + shape_text(spec.shape)});
    } else if (tensor->shape != spec.shape) {
      result.push_back({spec.name, "", "shape " + shape_text(tensor->shape), shape_text(spec.shape)});
    } else if (!has_floats(*tensor)) {
      const std::string dtype(dtype_name(tensor->dtype));
      result.push_back({spec.name, dtype, "dtype " + dtype, "F32, F16, BF16 or F64"});
    }
  }
  return result;
}

void Weights::fail_faults(const std::vector<TensorFault>& faults) const {
  const std::vector<std::string> texts = fault_texts(faults);
  std::string message = source_.string() + ": ";
  if (texts.size() == 1) throw Error(ErrorKind::model, message + texts[0]);
  throw Error(ErrorKind::model,
              fmt::format("{}{} tensors do not fit config.json: {}", message, faults.size(), listed(texts, "; ")));
}

// True if every tensor of the head is absent or belongs to another head that is there.
bool Weights::lacks_head(Head head) const {
  std::vector<WeightSpec> others;
  for (const Head present : heads_present()) {
    if (present != head) std::ranges::copy(head_weights(config_, present), std::back_inserter(others));
  }
  return std::ranges::all_of(head_weights(config_, head), [&](const WeightSpec& spec) {
    return find(spec.name) == nullptr || std::ranges::find(others, spec.name, &WeightSpec::name) != others.end();
  });
}

// The heads that the model was made for: files alone may fit several, as heads share names.
std::vector<Head> Weights::own_heads() const {
  const std::vector<Head> present = heads_present();
  for (const std::string& architecture : config_.architectures) {
    const std::optional<Head> head = head_of_architecture(architecture);
    if (head && std::ranges::find(present, *head) != present.end()) return {*head};
  }
  return present;
}

void Weights::refuse_head(const std::vector<Head>& present, Head needed) const {
  std::string has;
  for (const Head head : present) has += fmt::format("{}a {}", has.empty() ? "" : " and ", head_title(head));
  std::string_view user = task_name(needed);
  for (const std::string& architecture : config_.architectures) {
    if (head_of_architecture(architecture) == needed) user = architecture;  // the config itself contradicts the weights
  }
  throw HeadError(fmt::format("{}: has {}; {} needs a {}", source_.parent_path().string(),
                              has.empty() ? "no head" : has, user, head_title(needed)),
                  present);
}

bool Weights::check(Head head, std::optional<uint64_t> random_head) const {
  const std::vector<WeightSpec> encoder = encoder_weights(config_);
  const std::vector<WeightSpec> own = head_weights(config_, head);
  const auto absent = [this](const WeightSpec& spec) { return find(spec.name) == nullptr; };
  if (std::ranges::all_of(encoder, absent)) {
    const std::string first =
        tensors_.empty() ? "it holds no tensor" : "it begins with " + tensor_label(tensors_.begin()->first);
    throw Error(ErrorKind::model, fmt::format("{}: none of the {} weights of the encoder is there: {}, expected {}",
                                              source_.string(), encoder.size(), first, tensor_label(encoder[0].name)));
  }

  std::vector<TensorFault> found = faults(encoder);
  const bool head_absent = !own.empty() && std::ranges::all_of(own, absent);
  const bool allowed = head_absent && random_head.has_value();
  if (found.empty() && !random_head && !own.empty() && !has_all(own) && lacks_head(head)) {
    refuse_head(own_heads(), head);
  }
  if (!allowed) std::ranges::copy(faults(own), std::back_inserter(found));
  if (!found.empty()) fail_faults(found);
  if (head == Head::masked_lm && is_causal_lm() && !head_absent) refuse_head({Head::causal_lm}, head);
  return !head_absent;
}

Head choose_head(const Config& config, const Weights& weights, std::optional<Head> wanted) {
  if (wanted) return *wanted;
  if (!config.architectures.empty()) {
    if (const std::optional<Head> head = head_of_architecture(config.architectures[0])) return *head;
  }
  const std::vector<Head> present = weights.heads_present();
  return present.size() == 1 ? present[0] : Head::model;
}

}  // namespace electra::internal
