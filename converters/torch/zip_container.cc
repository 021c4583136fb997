#include <fmt/format.h>

#include <map>

#include "base/quote.h"
#include "converters/files/inflate.h"
#include "converters/torch/container.h"
#include "converters/torch/pickle.h"
#include "converters/torch/zip_directory.h"
#include "electra/error.h"
#include "format/tensor.h"

namespace electra::converters {

using namespace internal;

namespace {

constexpr std::string_view pickle_name = "/data.pkl";
constexpr uint64_t max_unpacked_pickle = uint64_t{64} << 20;

using Directory = std::map<std::string, ZipMember>;

[[noreturn]] void fail(const std::string& label, std::string_view fault) {
  throw Error(ErrorKind::model, fmt::format("{}: {}", label, fault));
}

// The folder of the pickle, with its slash. PyTorch puts all into one, named as the file once was.
std::vector<std::string> pickle_folders(const Directory& members) {
  std::vector<std::string> folders;
  for (const auto& [name, member] : members) {
    if (name.ends_with(pickle_name) && name.find('/') == name.size() - pickle_name.size()) {
      folders.push_back(name.substr(0, name.size() - pickle_name.size() + 1));
    }
  }
  return folders;
}

class ZipContainer {
 public:
  ZipContainer(std::string_view file, const std::string& label)
      : file_(file), label_(label), members_(read_zip_directory(file, label)) {
    const std::vector<std::string> folders = pickle_folders(members_);
    if (folders.empty()) fail(label_, "a zip without a FOLDER/data.pkl, expected what torch.save writes");
    if (folders.size() > 1) fail(label_, "several folders of the zip hold a data.pkl, expected one");
    folder_ = folders.front();
  }

  TorchContents read() const {
    std::string unpacked;
    PickledObjects objects;
    const PickleResult result = run_pickle(small_member("data.pkl", max_unpacked_pickle, unpacked), objects, label_);
    TorchContents contents;
    contents.state = read_state_dict(objects, result.value, file_.size(), label_);
    contents.storages.resize(objects.storages.size());
    for (const TorchPlace& place : contents.state.places) {
      StoredBytes& storage = contents.storages[place.storage];
      if (storage.label.empty()) storage = stored(objects.storages[place.storage]);
    }
    contents.is_big_endian = is_big_endian();
    return contents;
  }

 private:
  // A whole member; `unpacked` holds it where it was deflated.
  std::string_view small_member(const std::string& name, uint64_t most, std::string& unpacked) const {
    const ZipMember& member = members_.at(folder_ + name);
    const std::string_view lying = zip_member_bytes(file_, member, folder_ + name, label_);
    if (member.is_stored()) return lying;
    if (member.bytes > most) {
      fail(label_, fmt::format("member {}: {} bytes, expected at most {}", quote(folder_ + name), member.bytes, most));
    }
    inflate_bytes(lying, member.bytes, label_, [&](std::string_view bytes) { unpacked += bytes; });
    return unpacked;
  }
  StoredBytes stored(const TorchStorage& storage) const {
    const std::string name = folder_ + "data/" + storage.key;
    const auto found = members_.find(name);
    if (found == members_.end()) fail(label_, fmt::format("member {} is missing", quote(name)));
    if (found->second.bytes != storage.bytes()) {
      fail(label_, fmt::format("member {}: {} bytes, expected the {} of its storage", quote(name), found->second.bytes,
                               storage.bytes()));
    }
    return {zip_member_bytes(file_, found->second, name, label_), storage.bytes(), !found->second.is_stored(),
            fmt::format("{}: member {}", label_, quote(name))};
  }
  bool is_big_endian() const {
    if (!members_.contains(folder_ + "byteorder")) return false;
    std::string unpacked;
    const std::string_view order = small_member("byteorder", 16, unpacked);
    if (order != "big" && order != "little") {
      fail(label_, fmt::format("byteorder {}, expected little or big", quote(order)));
    }
    return order == "big";
  }

  std::string_view file_;
  const std::string& label_;
  Directory members_;
  std::string folder_;
};

}  // namespace

TorchContents read_torch_zip(std::string_view file, const std::string& label) {
  return ZipContainer(file, label).read();
}

bool is_torch_zip(std::string_view file) {
  if (!file.starts_with("PK\3\4")) return false;
  // PyTorch writes the pickle first, so that a file which is cut short is known, too.
  if (first_zip_name(file).ends_with(pickle_name)) return true;
  try {
    return !pickle_folders(read_zip_directory(file, "")).empty();
  } catch (const Error&) {
    return false;
  }
}

}  // namespace electra::converters
