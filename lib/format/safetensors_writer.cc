#include "format/safetensors_writer.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <nlohmann/json.hpp>
#include <utility>

namespace electra::internal {
namespace {

std::string json_string(const std::string& text) { return nlohmann::json(text).dump(); }

// What the header is padded to, so that data are aligned when the file is mapped: 8 bytes, as the reference writer has
// it; or so that the weights in int8, which come last and are multiplied where they lie, are on cache lines.
size_t padding_of(size_t header, const std::vector<TensorInfo>& tensors) {
  uint64_t before = sizeof(uint64_t) + header;
  bool has_panels = false;
  for (const TensorInfo& tensor : tensors) {
    if (tensor.dtype == DType::i8) has_panels = true;
    if (!has_panels) before += tensor.bytes();
  }
  if (!has_panels) return (8 - header % 8) % 8;
  return (64 - before % 64) % 64;
}

// The header's JSON as the reference writer spells it: metadata first, no white space.
std::string header_of(const std::vector<TensorInfo>& tensors, const std::map<std::string, std::string>& metadata) {
  std::string header = "{";
  if (!metadata.empty()) {
    header += "\"__metadata__\":{";
    for (const auto& [key, text] : metadata) {
      if (header.back() != '{') header += ',';
      header += json_string(key) + ':' + json_string(text);
    }
    header += '}';
  }
  uint64_t offset = 0;
  for (const TensorInfo& tensor : tensors) {
    if (header.size() > 1) header += ',';
    header +=
        fmt::format(R"({}:{{"dtype":"{}","shape":{},"data_offsets":[{},{}]}})", json_string(tensor.name),
                    dtype_name(tensor.dtype), nlohmann::json(tensor.shape).dump(), offset, offset + tensor.bytes());
    offset += tensor.bytes();
  }
  header += '}';
  header.append(padding_of(header.size(), tensors), ' ');
  return header;
}

}  // namespace

uint64_t TensorInfo::bytes() const { return dtype_size(dtype) * static_cast<uint64_t>(elements_of(shape)); }

SafetensorsWriter::SafetensorsWriter(const std::filesystem::path& path, std::vector<TensorInfo> tensors,
                                     const std::map<std::string, std::string>& metadata)
    : file_(path), tensors_(std::move(tensors)) {
  std::ranges::sort(tensors_, [](const TensorInfo& a, const TensorInfo& b) {
    return a.dtype != b.dtype ? a.dtype > b.dtype : a.name < b.name;
  });
  const std::string header = header_of(tensors_, metadata);
  std::byte length[8];
  for (size_t i = 0; i < sizeof(length); ++i) length[i] = static_cast<std::byte>(header.size() >> (8 * i));
  file_.write(length);
  file_.write(std::as_bytes(std::span(header)));
  for (const TensorInfo& tensor : tensors_) missing_ += tensor.bytes();
}

void SafetensorsWriter::append(std::span<const std::byte> bytes) {
  assert(bytes.size() <= missing_);
  missing_ -= bytes.size();
  file_.write(bytes);
}

void SafetensorsWriter::commit() {
  assert(missing_ == 0);
  file_.commit();
}

void write_safetensors(const std::filesystem::path& path, std::span<const Tensor> tensors,
                       const std::map<std::string, std::string>& metadata) {
  std::vector<TensorInfo> infos;
  std::map<std::string_view, std::span<const std::byte>> data;
  for (const Tensor& tensor : tensors) {
    infos.push_back({.name = tensor.name, .dtype = tensor.dtype, .shape = tensor.shape});
    data.emplace(tensor.name, tensor.data);
  }
  SafetensorsWriter writer(path, std::move(infos), metadata);
  for (const TensorInfo& tensor : writer.order()) {
    assert(data.at(tensor.name).size() == tensor.bytes());
    writer.append(data.at(tensor.name));
  }
  writer.commit();
}

}  // namespace electra::internal
