#include "format/safetensors_json.h"

#include <fmt/core.h>

#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/json.h"
#include "base/json_handler.h"
#include "electra/error.h"
#include "format/safetensors_header.h"

namespace electra::internal {
namespace {

using nlohmann::json;

// {"NAME": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …, "__metadata__": {"KEY": "TEXT", …}}
class HeaderEvents : public nlohmann::json_sax<json> {
 public:
  HeaderEvents(const std::filesystem::path& path, std::map<std::string, std::string>& metadata)
      : path_(path), metadata_(metadata) {}

  std::vector<TensorEntry> take() { return std::move(entries_); }

  bool null() override {
    // The reference writer's "no metadata" may be spelt null.
    if (at_ == At::metadata_object) return at(At::top);
    return value("null");
  }
  bool boolean(bool value_of) override { return value(value_of ? "true" : "false"); }
  bool number_integer(int64_t number) override { return value(std::to_string(number)); }
  bool number_float(double, const std::string& text) override { return value(text); }
  bool binary(json::binary_t&) override { return value("binary"); }
  bool number_unsigned(uint64_t number) override;
  bool string(std::string& text) override;
  bool key(std::string& name) override;
  bool start_object(size_t) override;
  bool end_object() override;
  bool start_array(size_t) override;
  bool end_array() override;
  bool parse_error(size_t byte, const std::string&, const json::exception& error) override {
    fail(fmt::format("header is not JSON at byte {}: {}", byte, json_fault(error)));
  }

 private:
  // What comes next. `field` is the value of an entry's field; `ignored` lies inside a field that nobody knows.
  enum class At { start, top, tensor_object, metadata_object, metadata, entry, field, numbers, ignored };
  enum class Field { dtype, shape, offsets, unknown };

  bool at(At next) {
    at_ = next;
    return true;
  }
  [[noreturn]] void fail(std::string_view fault) const {
    throw Error(ErrorKind::model, fmt::format("{}: {}", path_.string(), fault));
  }
  [[noreturn]] void unexpected(std::string_view got) const;
  std::string_view expected() const;
  bool value(std::string_view got);
  void finish_entry();

  TensorEntry& entry() { return entries_.back(); }

