// write_models: tensors go from the source to the file one at a time, in blocks.
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "base/atomic_file.h"
#include "base/io_error.h"
#include "base/json.h"
#include "base/quantise.h"
#include "converters/convert.h"
#include "converters/transform.h"
#include "converters/write_behind.h"
#include "format/config_writer.h"
#include "format/float_conversion.h"
#include "format/safetensors_writer.h"
#include "format/weight_table.h"

namespace electra::converters {

using namespace internal;

namespace {

namespace fs = std::filesystem;

class TensorWriter {
 public:
  TensorWriter(WriteBehind& file, std::vector<std::string>& warnings) : file_(file), warnings_(warnings) {}

  // `info` is what the file says of the tensor.
  void write(const Source& source, const NamedTensor& tensor, const TensorInfo& info);
  // What the file has of a quantised tensor: its scales or its values.
  void write_quantised(const Source& source, const NamedTensor& tensor, const TensorInfo& info);

 private:
  void append(std::span<const float> values);
  void warn_of_non_finite(std::span<const float> values);

  WriteBehind& file_;
  std::vector<std::string>& warnings_;
  std::vector<std::byte> bytes_;
  Tensor here_;          // the one that is written, without its data
  int64_t written_ = 0;  // its elements so far
  bool warned_ = false;
};

// Calls `use` for the elements of the tensor, part by part.
template <class Use>
void read_values(const Source& source, const NamedTensor& tensor, const Use& use) {
  for (const Variable* variable : tensor.sources) {
    source.read(*variable, [&](std::span<const std::byte> data) {
      const Tensor from{.name = variable->name, .dtype = *variable->dtype, .shape = variable->shape, .data = data};
      read_transformed(tensor.transform, from, use);
    });
  }
}

// Of the bad values of a tensor the first is named.
void TensorWriter::warn_of_non_finite(std::span<const float> values) {
  const std::optional<int64_t> bad = first_non_finite(values);
  if (bad && !warned_) {
    warnings_.push_back(non_finite_text(here_, written_ + *bad, values[static_cast<size_t>(*bad)]));
    warned_ = true;
  }
  written_ += std::ssize(values);
}

// The next elements of the tensor.
void TensorWriter::append(std::span<const float> values) {
  warn_of_non_finite(values);
  if (here_.dtype == DType::f32) {
    file_.append(std::as_bytes(values));
    return;
  }
  bytes_.resize(values.size() * dtype_size(here_.dtype));
  if (!convert_floats(values, here_.dtype, bytes_.data()) && !warned_) {
    warnings_.push_back(fmt::format("{}: has values beyond the range of {}, written as infinity",
                                    tensor_label(here_.name), dtype_name(here_.dtype)));
    warned_ = true;
  }
  file_.append(bytes_);
}

void TensorWriter::write(const Source& source, const NamedTensor& tensor, const TensorInfo& info) {
  here_ = {.name = info.name, .dtype = info.dtype, .shape = info.shape, .data = {}};
  written_ = 0;
  warned_ = false;
  read_values(source, tensor, [this](std::span<const float> values) { append(values); });
}

// Read once for the scales, which the file has first, and again for the values.
void TensorWriter::write_quantised(const Source& source, const NamedTensor& tensor, const TensorInfo& info) {
  here_ = {.name = tensor.name, .dtype = DType::f32, .shape = tensor.shape(), .data = {}};
  written_ = 0;
  const bool is_scales = info.dtype == DType::f32;
  warned_ = !is_scales;
  std::vector<float> floats;
  floats.reserve(static_cast<size_t>(here_.elements()));
  read_values(source, tensor, [&](std::span<const float> values) {
    warn_of_non_finite(values);
    floats.insert(floats.end(), values.begin(), values.end());
  });
  const int64_t rows = here_.shape[0];
  const int64_t columns = here_.shape[1];
  std::vector<int8_t> whole(floats.size());
  std::vector<float> scales(static_cast<size_t>(rows));
  quantise_rows(floats.data(), rows, columns, whole.data(), scales.data());
  if (is_scales) return file_.append(std::as_bytes(std::span<const float>(scales)));
  std::vector<int8_t> panels(int8_panel_bytes(rows, columns));
  pack_int8_panels(whole.data(), rows, columns, panels.data());
  file_.append(std::as_bytes(std::span<const int8_t>(panels)));
}

class ModelWriter {
 public:
  ModelWriter(const Source& source, DType dtype, const OnProgress& on_progress)
      : source_(source), dtype_(dtype), on_progress_(on_progress) {}

