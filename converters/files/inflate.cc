#include "converters/files/inflate.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

#include "electra/error.h"

namespace electra::converters {
namespace {

constexpr size_t chunk_bytes = size_t{1} << 18;

struct EndStream {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

}  // namespace

void inflate_bytes(std::string_view packed, uint64_t size, const std::string& label,
                   const std::function<void(std::string_view)>& use) {
  z_stream state = {};
  if (inflateInit2(&state, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, EndStream> stream(&state);
  std::vector<char> chunk(chunk_bytes);
  uint64_t total = 0;
  for (int code = Z_OK; code != Z_STREAM_END && total <= size;) {
    const std::string_view input = packed.substr(0, chunk_bytes);
    // zlib never writes there.
    state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    state.avail_in = static_cast<uInt>(input.size());
    state.next_out = reinterpret_cast<Bytef*>(chunk.data());
    state.avail_out = static_cast<uInt>(chunk.size());
    code = ::inflate(&state, Z_NO_FLUSH);
    packed.remove_prefix(input.size() - state.avail_in);
    const size_t made = chunk.size() - state.avail_out;
    if (code != Z_STREAM_END && (code != Z_OK || (made == 0 && packed.empty()))) {
      throw Error(ErrorKind::model, fmt::format("{}: damaged: cannot be unpacked", label));
    }
    total += made;
    use({chunk.data(), static_cast<size_t>(std::min<uint64_t>(made, size - std::min(size, total - made)))});
  }
  if (total != size) {
    throw Error(ErrorKind::model, fmt::format("{}: damaged: unpacks to {} bytes{}, expected {}", label, total,
                                              total > size ? " or more" : "", size));
  }
}

}  // namespace electra::converters
