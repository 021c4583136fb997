#include "format/safetensors.h"

#include <algorithm>
#include <utility>

#include "format/safetensors_header.h"

namespace electra::internal {

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) : path_(path), file_(path) {
  SafetensorsContents contents = parse_safetensors(file_.bytes(), path);
  tensors_ = std::move(contents.tensors);
  metadata_ = std::move(contents.metadata);
}

const Tensor* SafetensorsFile::find(std::string_view name) const {
  const auto found = std::ranges::lower_bound(tensors_, name, {}, &Tensor::name);
  return found != tensors_.end() && found->name == name ? &*found : nullptr;
}

}  // namespace electra::internal
