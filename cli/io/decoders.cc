#include "cli/io/decoders.h"

#include <fmt/format.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include "base/utf8.h"
#include "cli/io/input_fault.h"

namespace electra::cli {
namespace {

using namespace std::string_view_literals;

[[noreturn]] void fail_cut(std::string_view name) { fail(fmt::format("ends in the middle of its {} data", name)); }
[[noreturn]] void fail_damaged(std::string_view name) { fail(fmt::format("its {} data are damaged", name)); }
[[noreturn]] void fail_large(std::string_view name) {
  fail(fmt::format("its {} data take too much memory to unpack", name));
}

// Several members make one file, as with zcat; zeros behind the last one fill up a block of a tape.
class Gzip : public Decoder {
 public:
  Gzip() {
    constexpr int window_and_header = 15 + 16;
    if (inflateInit2(&stream_, window_and_header) != Z_OK) throw std::bad_alloc();
  }
  ~Gzip() override { inflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  size_t decode(std::span<const char>& in, std::span<char> out, bool at_end) override {
    size_t written = 0;
    while (written == 0) {
      if (is_between_ && !begin_member(in, at_end)) return 0;
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));  // zlib's type, it only reads
      stream_.avail_in = static_cast<uInt>(in.size());
      stream_.next_out = reinterpret_cast<Bytef*>(out.data());
      stream_.avail_out = static_cast<uInt>(out.size());
      const int status = inflate(&stream_, Z_NO_FLUSH);
      in = in.last(stream_.avail_in);
      written = out.size() - stream_.avail_out;
      is_between_ = status == Z_STREAM_END;
      if (status == Z_MEM_ERROR) throw std::bad_alloc();
      if (status != Z_OK && status != Z_BUF_ERROR && !is_between_) fail_damaged("gzip");
      if (written > 0 || is_between_ || !in.empty()) continue;
      if (at_end) fail_cut("gzip");
      return 0;
    }
    return written;
  }

 private:
  // False: there is none, or not yet.
  bool begin_member(std::span<const char>& in, bool at_end) {
    while (!in.empty() && in.front() == '\0') in = in.subspan(1);
    if (in.empty() || (in.size() < 2 && !at_end)) return false;
    if (in.size() < 2 || in[0] != '\x1F' || in[1] != '\x8B') fail("has other bytes behind its gzip data");
    inflateReset(&stream_);
    is_between_ = false;
    return true;
  }

  z_stream stream_ = {};
  bool is_between_ = false;  // two members
};

class Xz : public Decoder {
 public:
  Xz() {
    constexpr uint64_t most_memory = uint64_t{512} << 20;  // xz -9 takes 65 MiB
    if (lzma_stream_decoder(&stream_, most_memory, LZMA_CONCATENATED) != LZMA_OK) throw std::bad_alloc();
  }
  ~Xz() override { lzma_end(&stream_); }
  Xz(const Xz&) = delete;
  Xz& operator=(const Xz&) = delete;

