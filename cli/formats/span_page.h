// The page of coloured spans of electra tag, of texts and of words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cli/io/html.h"
#include "electra/config.h"
#include "electra/metrics.h"
#include "electra/tasks.h"

namespace electra::cli {

using FoundSpans = std::vector<FoundSpan>;

// The types that a model's spans can have, each with a hue; more types than hues begin again.
class SpanTypes {
 public:
  static constexpr size_t hues = 6;

  SpanTypes(const Config& config, Aggregation aggregation);
  // The place of a span's type among names(). names().size() for a label that is none of the model's.
  size_t place(const std::string& label) const;
  size_t hue(const std::string& label) const { return place(label) % hues; }
  const std::vector<std::string>& names() const { return names_; }  // in the order of the model's labels

 private:
  LabelReading reading_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, size_t> places_;
};

class SpanPage {
 public:
  SpanPage(Page page, const SpanTypes& types) : page_(std::move(page)), counts_(types.names().size() + 1) {}

  void begin(std::string& out) const;
  void add(const PageLine& line, std::string_view text, const FoundSpans& spans, const SpanTypes& types,
           std::string& out);
  // With the number of spans of each type that there are spans of.
  void end(const SpanTypes& types, std::string& out);

 private:
  Page page_;
  uint64_t texts_ = 0;
  std::vector<uint64_t> counts_;  // by the place of a type
};

}  // namespace electra::cli
