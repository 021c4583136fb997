#include "base/quote.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/utf8.h"
#include "electra/error.h"

namespace electra {

using namespace internal;

namespace {

std::string times(size_t count, std::string_view text) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += text;
  return out;
}

TEST_CASE("a name stands in quotes as it is") {
  CHECK(quote("electra.encoder") == "'electra.encoder'");
  CHECK(quote("") == "''");
  CHECK(quote("Größe 東京 \U0001F600 it's \\n") == "'Größe 東京 \U0001F600 it's \\n'");
}

TEST_CASE("control characters and line ends are written out") {
  CHECK(quote(std::string_view("a\0b\n\r\t\x1b[31m\x7f", 12)) == "'a\\x00b\\x0a\\x0d\\x09\\x1b[31m\\x7f'");
  CHECK(quote("\u0080\u0085\u009b31m\u009f\u00a0") == "'\\u0080\\u0085\\u009b31m\\u009f\u00a0'");
  CHECK(quote("a\u2028b\u2029") == "'a\\u2028b\\u2029'");
}

TEST_CASE("characters that turn the direction of text are written out") {
  CHECK(quote("\u202aa\u202b\u202c\u202d\u202e") == "'\\u202aa\\u202b\\u202c\\u202d\\u202e'");
  CHECK(quote("\u2066\u2067\u2068\u2069\u200e\u200f\u061c") == "'\\u2066\\u2067\\u2068\\u2069\\u200e\\u200f\\u061c'");
}

TEST_CASE("bytes that are not UTF-8 are shown as what they are") {
  CHECK(quote("a\xff\xc3") == "'a\\xff\\xc3'");
  CHECK(quote("\xed\xa0\x80") == "'\\xed\\xa0\\x80'");  // a surrogate
}

TEST_CASE("a long name is cut at a code point") {
  CHECK(quote(times(200, "x")) == "'" + times(200, "x") + "'");
  CHECK(quote(times(201, "x")) == "'" + times(200, "x") + "...'");
  CHECK(quote("x" + times(200, "é")) == "'x" + times(99, "é") + "...'");
  CHECK(quote(times(100, "\x1b")) == "'" + times(50, "\\x1b") + "...'");
}

TEST_CASE("what is escaped stays so, and what is kept stays") {
  const std::string once = escaped("\x1b]0;x\x07\xff\u202e\n");
  CHECK(once == "\\x1b]0;x\\x07\\xff\\u202e\\x0a");
  CHECK(escaped(once) == once);
  CHECK(escaped("a\tb\x1b\n", "\t\n") == "a\tb\\x1b\n");
}

TEST_CASE("a long list is counted and cut") {
  CHECK(listed({}) == "");
  CHECK(listed({"a", "b"}) == "a, b");
  CHECK(listed(std::vector<std::string>(16, "a"), "; ") == "a" + times(15, "; a"));
  CHECK(listed(std::vector<std::string>(1000, "a")) == "a" + times(15, ", a") + " and 984 more");
  CHECK(listed(std::vector<std::string>(10, times(400, "x"))) ==
        times(400, "x") + ", " + times(400, "x") + " and 8 more");
  CHECK(quote_list({"a", "\n"}) == "'a', '\\x0a'");
}

TEST_CASE("an error is one bounded line of UTF-8, with its beginning and its end") {
  CHECK(std::string(Error(ErrorKind::io, "a\nelectra: b\xff").what()) == "a\\x0aelectra: b\\xff");
  const std::string whole(2000, 'x');
  CHECK(Error(ErrorKind::io, whole).what() == whole);
  for (const std::string_view filler : {"x", "é", "東", "\U0001F600", "\xff"}) {
    const std::string message = Error(ErrorKind::io, "begin" + times(5000, filler) + "end").what();
    CHECK(message.size() <= 2000);
    CHECK(message.size() > 1980);
    CHECK(is_utf8(message));
    CHECK(message.starts_with("begin"));
    CHECK(message.ends_with("end"));
  }
}

}  // namespace
}  // namespace electra
