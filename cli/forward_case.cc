#include "cli/forward_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>
#include <set>
#include <string_view>

#include "electra/error.h"

namespace electra::cli {
namespace {

// The input tensors of one case and what they say about its shape.
class CaseReader {
 public:
  CaseReader(const SafetensorsFile& file, const Model& model, std::string name)
      : file_(file), config_(model.config()), head_(model.head()), name_(std::move(name)) {}

  ForwardCase read();

 private:
  using Shape = std::vector<int64_t>;

  const Tensor* find(std::string_view input) const {
    return file_.find(name_.empty() ? std::string(input) : name_ + "/" + std::string(input));
  }
  [[noreturn]] void refuse(const Tensor& tensor, const std::string& fault) const {
    throw Error(ErrorKind::input, fmt::format("{}: {}: {}", file_.path().string(), tensor_label(tensor.name), fault));
  }
  void check_shape(const Tensor& tensor, std::initializer_list<Shape> accepted) const;
  std::vector<int64_t> integers(const Tensor& tensor) const;
  std::vector<int32_t> ids(const Tensor& tensor) const;
  std::vector<float> floats(const Tensor& tensor) const;

  void read_tokens();
  void read_attention_mask();
  void read_head_mask();
  void read_labels();
  std::vector<int32_t> read_per_token(std::string_view input, const std::vector<int32_t>& default_row) const;

