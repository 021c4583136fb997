#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/byte_reader.h"
#include "base/quote.h"
#include "converters/torch/container.h"
#include "converters/torch/pickle.h"
#include "electra/error.h"
#include "format/tensor.h"

namespace electra::converters {

using namespace internal;

namespace {

constexpr int64_t stream_version = 1001;
// The number 0x1950a86a20f9469cfc6c as pickles have it, and as those of protocol 0 and 1 do.
constexpr std::string_view magic("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 12);
constexpr std::string_view decimal_magic = "L119547037146038801333356L\n";
constexpr size_t magic_reach = 32;  // PROTO and FRAME may stand before it

class StreamContainer {
 public:
  StreamContainer(std::string_view file, const std::string& label) : file_(file), rest_(file), label_(label) {}

  TorchContents read();

 private:
  [[noreturn]] void fail(std::string_view fault) const {
    throw Error(ErrorKind::model, fmt::format("{}: {}", label_, fault));
  }
  PickledValue next() {
    const PickleResult result = run_pickle(rest_, objects_, label_);
    rest_.remove_prefix(result.bytes);
    return result.value;
  }
  void check_machine(const PickledValue& facts) const;
  void read_storages(const PickledValue& keys, TorchContents& contents);
  void read_storage(std::string_view key, TorchContents& contents);

  std::string_view file_;
  std::string_view rest_;
  const std::string& label_;
  PickledObjects objects_;
};

void StreamContainer::check_machine(const PickledValue& facts) const {
  const auto* dict = std::get_if<PickledContainer>(&facts);
  if (dict == nullptr || !dict->is_dict()) fail(fmt::format("{}, expected facts of the machine", kind_name(facts)));
  const PickledItems& items = objects_.items(*dict);
  for (size_t i = 0; i < items.size(); i += 2) {
    const auto* key = std::get_if<std::string_view>(&items[i]);
    const auto* value = std::get_if<bool>(&items[i + 1]);
    if (key != nullptr && *key == "little_endian" && value != nullptr && !*value) {
      fail("written by a big-endian machine, expected little-endian");
    }
  }
}

void StreamContainer::read_storage(std::string_view key, TorchContents& contents) {
  const auto found = objects_.storage_of_key.find(key);
  if (found == objects_.storage_of_key.end()) fail(fmt::format("storage {} belongs to no tensor", quote(key)));
  const TorchStorage& storage = objects_.storages[found->second];
  StoredBytes& place = contents.storages[found->second];
  if (!place.label.empty()) fail(fmt::format("storage {} is there twice", quote(key)));
  ByteReader reader(rest_);
  const auto elements = reader.u64();
  if (elements && *elements != storage.elements) {
    fail(fmt::format("storage {}: {} elements, expected {}", quote(key), *elements, storage.elements));
  }
  const auto bytes = elements ? reader.take(storage.bytes()) : std::nullopt;
  if (!bytes) {
    fail(fmt::format("storage {}: cut short, expected {} bytes in the {} that are left", quote(key),
                     sizeof(uint64_t) + storage.bytes(), rest_.size()));
  }
  place = {*bytes, storage.bytes(), false, label_};
  rest_.remove_prefix(sizeof(uint64_t) + bytes->size());
}

void StreamContainer::read_storages(const PickledValue& keys, TorchContents& contents) {
  const auto* list = std::get_if<PickledContainer>(&keys);
  if (list == nullptr || list->kind != ContainerKind::list) {
    fail(fmt::format("{}, expected the list of storages", kind_name(keys)));
  }
  contents.storages.resize(objects_.storages.size());
  for (const PickledValue& key : objects_.items(*list)) {
    const auto* text = std::get_if<std::string_view>(&key);
    if (text == nullptr) fail(fmt::format("the key of a storage is {}, expected a text", kind_name(key)));
    read_storage(*text, contents);
  }
  for (const TorchPlace& place : contents.state.places) {
    if (contents.storages[place.storage].label.empty()) {
      fail(fmt::format("storage {} is missing", quote(objects_.storages[place.storage].key)));
    }
  }
}

TorchContents StreamContainer::read() {
  next();  // the magic number
  const PickledValue version = next();
  const auto* number = std::get_if<int64_t>(&version);
  if (number == nullptr) fail(fmt::format("the version is {}, expected {}", kind_name(version), stream_version));
  if (*number != stream_version) fail(fmt::format("version {}, expected {}", *number, stream_version));
  check_machine(next());
  const PickledValue top = next();
  TorchContents contents;
  contents.state = read_state_dict(objects_, top, file_.size(), label_);
  read_storages(next(), contents);
  return contents;
}

}  // namespace

TorchContents read_torch_stream(std::string_view file, const std::string& label) {
  return StreamContainer(file, label).read();
}

bool is_torch_stream(std::string_view file) {
  return file.starts_with(decimal_magic) ||
         (looks_like_torch_pickle(file) && file.substr(0, magic_reach).find(magic) != file.npos);
}

bool is_torch_tar(std::string_view file) {
  constexpr size_t mark_at = 257;
  constexpr std::string_view members[] = {"sys_info", "pickle", "tensors", "storages"};
  return file.size() > mark_at && file.substr(mark_at).starts_with("ustar") &&
         std::ranges::any_of(members, [&](std::string_view name) { return file.starts_with(name); });
}

}  // namespace electra::converters
