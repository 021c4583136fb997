// What stands in JSON text, told piece by piece: the one way in which text becomes values.
//
// nlohmann's parse with a callback could stop at a depth, too, but looks through the whole list or object around each
// object that ends: its time grows with their square. So does that of its ordered_json with the number of keys.
//
// One object serves one thread; different ones may be used side by side.
#pragma once

#include <cstddef>
#include <exception>
#include <istream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace electra::internal {

inline constexpr size_t max_json_depth = 64;  // objects and lists inside each other

// The reason in the message of a parser's exception, without its prefix, and without quoting the file.
std::string json_fault(const std::exception& error);

// One function for all scalars, and one each for keys and for the begin and the end of objects and lists. These return
// false to stop the parser, after refuse(). The parser is stopped, too, by what is no JSON or nested too deeply.
class JsonHandler : public nlohmann::json_sax<nlohmann::json> {
 public:
  using Json = nlohmann::json;

  // Tells what stands in the text. Gives false if the parser stopped before its end. Reading a stream may throw.
  bool parse(std::string_view text);
  bool parse(std::istream& text);

  // Why the parser stopped: "not JSON at byte 12: REASON".
  std::string error() const;
  // Its parts: the reason, and the place, counted from 1; 0 where the text is JSON or its fault has no place.
  const std::string& reason() const { return reason_; }
  size_t byte() const { return byte_; }

  bool null() final { return value(nullptr); }
  bool boolean(bool v) final { return value(v); }
  bool number_integer(number_integer_t v) final { return value(v); }
  bool number_unsigned(number_unsigned_t v) final { return value(v); }
  bool number_float(number_float_t v, const string_t&) final { return value(v); }
  bool string(string_t& v) final { return value(v); }
  bool binary(binary_t&) final { return true; }
  bool start_object(size_t) final { return open(Json::object()); }
  bool end_object() final { return close(); }
  bool start_array(size_t) final { return open(Json::array()); }
  bool end_array() final { return close(); }
  bool parse_error(size_t byte, const std::string&, const nlohmann::detail::exception& fault) final;

 protected:
  virtual bool value(Json v) = 0;
  virtual bool start(Json empty) = 0;
  virtual bool end() = 0;

  // How many objects and lists are open: in start() and end(), those around the one that starts or ends.
  size_t depth() const { return depth_; }

  bool refuse(std::string reason);

 private:
  bool refuse_at(size_t byte, std::string reason);
  bool open(Json empty);
  bool close();

  size_t depth_ = 0;
  size_t byte_ = 0;
  std::string reason_;
};

// A value, put together of what a handler is told.
class JsonBuilder {
  using Json = nlohmann::json;

 public:
  // Something is begun that has not ended.
  bool is_open() const { return !open_.empty(); }
  void key(const std::string& v) { key_ = v; }
  void value(Json v) { put(std::move(v)); }
  void start(Json empty) { open_.push_back(put(std::move(empty))); }
  void end() { open_.pop_back(); }

  // What was built last. REQUIRES: !is_open().
  Json& root() { return root_; }

 private:
  Json* put(Json v);

  Json root_;
  std::string key_;
  std::vector<Json*> open_;
};

}  // namespace electra::internal