  void add_total(const ModelPlan& model) {
    for (const TensorInfo& info : planned(model).infos) total_ += info.bytes();
  }
  void write_weights(const ModelPlan& model, const fs::path& file);
  std::vector<std::string> take_warnings() { return std::move(warnings_); }

 private:
  // The tensors of a file, and what each is of.
  struct Planned {
    std::vector<TensorInfo> infos;
    std::map<std::string, const NamedTensor*, std::less<>> by_name;
    std::set<const NamedTensor*> quantised;
  };
  Planned planned(const ModelPlan& model) const;

  const Source& source_;
  DType dtype_;
  const OnProgress& on_progress_;
  uint64_t done_ = 0;
  uint64_t total_ = 0;
  std::vector<std::string> warnings_;
};

ModelWriter::Planned ModelWriter::planned(const ModelPlan& model) const {
  Planned planned;
  const auto add = [&](const NamedTensor& tensor, std::string_view suffix, DType dtype, std::vector<int64_t> shape) {
    const std::string name = tensor.name + std::string(suffix);
    planned.infos.push_back({.name = name, .dtype = dtype, .shape = std::move(shape)});
    planned.by_name.emplace(name, &tensor);
  };
  for (const NamedTensor& tensor : model.part.tensors) {
    const DType dtype = dtype_ == DType::i8 ? dtype_in_int8(tensor.name, tensor.shape()) : dtype_;
    if (dtype != DType::i8) {
      add(tensor, "", dtype, tensor.shape());
      continue;
    }
    add(tensor, int8_suffix, DType::i8, panel_shape(tensor.shape()[0], tensor.shape()[1]));
    add(tensor, scale_suffix, DType::f32, {tensor.shape().front()});
    planned.quantised.insert(&tensor);
  }
  return planned;
}

void ModelWriter::write_weights(const ModelPlan& model, const fs::path& file) {
  Planned plan = planned(model);
  SafetensorsWriter writer(file, std::move(plan.infos), {{"format", "pt"}});
  WriteBehind behind([&writer](std::span<const std::byte> bytes) { writer.append(bytes); });
  TensorWriter tensors(behind, warnings_);
  for (const TensorInfo& info : writer.order()) {
    const NamedTensor& tensor = *plan.by_name.find(info.name)->second;
    if (plan.quantised.contains(&tensor)) {
      tensors.write_quantised(source_, tensor, info);
    } else {
      tensors.write(source_, tensor, info);
    }
    done_ += info.bytes();
    if (on_progress_) on_progress_(done_, total_);
  }
  behind.finish();
  writer.commit();
}

// Keys of a given config that are not known here stay as they are.
std::string merged_config(const ModelPlan& model, DType dtype) {
  const std::string own = config_text(model.config, dtype);
  if (model.given_config.empty()) return own;
  nlohmann::json merged = parse_json(model.given_config, "config.json");
  for (const char* key : {"id2label", "label2id", "num_labels"}) merged.erase(key);  // the default ones are not written
  merged.update(parse_json(own, "config.json"));
  merged.erase("torch_dtype");  // the older name of "dtype"
  return merged.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

void write_config(const ModelPlan& model, DType dtype, const fs::path& file) {
  const std::string text = merged_config(model, dtype);
  AtomicFile out(file);
  out.write(std::as_bytes(std::span(text)));
  out.commit();
}

}  // namespace

std::vector<std::string> write_models(const Source& source, const ConversionPlan& plan, const fs::path& directory,
                                      const OnProgress& on_progress) {
  const auto folder_of = [&](const ModelPlan& model) {
    return plan.models.size() == 1 ? directory : directory / model.part.name;
  };
  ModelWriter writer(source, plan.dtype, on_progress);
  for (const ModelPlan& model : plan.models) writer.add_total(model);
  for (const ModelPlan& model : plan.models) {
    // Not with its parents: a partial directory that was removed meanwhile must not come again.
    std::error_code error;
    if (plan.models.size() > 1) fs::create_directory(folder_of(model), error);
    if (error) throw io_error(folder_of(model), "cannot write", error.value());
    writer.write_weights(model, folder_of(model) / "model.safetensors");
    if (plan.tokenizer) write_tokenizer_files(*plan.tokenizer, model.config, folder_of(model));
    write_copied_files(plan.copied, folder_of(model));
  }
  for (const ModelPlan& model : plan.models) write_config(model, plan.dtype, folder_of(model) / "config.json");
  std::vector<std::string> warnings = writer.take_warnings();
  for (std::string& warning : warnings) warning = fmt::format("{}: {}", source.label(), warning);
  return warnings;
}

}  // namespace electra::converters
