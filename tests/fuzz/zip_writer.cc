#include "fuzz/zip_writer.h"

#include <zlib.h>

#include <cstdint>
#include <initializer_list>
#include <utility>

#include "fuzz/fuzz.h"

namespace electra::fuzz {
namespace {

using Field = std::pair<uint64_t, size_t>;  // a number and its bytes

void append(std::string& out, std::initializer_list<Field> fields) {
  for (const Field& field : fields) {
    for (size_t i = 0; i < field.second; ++i) out += static_cast<char>(field.first >> (8 * i));
  }
}

std::string deflated(const std::string& content) {
  z_stream stream = {};
  FUZZ_CHECK(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  FUZZ_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

constexpr uint64_t elsewhere = 0xFFFFFFFF;  // the number is in an extra field

class ZipWriter {
 public:
  void add(const ZipPart& part);
  std::string finish(const ZipOptions& options);

 private:
  std::string file_;
  std::string directory_;
  uint64_t members_ = 0;
};

void ZipWriter::add(const ZipPart& part) {
  const std::string packed = part.is_deflated ? deflated(part.content) : part.content;
  const uint64_t crc = crc32(0, reinterpret_cast<const Bytef*>(part.content.data()), uInt(part.content.size()));
  const uint64_t place = file_.size();
  const uint64_t version = part.is_large ? 45 : 20;
  const uint64_t flags = part.has_data_descriptor ? 8 : 0;
  const uint64_t method = part.is_deflated ? 8 : 0;
  const bool is_told = !part.has_data_descriptor;
  append(file_, {{0x04034B50, 4}, {version, 2}, {flags, 2}, {method, 2}, {0, 4}, {is_told ? crc : 0, 4}});
  append(file_,
         {{is_told ? packed.size() : 0, 4}, {is_told ? part.content.size() : 0, 4}, {part.name.size(), 2}, {0, 2}});
  file_ += part.name + packed;
  if (!is_told) append(file_, {{0x08074B50, 4}, {crc, 4}, {packed.size(), 4}, {part.content.size(), 4}});
  append(directory_, {{0x02014B50, 4}, {version, 2}, {version, 2}, {flags, 2}, {method, 2}, {0, 4}, {crc, 4}});
  append(directory_, {{part.is_large ? elsewhere : packed.size(), 4},
                      {part.is_large ? elsewhere : part.content.size(), 4},
                      {part.name.size(), 2},
                      {part.is_large ? 28 : 0, 2},
                      {0, 2},
                      {0, 2},
                      {0, 2},
                      {0, 4},
                      {part.is_large ? elsewhere : place, 4}});
  directory_ += part.name;
  if (part.is_large) append(directory_, {{1, 2}, {24, 2}, {part.content.size(), 8}, {packed.size(), 8}, {place, 8}});
  ++members_;
}

std::string ZipWriter::finish(const ZipOptions& options) {
  const uint64_t place = file_.size();
  const uint64_t size = directory_.size();
  std::string zip = file_ + directory_;
  if (options.is_large) {
    append(zip, {{0x06064B50, 4}, {44, 8}, {45, 2}, {45, 2}, {0, 4}, {0, 4}, {members_, 8}, {members_, 8}});
    append(zip, {{size, 8}, {place, 8}, {0x07064B50, 4}, {0, 4}, {place + size, 8}, {1, 4}});
  }
  const uint64_t count = options.is_large ? 0xFFFF : members_;
  append(zip, {{0x06054B50, 4}, {0, 2}, {0, 2}, {count, 2}, {count, 2}});
  append(zip, {{options.is_large ? elsewhere : size, 4}, {options.is_large ? elsewhere : place, 4}});
  append(zip, {{options.comment.size(), 2}});
  return zip + options.comment;
}

}  // namespace

std::string zip_bytes(const std::vector<ZipPart>& parts, const ZipOptions& options) {
  ZipWriter writer;
  for (const ZipPart& part : parts) writer.add(part);
  return writer.finish(options);
}

}  // namespace electra::fuzz
