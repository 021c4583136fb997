// Odd JSON, as it stands in every file and record.
#include <doctest/doctest.h>

#include <string>

#include "base/json.h"
#include "cli/io/item_source.h"
#include "electra/error.h"
#include "growth/growth.h"
#include "lib/base/temporary_directory.h"

namespace electra::test {
namespace {

using namespace internal;

std::string list(std::string items) { return "[" + std::move(items) + "]"; }
std::string object(std::string members) { return "{" + std::move(members) + "}"; }

struct Kind {
  const char* what;
  size_t unit;
  std::string (*text)(size_t n);
};

const Kind kinds[] = {
    {"empty objects", 1000, [](size_t n) { return list(repeated(n, "{}", ",")); }},
    {"empty lists", 1000, [](size_t n) { return list(repeated(n, "[]", ",")); }},
    {"objects in an object", 500, [](size_t n) { return object(repeated(n, R"("k@":{})", ",")); }},
    {"keys", 500, [](size_t n) { return object(repeated(n, R"("k@":1)", ",")); }},
    {"one key again and again", 500, [](size_t n) { return object(repeated(n, R"("k":1)", ",")); }},
    {"lists as deep as they may be", 15,
     [](size_t n) { return list(repeated(n, std::string(63, '[') + std::string(63, ']'), ",")); }},
    {"brackets without an end", 2000, [](size_t n) { return std::string(n, '['); }},
    {"escapes", 1000, [](size_t n) { return list('"' + repeated(n, "\\u00e9\\n") + '"'); }},
    {"numbers", 500, [](size_t n) { return list(repeated(n, "-1.5e-3", ",")); }},
    {"Python's numbers", 250, [](size_t n) { return list(repeated(n, "NaN,-Infinity", ",")); }},
    {"blanks", 5000, [](size_t n) { return list(std::string(n, ' ')); }},
    {"a fault at the end", 500, [](size_t n) { return list(repeated(n, "{}\n", ",") + ",,"); }},
};

TEST_CASE("JSON of a file") {
  for (const Kind& kind : kinds) {
    check_growth(kind.what, kind.unit, [&](size_t n) {
      return with_errors([text = kind.text(n)] { static_cast<void>(parse_json(text, "f.json")); });
    });
  }
}

TEST_CASE("JSON of a record") {
  for (const Kind& kind : kinds) {
    check_growth(kind.what, kind.unit, [&](size_t n) {
      return with_errors([text = kind.text(n)] { static_cast<void>(parse_json_record(text)); });
    });
  }
}

TEST_CASE("keys in their order") {
  check_growth("keys in order", 300, [](size_t n) {
    return [text = object("\"k\":" + object(repeated(n, R"("k@":{})", ",")))] {
      CHECK(keys_in_order(text, "k").size() > 0);
    };
  });
}

// In a member that nobody reads.
TEST_CASE("JSON of a file of SQuAD, and of predictions") {
  const TemporaryDirectory folder;
  for (const Kind& kind : kinds) {
    check_growth(std::string("squad: ") + kind.what, kind.unit / 2, [&](size_t n) {
      const auto file =
          folder.file("a.json", R"({"data":[{"paragraphs":[{"context":"a","qas":[],"x":)" + kind.text(n) + "}]}]}");
      const auto answers = folder.file("b.json", "{}");
      const std::vector<std::string> score = {"score", "qa", answers, file, "--output", folder / "out"};
      return any(score);
    });
  }
}

}  // namespace
}  // namespace electra::test
