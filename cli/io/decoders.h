// What packed and encoded files are turned into bytes of text with.
#pragma once

#include <memory>
#include <string_view>

#include "cli/io/byte_stream.h"

namespace electra::cli {

// By the first bytes of a file: sets `decoder` for gzip, xz, zstd and UTF-16 with a mark, and leaves it for everything
// else. False: more bytes could tell, and there are some (not `at_end`).
bool find_decoder(std::string_view beginning, bool at_end, std::unique_ptr<Decoder>& decoder);

// Whether it sets one for a file that begins so, with no less than a magic number.
bool has_decoder(std::string_view beginning);

}  // namespace electra::cli