  size_t decode(std::span<const char>& in, std::span<char> out, bool at_end) override {
    if (is_done_) return 0;
    stream_.next_in = reinterpret_cast<const uint8_t*>(in.data());
    stream_.avail_in = in.size();
    stream_.next_out = reinterpret_cast<uint8_t*>(out.data());
    stream_.avail_out = out.size();
    const lzma_ret status = lzma_code(&stream_, at_end ? LZMA_FINISH : LZMA_RUN);
    in = in.last(stream_.avail_in);
    const size_t written = out.size() - stream_.avail_out;
    is_done_ = status == LZMA_STREAM_END;
    if (status == LZMA_MEM_ERROR) throw std::bad_alloc();
    if (status == LZMA_MEMLIMIT_ERROR) fail_large("xz");
    if (status != LZMA_OK && status != LZMA_BUF_ERROR && !is_done_) fail_damaged("xz");
    if (written == 0 && at_end && !is_done_) fail_cut("xz");
    return written;
  }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool is_done_ = false;
};

class Zstd : public Decoder {
 public:
  Zstd() : stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) throw std::bad_alloc();
  }
  ~Zstd() override { ZSTD_freeDStream(stream_); }
  Zstd(const Zstd&) = delete;
  Zstd& operator=(const Zstd&) = delete;

  size_t decode(std::span<const char>& in, std::span<char> out, bool at_end) override {
    ZSTD_inBuffer from = {in.data(), in.size(), 0};
    ZSTD_outBuffer to = {out.data(), out.size(), 0};
    while (to.pos == 0 && (from.pos < from.size || is_inside_)) {
      const size_t before = from.pos;
      const size_t status = ZSTD_decompressStream(stream_, &to, &from);
      if (ZSTD_isError(status) != 0U) refuse(status);
      is_inside_ = status != 0;
      if (from.pos == before && to.pos == 0) break;
    }
    in = in.subspan(from.pos);
    if (to.pos == 0 && at_end && is_inside_) fail_cut("zstd");
    return to.pos;
  }

 private:
  [[noreturn]] static void refuse(size_t status) {
    switch (ZSTD_getErrorCode(status)) {
      case ZSTD_error_memory_allocation:
        throw std::bad_alloc();
      case ZSTD_error_frameParameter_windowTooLarge:
        fail_large("zstd");
      case ZSTD_error_dictionary_wrong:
        fail("its zstd data need the dictionary that they were packed with");
      default:
        fail_damaged("zstd");
    }
  }

  ZSTD_DStream* stream_;
  bool is_inside_ = false;  // a frame
};

// Half a pair of surrogates, and half a unit at the end, become a byte that is in no UTF-8: whoever repairs that
// counts them.
class Utf16 : public Decoder {
 public:
  explicit Utf16(bool is_little_endian) : low_(is_little_endian ? 0 : 1) {}

  size_t decode(std::span<const char>& in, std::span<char> out, bool at_end) override {
    size_t written = 0;
    if (!is_behind_mark_) {
      in = in.subspan(2);
      is_behind_mark_ = true;
    }
    while (!in.empty() && written + 4 <= out.size()) {
      const uint32_t first = in.size() >= 2 ? unit(in, 0) : 0;
      const bool is_high = first >= 0xD800 && first < 0xDC00;
      if (in.size() < (is_high ? 4 : 2) && !at_end) break;
      const uint32_t second = is_high && in.size() >= 4 ? unit(in, 2) : 0;
      const bool is_pair = second >= 0xDC00 && second < 0xE000;
      const bool is_bad = in.size() < 2 || (first >= 0xD800 && first < 0xE000 && !is_pair);
      if (is_bad) {
        out[written++] = '\xFF';
      } else {
        utf8_.clear();
        internal::append_utf8(utf8_, is_pair ? 0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00) : first);
        written += utf8_.copy(out.data() + written, utf8_.size());
      }
      in = in.subspan(std::min<size_t>(in.size(), is_pair ? 4 : 2));
    }
    return written;
  }

 private:
  uint32_t unit(std::span<const char> in, size_t at) const {
    return static_cast<uint8_t>(in[at + low_]) | static_cast<uint32_t>(static_cast<uint8_t>(in[at + 1 - low_])) << 8U;
  }

  size_t low_;        // where in a unit its low byte is
  std::string utf8_;  // of the character at hand
  bool is_behind_mark_ = false;
};

struct Magic {
  std::string_view bytes;              // '?': one of sixteen, of frames that zstd leaves out
  std::unique_ptr<Decoder> (*make)();  // null: no decoder, but not to be taken for the next one
};

// Whether they are the same as far as both go.
bool agree(std::string_view magic, std::string_view beginning) {
  for (size_t i = 0; i < std::min(magic.size(), beginning.size()); ++i) {
    const bool is_same = magic[i] == '?' ? beginning[i] >= '\x50' && beginning[i] <= '\x5F' : magic[i] == beginning[i];
    if (!is_same) return false;
  }
  return true;
}

