#include "converters/torch/torch_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "base/mapped_file.h"
#include "converters/files/inflate.h"
#include "converters/files/scratch_file.h"
#include "converters/torch/container.h"
#include "converters/torch/gather.h"
#include "converters/torch/pickle.h"
#include "electra/error.h"

namespace electra::converters {

using namespace internal;

namespace {

namespace fs = std::filesystem;

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A pickle that is in no container can hold no tensor, but a name to refuse.
TorchContents read_bare_pickle(std::string_view file, const std::string& label) {
  PickledObjects objects;
  const PickleResult result = run_pickle(file, objects, label);
  read_state_dict(objects, result.value, file.size(), label);
  throw Error(ErrorKind::model, fmt::format("{}: a pickle without the bytes of its tensors, expected what torch.save "
                                            "writes",
                                            label));
}

TorchContents read_contents(std::string_view file, const std::string& label) {
  if (const std::string_view fault = placeholder_fault(file); !fault.empty()) {
    throw Error(ErrorKind::model, fmt::format("{}: {}", label, fault));
  }
  if (file.starts_with("PK")) return read_torch_zip(file, label);
  if (is_torch_stream(file)) return read_torch_stream(file, label);
  if (is_torch_tar(file)) {
    throw Error(ErrorKind::model, fmt::format("{}: a tar of PyTorch 0.1.9 or older, expected a zip or a stream: load "
                                              "and save it with a newer one",
                                              label));
  }
  if (looks_like_torch_pickle(file)) return read_bare_pickle(file, label);
  throw Error(ErrorKind::model, fmt::format("{}: neither a zip nor a pickle, expected what torch.save writes", label));
}

class TorchFile : public Source {
 public:
  TorchFile(std::optional<MappedFile> file, std::span<const std::byte> bytes, const fs::path& path, fs::path scratch)
      : file_(std::move(file)),
        path_(path),
        scratch_(std::move(scratch)),
        contents_(read_contents(text_of(bytes), path.string())),
        folder_(open_folder(path.parent_path().empty() ? "." : path.parent_path())) {}

  std::string label() const override { return path_.string(); }
  const std::vector<Variable>& variables() const override { return contents_.state.variables; }
  void read(const Variable& variable, const std::function<void(std::span<const std::byte>)>& use) const override;
  std::span<const std::byte> mapped(const Variable& variable) const override;
  void release(const Variable& variable) const override {
    if (file_) file_->release(mapped(variable));
  }
  void verify(const Variable& variable) const override { storage(place(variable)); }
  const FileSet& files() const override { return *folder_; }

 private:
  const TorchPlace& place(const Variable& variable) const {
    return contents_.state.places[static_cast<size_t>(&variable - variables().data())];
  }
  std::span<const std::byte> storage(const TorchPlace& place) const;
  std::span<const std::byte> unpacked(uint32_t storage) const;

  std::optional<MappedFile> file_;
  fs::path path_;
  fs::path scratch_;
  TorchContents contents_;
  std::unique_ptr<FileSet> folder_;
  mutable std::mutex mutex_;                         // of what is unpacked
  mutable std::map<uint32_t, MappedFile> unpacked_;  // by storage, when it is first read
};

std::span<const std::byte> TorchFile::unpacked(uint32_t storage) const {
  const std::lock_guard lock(mutex_);
  const auto known = unpacked_.find(storage);
  if (known != unpacked_.end()) return known->second.bytes();
  const StoredBytes& packed = contents_.storages[storage];
  const ScratchFile scratch(scratch_);
  inflate_bytes(packed.lying, packed.bytes, packed.label, [&](std::string_view bytes) { scratch.write(bytes); });
  return unpacked_.emplace(storage, MappedFile(scratch.descriptor(), path_)).first->second.bytes();
}

std::span<const std::byte> TorchFile::storage(const TorchPlace& place) const {
  const StoredBytes& stored = contents_.storages[place.storage];
  return stored.is_deflated ? unpacked(place.storage) : std::as_bytes(std::span(stored.lying));
}

std::span<const std::byte> TorchFile::mapped(const Variable& variable) const {
  const TorchPlace& from = place(variable);
  const bool is_swapped = contents_.is_big_endian && from.element_bytes > 1;
  if (!from.row_major || is_swapped || contents_.storages[from.storage].is_deflated) return {};
  return storage(from).subspan(from.first_byte, variable.bytes);
}

void TorchFile::read(const Variable& variable, const std::function<void(std::span<const std::byte>)>& use) const {
  assert(variable.dtype.has_value());
  if (const std::span<const std::byte> bytes = mapped(variable); !bytes.empty()) {
    use(bytes);
    release(variable);
    return;
  }
  const TorchPlace& from = place(variable);
  std::vector<std::byte> whole(variable.bytes);
  gather(storage(from).subspan(from.first_byte), {variable.shape, from.strides, from.element_bytes}, whole.data());
  if (contents_.is_big_endian) reverse_elements(whole, from.element_bytes);
  use(whole);
}

}  // namespace

bool is_torch_file(const fs::path& file) {
  try {
    const MappedFile mapped(file);
    const std::string_view bytes = mapped.text();
    return is_torch_zip(bytes) || is_torch_stream(bytes) || is_torch_tar(bytes) || looks_like_torch_pickle(bytes);
  } catch (const std::exception&) {
    return false;
  }
}

std::unique_ptr<Source> open_torch_file(const fs::path& file, const fs::path& scratch) {
  MappedFile mapped(file);
  const std::span<const std::byte> bytes = mapped.bytes();
  return std::make_unique<TorchFile>(std::move(mapped), bytes, file, scratch);
}

std::unique_ptr<Source> open_torch_bytes(std::span<const std::byte> bytes, const fs::path& label,
                                         const fs::path& scratch) {
  return std::make_unique<TorchFile>(std::nullopt, bytes, label, scratch);
}

}  // namespace electra::converters
