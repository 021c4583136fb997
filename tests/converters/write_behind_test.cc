#include "converters/write_behind.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace electra::converters {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

TEST_CASE("bytes are written in order, whatever the pieces") {
  std::string expected;
  std::string written;
  WriteBehind behind([&](std::span<const std::byte> bytes) {
    written.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  });
  for (int i = 0; i < 400; ++i) {
    const std::string piece(static_cast<size_t>(i * 61), static_cast<char>('a' + i % 26));
    behind.append(bytes_of(piece));
    expected += piece;
  }
  behind.finish();
  CHECK((written == expected));
}

TEST_CASE("what goes wrong while writing is thrown to the caller") {
  int calls = 0;
  WriteBehind behind([&](std::span<const std::byte>) {
    ++calls;
    throw std::runtime_error("disk full");
  });
  const std::string piece(1 << 19, 'x');
  std::string fault;
  try {
    for (int i = 0; i < 100; ++i) behind.append(bytes_of(piece));
    behind.finish();
  } catch (const std::runtime_error& error) {
    fault = error.what();
  }
  CHECK(fault == "disk full");
  CHECK(calls == 1);
}

TEST_CASE("nothing to write, and an end without finish") {
  int calls = 0;
  {
    WriteBehind behind([&](std::span<const std::byte>) { ++calls; });
    behind.finish();
    CHECK(calls == 0);
    behind.append(bytes_of("x"));
  }
  CHECK(calls == 0);
}

}  // namespace
}  // namespace electra::converters
