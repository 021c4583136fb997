#include "text/sentence_pieces.h"

#include <fmt/core.h>
#include <sentencepiece_processor.h>

#include <algorithm>
#include <exception>
#include <new>
#include <string>

#include "base/mapped_file.h"
#include "base/utf8.h"
#include "electra/error.h"
#include "text/unicode.h"

namespace electra::internal {
namespace {

constexpr size_t max_bytes = size_t{64} << 20;  // the largest known models have 5 MB
constexpr size_t block_bytes = size_t{16} << 10;
constexpr size_t most_unknown = 2 * block_bytes;  // bytes in a row

// Counts the words of a text that begin up to a position. Positions may not go back.
class WordCounter {
 public:
  WordCounter(std::string_view text) : text_(text) {}

  // Index of the word that the first character from `position` on that is not white space belongs to.
  int32_t word_at(size_t position) {
    while (next_ < text_.size() && (next_ <= position || in_space_)) {
      const DecodedCodePoint decoded = decode_utf8(text_, next_);
      const bool space = contains(unicode_tables::white_space, decoded.code_point);
      if (!space && in_space_) ++words_;
      in_space_ = space;
      next_ += decoded.length;
    }
    return std::max(0, words_ - 1);
  }

 private:
  std::string_view text_;
  size_t next_ = 0;
  bool in_space_ = true;
  int32_t words_ = 0;
};

// What is wrong by the library, which says so by a status, and what it is made of by exceptions; empty: nothing.
template <class Call>
std::string library_fault(const Call& call) {
  try {
    const auto status = call();
    return status.ok() ? "" : status.ToString();
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    const std::string_view reason = error.what();  // "./darts.h:1143: exception: REASON"
    constexpr std::string_view mark = "exception: ";
    const size_t begin = reason.find(mark);
    return std::string(begin == reason.npos ? reason : reason.substr(begin + mark.size()));
  }
}

}  // namespace

struct SentencePieces::Library {
  sentencepiece::SentencePieceProcessor processor;
  std::string file;

  sentencepiece::ImmutableSentencePieceText split(std::string_view text) const {
    sentencepiece::ImmutableSentencePieceText pieces;
    const std::string fault = library_fault([&] { return processor.Encode(text, pieces.mutable_proto()); });
    if (!fault.empty()) throw Error(ErrorKind::input, fmt::format("{}: cannot split: {}", file, fault));
    return pieces;
  }

  // The library joins neighbouring unknown characters by copying them all for each: its time grows by the square of
  // their number. So long texts are first split in blocks, which takes it no such time.
  void refuse_long_unknown(std::string_view text) const {
    if (text.size() <= most_unknown) return;
    size_t run = 0;  // bytes of unknown characters up to here
    for (size_t begin = 0; begin < text.size(); begin += block_bytes) {
      const auto pieces = split(text.substr(begin, block_bytes));
      for (const auto& piece : pieces.pieces()) {
        if (piece.surface().empty()) continue;  // the blank that the library puts before a text
        run = processor.IsUnknown(static_cast<int>(piece.id())) ? run + piece.surface().size() : 0;
        if (run <= most_unknown) continue;
        throw Error(ErrorKind::input,
                    fmt::format("more than {} bytes in a row are characters that {} does not know: not a text in its "
                                "language",
                                most_unknown, file));
      }
    }
  }
};

SentencePieces::SentencePieces(const std::filesystem::path& file) : library_(std::make_unique<Library>()) {
  const MappedFile mapped(file);
  const std::span<const std::byte> bytes = mapped.bytes();
  const auto refuse = [&](std::string_view fault) {
    throw Error(ErrorKind::model, fmt::format("{}: {}", file.string(), fault));
  };
  if (bytes.empty()) refuse("empty file, expected a SentencePiece model");
  if (bytes.size() > max_bytes) refuse(fmt::format("{} bytes, expected at most {}", bytes.size(), max_bytes));
  library_->file = file.string();
  const std::string fault = library_fault([&] {
    return library_->processor.LoadFromSerializedProto({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  });
  if (!fault.empty()) refuse(fmt::format("not a SentencePiece model: {}", fault));
  for (int32_t id = 0; id < size(); ++id) {  // which the library does not look at
    if (!is_utf8(token(id))) refuse(fmt::format("piece {} is not UTF-8", id));
  }
}

SentencePieces::~SentencePieces() = default;

void SentencePieces::encode(std::string_view text, size_t begin, size_t end, EncodingBuilder& builder) const {
  text = text.substr(begin, end - begin);
  library_->refuse_long_unknown(text);
  const auto pieces = library_->split(text);
  builder.reserve(pieces.pieces_size());
  WordCounter words(text);
  int32_t word = 0;
  for (size_t i = 0; i < pieces.pieces_size(); ++i) {
    const auto piece = pieces.pieces(static_cast<int>(i));
    const int32_t own_word = words.word_at(piece.begin());
    for (; word < own_word; ++word) builder.end_word();
    builder.put(static_cast<int32_t>(piece.id()),
                {static_cast<uint32_t>(begin + piece.begin()), static_cast<uint32_t>(begin + piece.end())});
  }
  if (pieces.pieces_size() > 0) builder.end_word();
}

NormalizedText SentencePieces::normalize(std::string_view text, size_t begin, size_t end) const {
  NormalizedText normalized;
  normalized.bytes = text.substr(begin, end - begin);
  for (size_t i = begin; i < end; ++i) {
    normalized.sources.push_back({static_cast<uint32_t>(i), static_cast<uint32_t>(i + 1)});
  }
  return normalized;
}

// Control pieces ([CLS]) have no text of their own: as in Transformers they are written out, between blanks.
std::string SentencePieces::join(const std::vector<std::string_view>& tokens) const {
  const auto& processor = library_->processor;
  std::string text;
  std::vector<std::string> run;
  const auto append = [&](std::string_view part) {
    if (!text.empty() && !part.empty()) text += ' ';
    text += part;
  };
  const auto flush = [&] {
    std::string decoded;
    const std::string fault = library_fault([&] { return processor.Decode(run, &decoded); });
    if (!fault.empty()) throw Error(ErrorKind::input, fmt::format("{}: cannot join: {}", library_->file, fault));
    append(decoded);
    run.clear();
  };
  for (const std::string_view token : tokens) {
    const int32_t piece = id(token);
    if (piece >= 0 && !processor.IsControl(piece)) {
      run.emplace_back(token);
      continue;
    }
    flush();
    append(token);
  }
  flush();
  return text;
}

int32_t SentencePieces::size() const { return library_->processor.GetPieceSize(); }
std::string_view SentencePieces::token(int32_t id) const { return library_->processor.IdToPiece(id); }

int32_t SentencePieces::id(std::string_view token) const {
  const int32_t piece = library_->processor.PieceToId(token);
  return library_->processor.IdToPiece(piece) == token ? piece : -1;  // an unknown one gets the id of <unk>
}

std::string SentencePieces::unk_token() const { return std::string(token(library_->processor.unk_id())); }
std::string SentencePieces::pad_token() const {
  const int32_t pad = library_->processor.pad_id();
  return pad < 0 ? std::string() : std::string(token(pad));
}

}  // namespace electra::internal
