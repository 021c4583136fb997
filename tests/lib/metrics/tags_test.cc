#include "metrics/tags.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace electra {

using namespace internal;

namespace {

using Read = std::pair<char, std::string>;
using Labels = std::vector<std::string>;

template <typename Reading>
Read read(Reading reading, std::string_view label) {
  const Tag tag = reading(label);
  return {tag.prefix, std::string(tag.type)};
}

TEST_CASE("everybody reads B-PER and I-PER alike") {
  for (const auto reading : {seqeval_tag, pipeline_tag, google_tag}) {
    CHECK(read(reading, "B-PER") == Read('B', "PER"));
    CHECK(read(reading, "I-PER") == Read('I', "PER"));
  }
  CHECK(type_of("B-PER") == "PER");
  CHECK(is_span_tag("B-PER"));
}

TEST_CASE("seqeval takes any first character for the prefix, and what follows the first dash for the type") {
  const std::pair<const char*, Read> rows[] = {{"O", {'O', "_"}},      {"", {'O', "_"}},     {"B", {'B', "_"}},
                                               {"B-", {'B', "_"}},     {"PER", {'P', "ER"}}, {"B-a-b", {'B', "a-b"}},
                                               {"-PER", {'-', "PER"}}, {"--x", {'-', "x"}},  {"BPER-x", {'B', "x"}}};
  for (const auto& [label, expected] : rows) CHECK(read(seqeval_tag, label) == expected);
}

TEST_CASE("the pipeline knows B- and I- alone: other labels are types that continue their equals") {
  const std::pair<const char*, Read> rows[] = {
      {"O", {'I', "O"}}, {"", {'I', ""}}, {"S-PER", {'I', "S-PER"}}, {"PER", {'I', "PER"}}, {"B-", {'B', ""}}};
  for (const auto& [label, expected] : rows) CHECK(read(pipeline_tag, label) == expected);
}

TEST_CASE("of Google's tags B- and S- begin a span, whose type is behind the last dash") {
  const std::pair<const char*, Read> rows[] = {{"O", {'O', "_"}},     {"S-PER", {'S', "PER"}}, {"E-PER", {'I', "PER"}},
                                               {"B-a-b", {'B', "b"}}, {"PER", {'I', "PER"}},   {"", {'I', ""}},
                                               {"O-x", {'I', "x"}},   {"B", {'I', "B"}}};
  for (const auto& [label, expected] : rows) CHECK(read(google_tag, label) == expected);
}

TEST_CASE("the type of a label is what follows one character and a dash") {
  CHECK(type_of("x-PER") == "PER");
  CHECK(type_of("B-a-b") == "a-b");
  for (const char* label : {"O", "", "B-", "PER", "xy-PER"}) CHECK(type_of(label) == label);
}

TEST_CASE("labels make spans where one has a type behind B-, I-, E- or S-") {
  for (const char* label : {"B-x", "I-x", "E-x", "S-x"}) CHECK(makes_spans(Labels{"O", label}));
  CHECK_FALSE(makes_spans(Labels{"O", "B-", "x-PER", "NOUN", ""}));
  CHECK_FALSE(makes_spans(Labels{}));
}

TEST_CASE("labels mark the ends of spans where one begins with E- or S-") {
  CHECK(marks_ends(Labels{"O", "E-"}));
  CHECK(marks_ends(Labels{"S-PER"}));
  CHECK_FALSE(marks_ends(Labels{"B-PER", "I-PER", "O", "E", "SE-"}));
}

}  // namespace
}  // namespace electra
