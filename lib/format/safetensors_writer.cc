#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "format/safetensors.h"

namespace electra {
namespace {

std::string json_string(const std::string& text) { return nlohmann::json(text).dump(); }

// The header's JSON as the reference writer spells it: metadata first, no white space, padded to 8 bytes so that the
// data are aligned when the file is mapped.
std::string header_of(const std::vector<const Tensor*>& tensors, const std::map<std::string, std::string>& metadata) {
  std::string header = "{";
  if (!metadata.empty()) {
    header += "\"__metadata__\":{";
    for (const auto& [key, text] : metadata) {
      if (header.back() != '{') header += ',';
      header += json_string(key) + ':' + json_string(text);
    }
    header += '}';
  }
  size_t offset = 0;
  for (const Tensor* tensor : tensors) {
    assert(tensor->data.size() == static_cast<size_t>(tensor->elements()) * dtype_size(tensor->dtype));
    if (header.size() > 1) header += ',';
    header += fmt::format(R"({}:{{"dtype":"{}","shape":{},"data_offsets":[{},{}]}})", json_string(tensor->name),
                          dtype_name(tensor->dtype), nlohmann::json(tensor->shape).dump(), offset,
                          offset + tensor->data.size());
    offset += tensor->data.size();
  }
  header += '}';
  header.append((8 - header.size() % 8) % 8, ' ');
  return header;
}

}  // namespace

void write_safetensors(const std::filesystem::path& path, std::span<const Tensor> tensors,
                       const std::map<std::string, std::string>& metadata) {
  std::vector<const Tensor*> ordered;
  for (const Tensor& tensor : tensors) ordered.push_back(&tensor);
  std::ranges::sort(ordered, [](const Tensor* a, const Tensor* b) {
    return a->dtype != b->dtype ? a->dtype > b->dtype : a->name < b->name;
  });
  const std::string header = header_of(ordered, metadata);
  std::byte length[8];
  for (size_t i = 0; i < sizeof(length); ++i) length[i] = static_cast<std::byte>(header.size() >> (8 * i));

  AtomicFile file(path);
  file.write(length);
  file.write(std::as_bytes(std::span(header)));
  for (const Tensor* tensor : ordered) file.write(tensor->data);
  file.commit();
}

}  // namespace electra
