// The examples of FIPS 180-4, and messages in parts of every size.
#include "base/sha256.h"

#include <doctest/doctest.h>

#include <string>

namespace electra::internal {
namespace {

std::string sha256(const std::string& text, size_t part = 1'000'000) {
  Sha256 hash;
  for (size_t begin = 0; begin < text.size(); begin += part) {
    const std::string bytes = text.substr(begin, part);
    hash.add(std::as_bytes(std::span(bytes)));
  }
  return hash.finish();
}

TEST_CASE("SHA-256 of the standard's examples") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a message in parts of any size has the hash of the whole") {
  for (size_t size = 50; size < 140; ++size) {
    const std::string text(size, 'b');
    for (const size_t part : {size_t{1}, size_t{7}, size_t{63}, size_t{64}, size_t{65}}) {
      CHECK(sha256(text, part) == sha256(text));
    }
  }
}

}  // namespace
}  // namespace electra::internal
