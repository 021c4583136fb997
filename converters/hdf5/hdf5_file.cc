#include "converters/hdf5/hdf5_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "base/mapped_file.h"
#include "converters/hdf5/dataset.h"
#include "converters/hdf5/library.h"
#include "converters/hdf5/mapped_driver.h"
#include "converters/hdf5/probe.h"
#include "converters/hdf5/signature.h"
#include "converters/hdf5/walk.h"
#include "electra/error.h"

namespace electra::converters {

using namespace internal;

namespace {

constexpr unsigned read_only = 0;  // H5F_ACC_RDONLY, a macro that calls the library

// What was found in a file, and the file as the library has it open.
struct Opened {
  Hdf5Id id;
  std::vector<Hdf5Dataset> datasets;  // sorted by name
};

void check_signature(const MappedFile& file, const std::string& label) {
  if (const std::string_view fault = placeholder_fault(file.text()); !fault.empty()) {
    throw Error(ErrorKind::model, fmt::format("{}: {}", label, fault));
  }
  if (has_hdf5_signature(file.text())) return;
  throw Error(ErrorKind::model,
              fmt::format("{}: not an HDF5 file: expected its signature at byte 0, 512, 1024, 2048, …", label));
}

Opened open_by_library(const Hdf5Session& hdf5, std::span<const std::byte> file) {
  const Hdf5Id settings = mapped_file_settings(hdf5, file);
  Opened opened;
  opened.id = hdf5.own(hdf5->H5Fopen(hdf5.label().c_str(), read_only, settings.get()), hdf5->H5Fclose,
                       "HDF5's library cannot open it");
  for (const Hdf5Object& object : find_hdf5_datasets(hdf5, opened.id.get())) {
    opened.datasets.push_back(read_hdf5_dataset(hdf5, opened.id.get(), object, file.size()));
  }
  return opened;
}

class Hdf5File : public Source {
 public:
  explicit Hdf5File(const std::filesystem::path& path);
  ~Hdf5File() override;

  std::string label() const override { return label_; }
  const std::vector<Variable>& variables() const override { return variables_; }
  void read(const Variable& variable, const std::function<void(std::span<const std::byte>)>& use) const override;
  std::span<const std::byte> mapped(const Variable& variable) const override;
  void release(const Variable& variable) const override { file_.release(mapped(variable)); }
  void verify(const Variable& variable) const override;
  const FileSet& files() const override { return *files_; }

 private:
  const Hdf5Dataset& dataset(const Variable& variable) const {
    return opened_.datasets[static_cast<size_t>(&variable - variables_.data())];
  }

  std::string label_;
  MappedFile file_;
  std::unique_ptr<FileSet> files_;
  Opened opened_;
  std::vector<Variable> variables_;
};

Hdf5File::Hdf5File(const std::filesystem::path& path)
    : label_(path.string()),
      file_(path),
      files_(open_folder(path.has_parent_path() ? path.parent_path() : std::filesystem::path("."))) {
  check_signature(file_, label_);
  const Hdf5Session hdf5(label_);
  try_in_child(label_, [&] { open_by_library(hdf5, file_.bytes()); });
  Opened opened = open_by_library(hdf5, file_.bytes());
  for (const Hdf5Dataset& each : opened.datasets) variables_.push_back(each.variable);
  opened_ = std::move(opened);  // last: what throws before ends within the session
}

Hdf5File::~Hdf5File() {
  const Hdf5Session hdf5(label_);
  const Opened closed = std::move(opened_);
}

std::span<const std::byte> Hdf5File::mapped(const Variable& variable) const {
  assert(variable.dtype.has_value());
  const std::optional<uint64_t> offset = dataset(variable).offset;
  return offset ? file_.bytes().subspan(*offset, variable.bytes) : std::span<const std::byte>();
}

void Hdf5File::read(const Variable& variable, const std::function<void(std::span<const std::byte>)>& use) const {
  assert(variable.dtype.has_value());
  if (dataset(variable).offset) {
    use(mapped(variable));
    release(variable);
    return;
  }
  std::vector<std::byte> elements;
  {
    const Hdf5Session hdf5(label_);
    elements = read_hdf5_elements(hdf5, opened_.id.get(), dataset(variable));
  }
  use(elements);
}

// Chunks can have checksums; what is mapped has none.
void Hdf5File::verify(const Variable& variable) const {
  if (!variable.dtype || dataset(variable).offset) return;
  const Hdf5Session hdf5(label_);
  read_hdf5_elements(hdf5, opened_.id.get(), dataset(variable));
}

}  // namespace

std::unique_ptr<Source> open_hdf5_file(const std::filesystem::path& file) { return std::make_unique<Hdf5File>(file); }

}  // namespace electra::converters
