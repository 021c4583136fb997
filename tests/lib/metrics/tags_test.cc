#include "metrics/tags.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "electra/error.h"
#include "lib/base/error_of.h"

namespace electra {

using namespace internal;

namespace {

using Read = std::pair<char, std::string>;
using Labels = std::vector<std::string>;
using enum TagAffix;

Read pair_of(const Tag& tag) { return {tag.letter, std::string(tag.type)}; }

TEST_CASE("everybody reads B-PER and I-PER alike") {
  for (const char letter : {'B', 'I'}) {
    const std::string label = letter + std::string("-PER");
    const Read expected(letter, "PER");
    CHECK(pair_of(seqeval_tag(label, prefix)) == expected);
    CHECK(pair_of(strict_tag(label, prefix)) == expected);
    CHECK(pair_of(pipeline_tag(label)) == expected);
    CHECK(pair_of(google_tag(label)) == expected);
    CHECK(pair_of(meant_tag(label, {TagLetters::bio, prefix})) == expected);
  }
  CHECK(is_span_tag("B-PER"));
}

TEST_CASE("seqeval takes any first character for the letter, and what follows the first dash for the type") {
  const std::pair<const char*, Read> rows[] = {{"O", {'O', "_"}},      {"", {'O', "_"}},     {"B", {'B', "_"}},
                                               {"B-", {'B', "_"}},     {"PER", {'P', "ER"}}, {"B-a-b", {'B', "a-b"}},
                                               {"-PER", {'-', "PER"}}, {"--x", {'-', "x"}},  {"BPER-x", {'B', "x"}}};
  for (const auto& [label, expected] : rows) CHECK(pair_of(seqeval_tag(label, prefix)) == expected);
}

TEST_CASE("with a suffix seqeval reads from the other end") {
  const std::pair<const char*, Read> rows[] = {{"O", {'O', "_"}},       {"", {'O', "_"}},    {"PER-B", {'B', "PER"}},
                                               {"a-b-I", {'I', "a-b"}}, {"-B", {'B', "_"}},  {"PER", {'R', "PE"}},
                                               {"PER-", {'-', "PER"}},  {"a-bI", {'I', "a"}}};
  for (const auto& [label, expected] : rows) CHECK(pair_of(seqeval_tag(label, suffix)) == expected);
}

TEST_CASE("seqeval's characters may have several bytes") {
  CHECK(seqeval_tag("\u4eba\u540d", prefix).type == "\u540d");
  CHECK(seqeval_tag("\u4eba\u540d", suffix).type == "\u4eba");
  CHECK(seqeval_tag("\u540d", suffix).type == "_");
}

TEST_CASE("seqeval's strict mode takes the dashes off both ends of the type") {
  CHECK(pair_of(strict_tag("B-a-b-", prefix)) == Read('B', "a-b"));
  CHECK(pair_of(strict_tag("BPER-x", prefix)) == Read('B', "PER-x"));
  CHECK(pair_of(strict_tag("-a-bI", suffix)) == Read('I', "a-b"));
  CHECK(pair_of(strict_tag("B--", prefix)) == Read('B', "_"));
}

TEST_CASE("the pipeline knows B- and I- alone: other labels are types that continue their equals") {
  const std::pair<const char*, Read> rows[] = {
      {"O", {'I', "O"}}, {"", {'I', ""}}, {"S-PER", {'I', "S-PER"}}, {"PER", {'I', "PER"}}, {"B-", {'B', ""}}};
  for (const auto& [label, expected] : rows) CHECK(pair_of(pipeline_tag(label)) == expected);
}

TEST_CASE("the pipeline names a group by what follows the first dash of any label") {
  const std::pair<const char*, const char*> rows[] = {{"B-PER", "PER"}, {"U-PER", "PER"}, {"PER-B", "B"},
                                                      {"B-a-b", "a-b"}, {"X-O", "O"},     {"PER", "PER"},
                                                      {"O-", ""},       {"", ""}};
  for (const auto& [label, expected] : rows) CHECK(pipeline_group(label) == expected);
}

TEST_CASE("of Google's tags B- and S- begin a span, whose type is behind the last dash") {
  const std::pair<const char*, Read> rows[] = {{"O", {'O', "_"}},     {"S-PER", {'S', "PER"}}, {"E-PER", {'I', "PER"}},
                                               {"B-a-b", {'B', "b"}}, {"PER", {'I', "PER"}},   {"", {'I', ""}},
                                               {"O-x", {'I', "x"}},   {"B", {'I', "B"}}};
  for (const auto& [label, expected] : rows) CHECK(pair_of(google_tag(label)) == expected);
}

TEST_CASE("labels mean ends and single words by E and S or by L and U, before or behind the type") {
  const LabelReading bilou = {TagLetters::bilou, prefix}, behind = {TagLetters::bioes, suffix};
  CHECK(pair_of(meant_tag("L-PER", bilou)) == Read('E', "PER"));
  CHECK(pair_of(meant_tag("U-a-b", bilou)) == Read('S', "a-b"));
  CHECK(pair_of(meant_tag("PER-S", behind)) == Read('S', "PER"));
  CHECK(pair_of(meant_tag("[UNK]", behind)) == Read('I', "[UNK]"));
  CHECK(pair_of(meant_tag("", {})) == Read('I', ""));
  for (const char* label : {"O", "B-O", "U-O"}) CHECK(meant_tag(label, bilou).letter == 'O');
  CHECK(meant_tag("S-O", {TagLetters::bioes, prefix}).letter == 'O');
}

TEST_CASE("the letters of labels, and the side that they stand on, are told") {
  struct Row {
    Labels labels;
    TagLetters letters;
    TagAffix affix;
  };
  const Row rows[] = {{{"O", "B-x", "I-x"}, TagLetters::bio, prefix},
                      {{"B-x"}, TagLetters::bio, prefix},
                      {{"O", "I-x", "I-y"}, TagLetters::io, prefix},
                      {{"O", "I-x", "E-x"}, TagLetters::ioe, prefix},
                      {{"B-x", "E-x"}, TagLetters::bioes, prefix},
                      {{"S-x"}, TagLetters::bioes, prefix},
                      {{"O", "B-x", "I-x", "L-x", "U-x"}, TagLetters::bilou, prefix},
                      {{"O", "U-x"}, TagLetters::bilou, prefix},
                      {{"O", "PER", "LOC"}, TagLetters::none, prefix},
                      {{}, TagLetters::none, prefix},
                      {{"O", "PER-B", "PER-I"}, TagLetters::bio, suffix},
                      {{"O", "PER-U", "PER-L", "PER-B", "[UNK]"}, TagLetters::bilou, suffix},
                      {{"O", "x-E"}, TagLetters::ioe, suffix},
                      {{"O", "x-S"}, TagLetters::bioes, suffix},
                      {{"PER-B", "B-PER"}, TagLetters::bio, prefix},  // no side for sure
                      {{"B-S", "I-S", "O"}, TagLetters::bio, prefix},
                      {{"NN", "VB", "NN-S", "DT"}, TagLetters::none, prefix},
                      {{"O", "B-", "x-PER", "-B", ""}, TagLetters::none, prefix}};
  for (const Row& row : rows) {
    CAPTURE(row.labels.size());
    const LabelReading reading = read_labels(row.labels);
    CHECK(reading.letters == row.letters);
    CHECK(reading.affix == row.affix);
  }
  CHECK(read_labels(Labels{"B-S"}, suffix).letters == TagLetters::bioes);
}

TEST_CASE("a letter on the other side of its type is refused") {
  CHECK(error_of(ErrorKind::input, [] { check_affix("PER-B", prefix); }) ==
        "tag 'PER-B': the letter stands behind the type, expected before it as in the others");
  CHECK(error_of(ErrorKind::input, [] { check_affix("B-PER", suffix); }) ==
        "tag 'B-PER': the letter stands before the type, expected behind it as in the others");
  for (const char* tag : {"O", "B-S", "PER", ""}) CHECK_NOTHROW(check_affix(tag, suffix));
}

}  // namespace
}  // namespace electra
