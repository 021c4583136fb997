#include "text/vocabulary.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/utf8.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra {

using namespace internal;

namespace {

using Lines = std::vector<std::string>;

Lines lines(const Vocabulary& vocabulary) {
  Lines result;
  for (int32_t id = 0; id < vocabulary.size(); ++id) result.emplace_back(vocabulary[id]);
  return result;
}

Lines lines(std::string_view text) { return lines(Vocabulary::parse(text, "v.txt")); }

std::string fault(std::string_view text) {
  return error_of(ErrorKind::model, [&] { Vocabulary::parse(text, "v.txt"); });
}

TEST_CASE("a line is a piece, with or without a line end behind the last one") {
  CHECK(lines("a\nbc\n") == Lines{"a", "bc"});
  CHECK(lines("a\nbc") == Lines{"a", "bc"});
}

TEST_CASE("more lines than any vocabulary has are refused before there are tables of them") {
  const std::string most(Vocabulary::max_tokens, '\n');
  CHECK(Vocabulary::parse(most, "v.txt").size() == Vocabulary::max_tokens);
  CHECK(fault(most + "a") == "v.txt: more than 4000000 lines");
  CHECK(fault(most + "\r") == "v.txt: more than 4000000 lines");
}

TEST_CASE("lines end in LF, CRLF or CR and nothing else") {
  CHECK(lines("a\r\nb\r\n") == Lines{"a", "b"});
  CHECK(lines("a\rb\n\rc") == Lines{"a", "b", "", "c"});
  CHECK(lines("a\u2028b\u0085c\x0B\x0C\nd") == Lines{"a\u2028b\u0085c\x0B\x0C", "d"});
}

TEST_CASE("white space, empty lines and NUL bytes are kept") {
  CHECK(lines("a \n\n\tb\n") == Lines{"a ", "", "\tb"});
  CHECK(lines(std::string_view("a\0b\n", 4)) == Lines{std::string("a\0b", 3)});
  CHECK(lines("\n") == Lines{""});
}

TEST_CASE("a byte-order mark is skipped with a warning") {
  const Vocabulary vocabulary = Vocabulary::parse("\uFEFFa\n\uFEFFb\n", "v.txt");
  CHECK(lines(vocabulary) == Lines{"a", "\uFEFFb"});
  CHECK(vocabulary.warnings() == Lines{"v.txt: begins with a byte-order mark, skipped"});
  CHECK(Vocabulary::parse("a\n", "v.txt").warnings().empty());
}

TEST_CASE("an empty file and malformed UTF-8 are refused") {
  CHECK(fault("") == "v.txt: empty file, expected one token a line");
  CHECK(fault("\uFEFF") == "v.txt: empty file, expected one token a line");
  CHECK(fault("a\nb\xE9\n") == "v.txt: line 2: not UTF-8");
  CHECK(fault("\xC3\n\xA9") == "v.txt: line 1: not UTF-8");
}

TEST_CASE("a file that is too large is refused before it is read") {
  CHECK(fault(std::string((size_t{64} << 20) + 1, '\n')) == "v.txt: 67108865 bytes, expected at most 67108864");
}

TEST_CASE("a file is read, and a missing one is named") {
  const TemporaryDirectory folder;
  CHECK(lines(Vocabulary::read(folder.file("v.txt", "a\nb\n"))) == Lines{"a", "b"});
  const auto missing = folder / "none.txt";
  CHECK(error_of(ErrorKind::io, [&] { Vocabulary::read(missing); }).starts_with(missing.string() + ": "));
}

TEST_CASE("every prefix of a vocabulary is read or refused") {
  const std::string text = "[PAD]\r\né€\n##😀\n\nx";
  for (size_t size = 1; size <= text.size(); ++size) {
    const std::string prefix = text.substr(0, size);
    if (is_utf8(prefix)) {
      CHECK(Vocabulary::parse(prefix, "v.txt").size() >= 1);
    } else {
      CHECK(fault(prefix).ends_with(": not UTF-8"));
    }
  }
}

}  // namespace
}  // namespace electra