  const std::filesystem::path& path_;
  std::map<std::string, std::string>& metadata_;
  std::vector<TensorEntry> entries_;
  std::vector<int64_t> numbers_;  // of the array being read
  std::string metadata_key_;
  At at_ = At::start;
  Field field_ = Field::unknown;
  bool seen_[3] = {};  // dtype, shape, data_offsets of the entry being read
  size_t ignored_depth_ = 0;
};

std::string_view HeaderEvents::expected() const {
  if (at_ == At::field && field_ == Field::dtype) return "a string";
  if (at_ == At::field && field_ == Field::shape) return "an array of integers";
  if (at_ == At::field) return "an array of two integers";
  if (at_ == At::numbers) return "an integer from 0 to 2^63 - 1";
  return at_ == At::metadata ? "a string" : "an object";
}

void HeaderEvents::unexpected(std::string_view got) const {
  std::string where = "header";
  if (at_ == At::metadata_object || at_ == At::metadata) where = "__metadata__";
  if (at_ == At::tensor_object) where = tensor_label(entries_.back().name);
  if (at_ == At::field || at_ == At::numbers) {
    const char* names[] = {"dtype", "shape", "data_offsets", ""};
    where = fmt::format("{}: {}", tensor_label(entries_.back().name), names[static_cast<size_t>(field_)]);
  }
  fail(fmt::format("{}: {}, expected {}", where, got, expected()));
}

// A value that is right only where nobody looks.
bool HeaderEvents::value(std::string_view got) {
  if (at_ == At::field && field_ == Field::unknown) return at(At::entry);
  if (at_ != At::ignored) unexpected(got);
  return true;
}

bool HeaderEvents::number_unsigned(uint64_t number) {
  if (at_ != At::numbers || number > uint64_t{INT64_MAX}) return value(std::to_string(number));
  if (numbers_.size() == max_tensor_rank) {
    fail(fmt::format("{}: more than {} dimensions or offsets", tensor_label(entry().name), max_tensor_rank));
  }
  numbers_.push_back(number);
  return true;
}

bool HeaderEvents::string(std::string& text) {
  if (at_ == At::metadata) {
    metadata_[metadata_key_] = text;
    return true;
  }
  if (at_ != At::field || field_ != Field::dtype) return value(quote_json(text));
  const std::optional<DType> dtype = dtype_by_name(text);
  if (!dtype)
    fail(fmt::format("{}: dtype {}, expected one of {}", tensor_label(entry().name), quote_json(text), dtype_names()));
  entry().dtype = *dtype;
  return at(At::entry);
}

bool HeaderEvents::key(std::string& name) {
  if (at_ == At::top) {
    if (name == "__metadata__") return at(At::metadata_object);
    entries_.push_back({.name = name, .dtype = DType::f32, .shape = {}});
    std::fill(std::begin(seen_), std::end(seen_), false);
    return at(At::tensor_object);
  }
  if (at_ == At::metadata) metadata_key_ = name;
  if (at_ != At::entry) return true;
  field_ = name == "dtype"          ? Field::dtype
           : name == "shape"        ? Field::shape
           : name == "data_offsets" ? Field::offsets
                                    : Field::unknown;
  if (field_ != Field::unknown && std::exchange(seen_[static_cast<size_t>(field_)], true)) {
    fail(fmt::format("{}: {} given twice", tensor_label(entry().name), name));
  }
  return at(At::field);
}

bool HeaderEvents::start_object(size_t) {
  if (at_ == At::start) return at(At::top);
  if (at_ == At::tensor_object) return at(At::entry);
  if (at_ == At::metadata_object) return at(At::metadata);
  if (at_ != At::ignored && !(at_ == At::field && field_ == Field::unknown)) unexpected("an object");
  ++ignored_depth_;
  return at(At::ignored);
}

bool HeaderEvents::end_object() {
  if (at_ == At::ignored) return at(--ignored_depth_ == 0 ? At::entry : At::ignored);
  if (at_ == At::entry) finish_entry();
  return at(At::top);
}

bool HeaderEvents::start_array(size_t) {
  if (at_ == At::field && (field_ == Field::shape || field_ == Field::offsets)) {
    numbers_.clear();
    return at(At::numbers);
  }
  if (at_ != At::ignored && !(at_ == At::field && field_ == Field::unknown)) unexpected("an array");
  ++ignored_depth_;
  return at(At::ignored);
}

bool HeaderEvents::end_array() {
  if (at_ == At::ignored) return at(--ignored_depth_ == 0 ? At::entry : At::ignored);
  if (field_ == Field::shape) {
    entry().shape = numbers_;
    return at(At::entry);
  }
  if (numbers_.size() != 2) {
    fail(fmt::format("{}: data_offsets {}: expected two", tensor_label(entry().name), shape_text(numbers_)));
  }
  entry().begin = numbers_[0];
  entry().end = numbers_[1];
  return at(At::entry);
}

void HeaderEvents::finish_entry() {
  const char* names[] = {"dtype", "shape", "data_offsets"};
  for (size_t field = 0; field < std::size(names); ++field) {
    if (!seen_[field]) fail(fmt::format("{}: no {}", tensor_label(entry().name), names[field]));
  }
}

}  // namespace

std::vector<TensorEntry> parse_safetensors_json(std::string_view header, const std::filesystem::path& path,
                                                std::map<std::string, std::string>& metadata) {
  if (!header.starts_with('{')) {
    throw Error(ErrorKind::model, fmt::format("{}: header is not JSON: expected it to begin with '{{'", path.string()));
  }
  // The parser takes it for the end.
  if (const size_t nul = header.find('\0'); nul != header.npos) {
    throw Error(ErrorKind::model, fmt::format("{}: header is not JSON at byte {}: a NUL", path.string(), nul + 1));
  }
  HeaderEvents events(path, metadata);
  json::sax_parse(header.begin(), header.end(), &events);
  return events.take();
}

}  // namespace electra::internal
