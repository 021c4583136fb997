// JSON read value by value, where a whole document would be too much to keep.
#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "base/json.h"
#include "cli/io/input_fault.h"
#include "cli/io/input_file.h"

namespace electra::cli {

// What a parser tells (nlohmann::json::sax_parse), with one function for all scalars, and one each for the begin and
// the end of objects and arrays. These return false to stop the parser.
class JsonHandler : public nlohmann::json_sax<nlohmann::json> {
 public:
  using Json = nlohmann::json;

  // Why the parser stopped.
  const std::string& error() const { return error_; }

  bool null() final { return value(nullptr); }
  bool boolean(bool v) final { return value(v); }
  bool number_integer(number_integer_t v) final { return value(v); }
  bool number_unsigned(number_unsigned_t v) final { return value(v); }
  bool number_float(number_float_t v, const string_t&) final { return value(v); }
  bool string(string_t& v) final { return value(v); }
  bool binary(binary_t&) final { return true; }
  bool start_object(std::size_t) final { return start(Json::object()); }
  bool end_object() final { return end(); }
  bool start_array(std::size_t) final { return start(Json::array()); }
  bool end_array() final { return end(); }
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::detail::exception& fault) final {
    return refuse(fmt::format("not JSON at byte {}: {}", byte, internal::json_fault(fault)));
  }

 protected:
  virtual bool value(Json v) = 0;
  virtual bool start(Json empty) = 0;
  virtual bool end() = 0;

  bool refuse(std::string error) {
    error_ = std::move(error);
    return false;
  }

 private:
  std::string error_;
};

// Throws Error(input) for what is no JSON or what the handler stopped at, Error(io) for what cannot be read.
inline void parse_values(InputFile& input, JsonHandler& handler) {
  // The parser reads the buffer itself: what that throws comes out as it is.
  if (nlohmann::json::sax_parse(input.stream(), &handler)) return;
  fail(fmt::format("{}: {}", input.name(), handler.error()));
}

}  // namespace electra::cli
