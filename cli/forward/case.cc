#include "cli/forward/case.h"

#include <fmt/format.h>

#include <numeric>
#include <set>
#include <string_view>

#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

// The input tensors of one case and what they say about its shape.
class CaseReader {
 public:
  CaseReader(const SafetensorsFile& file, const Model& model, std::string name)
      : tensors_(file, std::move(name)), model_(model), config_(model.config()) {}

  ForwardCase read();

 private:
  using Shape = CaseTensors::Shape;

  void read_tokens();
  void read_shape(const Tensor& tensor, size_t embedding_dimensions);
  void read_attention_mask();
  void read_head_mask();
  std::vector<int32_t> read_per_token(std::string_view input, const std::vector<int32_t>& default_row) const;

  bool has_choices() const { return model_.head() == Head::choose; }
  // Of a tensor with so much per row: [batch, …], [batch, choices, …] of multiple choice.
  Shape rows_shape(std::initializer_list<int64_t> per_row) const {
    Shape shape = has_choices() ? Shape{case_.batch, case_.choices} : Shape{case_.batch};
    shape.insert(shape.end(), per_row);
    return shape;
  }

  CaseTensors tensors_;
  const Model& model_;
  const Config& config_;
  ForwardCase case_;
};

// embedding_dimensions: 1 of inputs_embeds, 0 of input_ids
void CaseReader::read_shape(const Tensor& tensor, size_t embedding_dimensions) {
  const size_t row_dimensions = has_choices() ? 2 : 1;
  if (tensor.shape.size() != row_dimensions + 1 + embedding_dimensions) {
    tensors_.refuse(tensor,
                    fmt::format("shape {}, expected [batch, {}length{}]", shape_text(tensor.shape),
                                has_choices() ? "choices, " : "", embedding_dimensions == 0 ? "" : ", embedding_size"));
  }
  case_.batch = tensor.shape[0];
  case_.choices = has_choices() ? tensor.shape[1] : 1;
  case_.length = tensor.shape[row_dimensions];
  if (case_.batch == 0 || case_.choices == 0 || case_.length == 0) tensors_.refuse(tensor, "has no tokens");
  if (case_.length > config_.max_position_embeddings) {
    tensors_.refuse(tensor, fmt::format("length {}, expected at most {} (max_position_embeddings)", case_.length,
                                        config_.max_position_embeddings));
  }
  case_.rows = case_.batch * case_.choices;
}

void CaseReader::read_tokens() {
  const Tensor* ids_tensor = tensors_.find("input_ids");
  const Tensor* embeds = tensors_.find("inputs_embeds");
  if (ids_tensor != nullptr && embeds != nullptr)
    tensors_.refuse(*embeds, "stands beside input_ids; a case has one of them");
  if (ids_tensor != nullptr) {
    read_shape(*ids_tensor, 0);
    case_.input_ids = tensors_.ids(*ids_tensor);
  } else {
    read_shape(*embeds, 1);
    tensors_.check_shape(*embeds, {rows_shape({case_.length, config_.embedding_size})});
    case_.inputs_embeds = tensors_.floats(*embeds);
    case_.input_ids.assign(static_cast<size_t>(case_.rows * case_.length), 0);
  }
}

// The tensor of all rows, or [1, length] for all rows alike, or the default.
std::vector<int32_t> CaseReader::read_per_token(std::string_view input, const std::vector<int32_t>& default_row) const {
  std::vector<int32_t> values = default_row;
  if (const Tensor* tensor = tensors_.find(input)) {
    tensors_.check_shape(*tensor, {rows_shape({case_.length}), {1, case_.length}});
    values = tensors_.ids(*tensor);
  }
  const size_t all = case_.input_ids.size();
  const size_t row = static_cast<size_t>(case_.length);
  values.reserve(all);
  while (values.size() < all) values.insert(values.end(), values.begin(), values.begin() + static_cast<ptrdiff_t>(row));
  return values;
}

void CaseReader::read_attention_mask() {
  const Tensor* tensor = tensors_.find("attention_mask");
  if (tensor == nullptr) return;
  if (has_choices()) {
    tensors_.check_shape(*tensor, {rows_shape({case_.length})});
  } else {
    tensors_.check_shape(*tensor, {{case_.batch, case_.length}, {case_.batch, case_.length, case_.length}});
  }
  for (const float value : tensors_.floats(*tensor)) {
    if (value != 0.0F && value != 1.0F) tensors_.refuse(*tensor, fmt::format("value {}, expected 0 or 1", value));
    case_.attention_mask.push_back(value != 0.0F);
  }
}

void CaseReader::read_head_mask() {
  const Tensor* tensor = tensors_.find("head_mask");
  if (tensor == nullptr) return;
  if (!config_.pruned_heads.empty()) tensors_.refuse(*tensor, "the model has pruned heads, expected no head_mask");
  const int64_t layers = config_.num_hidden_layers;
  const int64_t heads = config_.num_attention_heads;
  tensors_.check_shape(*tensor, {{heads}, {layers, heads}});
  const std::vector<float> values = tensors_.floats(*tensor);
  for (size_t i = 0; i < static_cast<size_t>(layers * heads); ++i) {
    case_.head_mask.push_back(values[i % values.size()]);
  }
}

ForwardCase CaseReader::read() {
  case_.name = tensors_.name();
  read_tokens();
  std::vector<int32_t> positions(static_cast<size_t>(case_.length));
  std::iota(positions.begin(), positions.end(), 0);
  case_.token_type_ids = read_per_token("token_type_ids", std::vector<int32_t>(positions.size(), 0));
  case_.position_ids = read_per_token("position_ids", positions);
  read_attention_mask();
  read_head_mask();
  case_.labels = read_labels(tensors_, case_, model_);
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
  result.attention_mask = part(attention_mask, static_cast<int64_t>(attention_mask.size()) / rows);
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
