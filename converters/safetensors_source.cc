#include "converters/safetensors_source.h"

#include <array>
#include <fstream>

#include "format/safetensors.h"

namespace electra::converters {

using namespace internal;

namespace {

namespace fs = std::filesystem;

class SafetensorsSource : public Source {
 public:
  explicit SafetensorsSource(const fs::path& file)
      : file_(file), files_(open_folder(file.has_parent_path() ? file.parent_path() : fs::path("."))) {
    for (const Tensor& tensor : file_.tensors()) {
      variables_.push_back({.name = tensor.name,
                            .dtype_name = std::string(dtype_name(tensor.dtype)),
                            .dtype = tensor.dtype,
                            .shape = tensor.shape,
                            .bytes = tensor.data.size()});
    }
  }

  std::string label() const override { return file_.path().string(); }
  const std::vector<Variable>& variables() const override { return variables_; }
  std::span<const std::byte> mapped(const Variable& variable) const override { return tensor(variable).data; }
  void release(const Variable& variable) const override { file_.release(tensor(variable)); }
  void read(const Variable& variable, const std::function<void(std::span<const std::byte>)>& use) const override {
    use(mapped(variable));
    release(variable);
  }
  void verify(const Variable& /*variable*/) const override {}  // the container has no checksums
  const FileSet& files() const override { return *files_; }

 private:
  const Tensor& tensor(const Variable& variable) const {
    return file_.tensors()[static_cast<size_t>(&variable - variables_.data())];
  }

  SafetensorsFile file_;
  std::unique_ptr<FileSet> files_;
  std::vector<Variable> variables_;  // in the order of the file's tensors
};

}  // namespace

bool is_safetensors_file(const fs::path& file) {
  if (file.extension() == ".safetensors") return true;
  std::array<char, 10> start{};  // the length of the header, and its beginning
  std::ifstream stream(file, std::ios::binary);
  return stream.read(start.data(), start.size()) && start[7] == 0 && start[6] == 0 && start[8] == '{' &&
         start[9] == '"';
}

std::unique_ptr<Source> open_safetensors_source(const fs::path& file) {
  return std::make_unique<SafetensorsSource>(file);
}

}  // namespace electra::converters
