#include "text/letter_case.h"

#include <doctest/doctest.h>

namespace electra::internal {

TEST_CASE("a word takes the letter case of another") {
  CHECK(in_case_of("dogs", "dollars") == "dollars");
  CHECK(in_case_of("Dogs", "dollars") == "Dollars");
  CHECK(in_case_of("DOGS", "dollars") == "DOLLARS");
  CHECK(in_case_of("E\u0301DOGS", "people") == "PEOPLE");
  CHECK(in_case_of("I", "we") == "We");  // one capital says no more than a first capital
  CHECK(in_case_of("McDonald", "smith") == "Smith");
  CHECK(in_case_of("iPhone", "phone") == "phone");
  CHECK(in_case_of("Été", "œuvre") == "Œuvre");
  CHECK(in_case_of("ΑΒΓ", "δεζ") == "ΔΕΖ");
  CHECK(in_case_of("Москва", "париж") == "Париж");
  CHECK(in_case_of("МОСКВА", "ёлка") == "ЁЛКА");
  CHECK(in_case_of("Ա", "բան") == "Բան");
  CHECK(in_case_of("Straße", "ßa") == "ßa");  // no single capital
}

TEST_CASE("what has no case stays as it is") {
  CHECK(in_case_of("日本", "dollars") == "dollars");
  CHECK(in_case_of(",", "dollars") == "dollars");
  CHECK(in_case_of("", "dollars") == "dollars");
  CHECK(in_case_of("Dogs", "") == "");
  CHECK(in_case_of("DOGS", "日本") == "日本");
  CHECK(in_case_of("1990", "dollars") == "dollars");
  CHECK(in_case_of("\xff", "dollars") == "dollars");
}

}  // namespace electra::internal