// Nothing: more bytes could tell. Null: there is none.
std::optional<const Magic*> find_magic(std::span<const Magic> magics, std::string_view beginning, bool at_end) {
  for (const Magic& magic : magics) {
    if (!agree(magic.bytes, beginning)) continue;
    if (beginning.size() >= magic.bytes.size()) return magic.make == nullptr ? nullptr : &magic;
    if (!at_end) return std::nullopt;
  }
  return nullptr;
}

template <class Kind, bool... arguments>
std::unique_ptr<Decoder> make() {
  return std::make_unique<Kind>(arguments...);
}

constexpr Magic encodings[] = {
    {"\xFF\xFE\0\0"sv, nullptr},  // UTF-32
    {"\xFF\xFE", make<Utf16, true>},
    {"\xFE\xFF", make<Utf16, false>},
};

// What was packed may have an encoding of its own.
class Unpacked : public Decoder {
 public:
  explicit Unpacked(std::unique_ptr<Decoder> unpacker) : unpacker_(std::move(unpacker)) {}

  size_t decode(std::span<const char>& in, std::span<char> out, bool at_end) override {
    while (true) {
      if (is_chosen_ && encoding_ == nullptr && left_.empty()) return unpacker_->decode(in, out, at_end);
      // First what has come: what follows may be damaged.
      const size_t written = is_chosen_ ? take(out, false) : 0;
      if (written > 0) return written;
      const bool has_more = fill(in, at_end);
      if (!is_chosen_) choose(!has_more && at_end);
      if (!has_more) return is_chosen_ ? take(out, at_end) : 0;
    }
  }

 private:
  // Unpacks to behind what is left. False: nothing comes of what there is.
  bool fill(std::span<const char>& in, bool at_end) {
    assert(left_.size() < bytes_.size());  // a decoder takes what it can
    std::copy(left_.begin(), left_.end(), bytes_.begin());
    left_ = std::span(bytes_).first(left_.size());
    const size_t count = unpacker_->decode(in, std::span(bytes_).subspan(left_.size()), at_end);
    left_ = std::span(bytes_).first(left_.size() + count);
    return count > 0;
  }
  void choose(bool at_end) {
    const auto magic = find_magic(encodings, {left_.data(), left_.size()}, at_end);
    is_chosen_ = magic.has_value();
    if (magic && *magic != nullptr) encoding_ = (*magic)->make();
  }
  size_t take(std::span<char> out, bool at_end) {
    if (encoding_ != nullptr) return encoding_->decode(left_, out, at_end);
    const size_t count = std::min(left_.size(), out.size());
    std::copy_n(left_.begin(), count, out.begin());
    left_ = left_.subspan(count);
    return count;
  }

  std::unique_ptr<Decoder> unpacker_;
  std::unique_ptr<Decoder> encoding_;  // null: none
  bool is_chosen_ = false;             // encoding_
  std::array<char, size_t{16} << 10> bytes_;
  std::span<const char> left_;  // of bytes_, not given out
};

template <class Unpacker>
std::unique_ptr<Decoder> unpack() {
  return std::make_unique<Unpacked>(std::make_unique<Unpacker>());
}

constexpr Magic magics[] = {
    {"\x1F\x8B", unpack<Gzip>},
    {"\xFD"
     "7zXZ\0"sv,
     unpack<Xz>},
    {"\x28\xB5\x2F\xFD", unpack<Zstd>},
    {"?\x2A\x4D\x18", unpack<Zstd>},
    encodings[0],
    encodings[1],
    encodings[2],
};

}  // namespace

bool find_decoder(std::string_view beginning, bool at_end, std::unique_ptr<Decoder>& decoder) {
  const std::optional<const Magic*> magic = find_magic(magics, beginning, at_end);
  if (magic && *magic != nullptr) decoder = (*magic)->make();
  return magic.has_value();
}

bool has_decoder(std::string_view beginning) { return *find_magic(magics, beginning, true) != nullptr; }

}  // namespace electra::cli