  const SafetensorsFile& file_;
  const Config& config_;
  Head head_;
  std::string name_;
  ForwardCase case_;
};

void CaseReader::check_shape(const Tensor& tensor, std::initializer_list<Shape> accepted) const {
  if (std::ranges::find(accepted, tensor.shape) != accepted.end()) return;
  std::string expected;
  for (const Shape& shape : accepted) {
    if (shape == *accepted.begin() && !expected.empty()) continue;  // [1, length] of a batch of one
    expected += (expected.empty() ? "" : " or ") + shape_text(shape);
  }
  refuse(tensor, fmt::format("shape {}, expected {}", shape_text(tensor.shape), expected));
}

template <typename Element>
void widen(const Tensor& tensor, std::vector<int64_t>& out) {
  for (size_t i = 0; i < out.size(); ++i) {
    Element element;
    std::memcpy(&element, tensor.data.data() + i * sizeof element, sizeof element);
    out[i] = static_cast<int64_t>(element);
  }
}

std::vector<int64_t> CaseReader::integers(const Tensor& tensor) const {
  std::vector<int64_t> values(static_cast<size_t>(tensor.elements()));
  switch (tensor.dtype) {
    case DType::i64:
      widen<int64_t>(tensor, values);
      break;
    case DType::i32:
      widen<int32_t>(tensor, values);
      break;
    case DType::u8:
    case DType::boolean:
      widen<uint8_t>(tensor, values);
      break;
    default:
      refuse(tensor, fmt::format("dtype {}, expected I64, I32, U8 or BOOL", dtype_name(tensor.dtype)));
  }
  return values;
}

std::vector<int32_t> CaseReader::ids(const Tensor& tensor) const {
  const std::vector<int64_t> wide = integers(tensor);
  for (const int64_t value : wide) {
    if (value < 0 || value > std::numeric_limits<int32_t>::max())
      refuse(tensor, fmt::format("impossible id {}", value));
  }
  return {wide.begin(), wide.end()};
}

std::vector<float> CaseReader::floats(const Tensor& tensor) const {
  std::vector<float> values(static_cast<size_t>(tensor.elements()));
  if (is_float_dtype(tensor.dtype)) {
    copy_floats(tensor, 0, tensor.elements(), values.data());
  } else {
    const std::vector<int64_t> whole = integers(tensor);
    std::ranges::transform(whole, values.begin(), [](int64_t value) { return static_cast<float>(value); });
  }
  return values;
}

void CaseReader::read_tokens() {
  const Tensor* ids_tensor = find("input_ids");
  const Tensor* embeds = find("inputs_embeds");
  if (ids_tensor != nullptr && embeds != nullptr) refuse(*embeds, "stands beside input_ids; a case has one of them");
  const Tensor& tensor = ids_tensor != nullptr ? *ids_tensor : *embeds;
  if (tensor.shape.size() != (ids_tensor != nullptr ? 2U : 3U)) {
    refuse(tensor, fmt::format("shape {}, expected {}", shape_text(tensor.shape),
                               ids_tensor != nullptr ? "[batch, length]" : "[batch, length, embedding_size]"));
  }
  case_.batch = tensor.shape[0];
  case_.length = tensor.shape[1];
  if (case_.batch == 0 || case_.length == 0) refuse(tensor, "has no tokens");
  if (case_.length > config_.max_position_embeddings) {
    refuse(tensor, fmt::format("length {}, expected at most {} (max_position_embeddings)", case_.length,
                               config_.max_position_embeddings));
  }
  if (ids_tensor != nullptr) {
    case_.input_ids = ids(tensor);
  } else {
    check_shape(tensor, {{case_.batch, case_.length, config_.embedding_size}});
    case_.inputs_embeds = floats(tensor);
    case_.input_ids.assign(static_cast<size_t>(case_.batch * case_.length), 0);
  }
}

// The tensor [batch, length], or [1, length] for all rows alike, or the default.
std::vector<int32_t> CaseReader::read_per_token(std::string_view input, const std::vector<int32_t>& default_row) const {
  std::vector<int32_t> values = default_row;
  if (const Tensor* tensor = find(input)) {
    check_shape(*tensor, {{case_.batch, case_.length}, {1, case_.length}});
    values = ids(*tensor);
  }
  const size_t all = case_.input_ids.size();
  const size_t row = static_cast<size_t>(case_.length);
  values.reserve(all);
  while (values.size() < all) values.insert(values.end(), values.begin(), values.begin() + static_cast<ptrdiff_t>(row));
  return values;
}

void CaseReader::read_attention_mask() {
  const Tensor* tensor = find("attention_mask");
  if (tensor == nullptr) return;
  check_shape(*tensor, {{case_.batch, case_.length}, {case_.batch, case_.length, case_.length}});
  for (const float value : floats(*tensor)) {
    if (value != 0.0F && value != 1.0F) refuse(*tensor, fmt::format("value {}, expected 0 or 1", value));
    case_.attention_mask.push_back(value != 0.0F);
  }
}

void CaseReader::read_head_mask() {
  const Tensor* tensor = find("head_mask");
  if (tensor == nullptr) return;
  const int64_t layers = config_.num_hidden_layers;
  const int64_t heads = config_.num_attention_heads;
  check_shape(*tensor, {{heads}, {layers, heads}});
  const std::vector<float> values = floats(*tensor);
  for (size_t i = 0; i < static_cast<size_t>(layers * heads); ++i) {
    case_.head_mask.push_back(values[i % values.size()]);
  }
}

void CaseReader::read_labels() {
  const int64_t classes = head_ == Head::masked_lm ? config_.vocab_size : 2;
  const Tensor* tensor = find("labels");
  if (tensor == nullptr || head_ == Head::model) return;
  check_shape(*tensor, {{case_.batch, case_.length}});
  case_.labels = integers(*tensor);
  const bool mask_per_token = case_.attention_mask.size() == case_.labels.size();
  for (size_t i = 0; i < case_.labels.size(); ++i) {
    const int64_t label = case_.labels[i];
    // What the loss leaves out may hold anything that says so.
    const bool left_out = head_ == Head::masked_lm || (mask_per_token && case_.attention_mask[i] == 0);
    if (label == ignored_label && left_out) continue;
    if (label < 0 || label >= classes) {
      refuse(*tensor, fmt::format("label {}, expected 0 to {}", label, classes - 1));
    }
  }
}

ForwardCase CaseReader::read() {
  case_.name = name_;
  read_tokens();
  std::vector<int32_t> positions(static_cast<size_t>(case_.length));
  std::iota(positions.begin(), positions.end(), 0);
  case_.token_type_ids = read_per_token("token_type_ids", std::vector<int32_t>(positions.size(), 0));
  case_.position_ids = read_per_token("position_ids", positions);
  read_attention_mask();
  read_head_mask();
  read_labels();
  return std::move(case_);
}

}  // namespace

std::string ForwardCase::output_name(const std::string& output) const {
  return name.empty() ? output : name + "/" + output;
}

PackedBatch ForwardCase::packed(int64_t first, int64_t count, const Config& config) const {
  const auto part = [&](const auto& values, int64_t per_row) {
    const auto begin = values.begin() + (values.empty() ? 0 : first * per_row);
    return std::decay_t<decltype(values)>(begin, begin + (values.empty() ? 0 : count * per_row));
  };
  PackedBatch result;
  result.token_ids = part(input_ids, length);
  result.token_type_ids = part(token_type_ids, length);
  result.position_ids = part(position_ids, length);
  result.inputs_embeds = part(inputs_embeds, length * config.embedding_size);
  result.attention_mask = part(attention_mask, static_cast<int64_t>(attention_mask.size()) / batch);
  result.head_mask = head_mask;
  for (int64_t row = 1; row <= count; ++row) result.sequence_starts.push_back(static_cast<int32_t>(row * length));
  return result;
}

std::vector<ForwardCase> read_cases(const SafetensorsFile& file, const Model& model) {
  std::set<std::string> names;
  for (const Tensor& tensor : file.tensors()) {
    const size_t slash = tensor.name.rfind('/');
    const std::string prefix = slash == std::string::npos ? "" : tensor.name.substr(0, slash);
    const std::string input = slash == std::string::npos ? tensor.name : tensor.name.substr(slash + 1);
    if (input == "input_ids" || input == "inputs_embeds") names.insert(prefix);
  }
  if (names.empty()) {
    throw Error(ErrorKind::input, file.path().string() + ": has neither input_ids nor inputs_embeds");
  }
  std::vector<ForwardCase> cases;
  for (const std::string& name : names) cases.push_back(CaseReader(file, model, name).read());
  return cases;
}

}  // namespace electra::cli
