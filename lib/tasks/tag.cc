#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "electra/tasks.h"
#include "metrics/tags.h"
#include "tasks/documents.h"
#include "tasks/lengths.h"
#include "tasks/probabilities.h"

namespace electra {

using namespace internal;

namespace {

size_t arg_max(std::span<const float> values) {
  return static_cast<size_t>(std::ranges::max_element(values) - values.begin());
}

// What the aggregation makes one decision for: a piece or a word.
struct Unit {
  Span bytes;
  int32_t label;
  float probability;
};

int64_t count_code_points(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return !continues_code_point(c); });
}

// The pipeline takes a piece of WordPiece for the start of a word where it is as long as the text that it stands for;
// "##ing" is longer.
bool continues_word(std::string_view text, Span bytes, int32_t id, const Tokenizer& tokenizer) {
  return count_code_points(tokenizer.token(id)) != count_code_points(text.substr(bytes.begin, bytes.end - bytes.begin));
}

// And a piece of SentencePiece where a blank stands before it or is its first character.
bool follows_closely(std::string_view text, Span bytes) {
  return bytes.begin > 0 && text.substr(bytes.begin - 1, 2).find(' ') == std::string_view::npos;
}

// What a decision is made from: the probabilities of the labels of a text's pieces.
class Pieces {
 public:
  Pieces(std::string_view text, const Documents& documents, size_t index, const Tokenizer& tokenizer)
      : text_(text), documents_(documents), document_(documents[index]), tokenizer_(tokenizer) {}

  size_t size() const { return document_.encoding.size(); }
  Span bytes(size_t piece) const { return document_.encoding.spans[piece]; }
  // Whether it continues the word of the piece before it. REQUIRES: piece > 0.
  bool continues(size_t piece, Aggregation aggregation) const {
    const Encoding& encoding = document_.encoding;
    const bool is_unknown = encoding.ids[piece] == tokenizer_.unk_id();
    if (!tokenizer_.is_sentence_piece()) {
      return !is_unknown && continues_word(text_, bytes(piece), encoding.ids[piece], tokenizer_);
    }
    if (aggregation == Aggregation::scheme) return encoding.word_ids[piece] == encoding.word_ids[piece - 1];
    return !is_unknown && follows_closely(text_, bytes(piece));
  }
  std::vector<float> probabilities(size_t piece) const {
    const std::span<const float> logits = documents_.row(document_, static_cast<int64_t>(piece));
    std::vector<float> probabilities(logits.begin(), logits.end());
    softmax(probabilities);
    return probabilities;
  }

 private:
  std::string_view text_;
  const Documents& documents_;
  const Document& document_;
  const Tokenizer& tokenizer_;
};

Unit unit_of(const Pieces& pieces, size_t begin, size_t end, Aggregation aggregation) {
  std::vector<float> probabilities = pieces.probabilities(begin);
  for (size_t piece = begin + 1; piece < end; ++piece) {
    if (aggregation == Aggregation::max) {
      std::vector<float> others = pieces.probabilities(piece);
      if (std::ranges::max(others) > std::ranges::max(probabilities)) probabilities = std::move(others);
    } else if (aggregation == Aggregation::average) {
      const std::vector<float> others = pieces.probabilities(piece);
      for (size_t i = 0; i < probabilities.size(); ++i) probabilities[i] += others[i];
    }
  }
  if (aggregation == Aggregation::average) {
    for (float& probability : probabilities) probability /= static_cast<float>(end - begin);
  }
  const size_t label = arg_max(probabilities);
  return {{pieces.bytes(begin).begin, pieces.bytes(end - 1).end}, static_cast<int32_t>(label), probabilities[label]};
}

std::vector<Unit> units_of(const Pieces& pieces, Aggregation aggregation) {
  const bool of_pieces = aggregation == Aggregation::none || aggregation == Aggregation::simple;
  std::vector<Unit> units;
  for (size_t begin = 0; begin < pieces.size();) {
    size_t end = begin + 1;
    while (!of_pieces && end < pieces.size() && pieces.continues(end, aggregation)) ++end;
    units.push_back(unit_of(pieces, begin, end, aggregation));
    begin = end;
  }
  return units;
}

const std::string& label_of(const Unit& unit, const Config& config) {
  return config.id2label[static_cast<size_t>(unit.label)];
}

FoundSpan span_of(std::span<const Unit> units, std::string label) {
  double sum = 0.0;
  for (const Unit& unit : units) sum += unit.probability;
  return {{units.front().bytes.begin, units.back().bytes.end},
          std::move(label),
          static_cast<float>(sum / static_cast<double>(units.size()))};
}

// As the pipeline groups.
std::vector<FoundSpan> grouped(std::span<const Unit> units, const Config& config) {
  std::vector<FoundSpan> spans;
  for (size_t begin = 0; begin < units.size();) {
    const std::string_view label = label_of(units[begin], config);
    const std::string_view type = pipeline_tag(label).type, group = pipeline_group(label);
    size_t end = begin + 1;
    for (; end < units.size(); ++end) {
      const Tag next = pipeline_tag(label_of(units[end], config));
      if (next.letter == 'B' || next.type != type) break;
    }
    if (group != "O") spans.push_back(span_of(units.subspan(begin, end - begin), std::string(group)));
    begin = end;
  }
  return spans;
}

// As the labels mean it.
std::vector<FoundSpan> read(std::span<const Unit> units, const Config& config) {
  std::vector<std::string> tags;
  for (const Unit& unit : units) tags.push_back(label_of(unit, config));
  std::vector<FoundSpan> spans;
  for (const TaggedSpan& span : read_spans(tags, read_labels(config.id2label))) {
    spans.push_back(
        span_of(units.subspan(static_cast<size_t>(span.begin), static_cast<size_t>(span.end - span.begin)), span.type));
  }
  return spans;
}

std::vector<FoundSpan> found_spans(std::span<const Unit> units, const Config& config, Aggregation aggregation) {
  if (aggregation == Aggregation::scheme) return read(units, config);
  if (aggregation != Aggregation::none) return grouped(units, config);
  std::vector<FoundSpan> spans;
  for (const Unit& unit : units) {
    const std::string& label = label_of(unit, config);
    if (label != "O") spans.push_back({unit.bytes, label, unit.probability});
  }
  return spans;
}

// The tags of the words of a sentence: `count` words, some of which may have no pieces.
std::vector<WordTag> word_tags(const Documents& documents, const Document& document, size_t count) {
  std::vector<WordTag> tags;
  auto next = document.words.begin();  // the first word with pieces at or behind the word at hand
  for (size_t word = 0; word < count; ++word) {
    const auto index_of = [&](const PieceRange& range) {
      return document.encoding.word_ids[static_cast<size_t>(range.begin)];
    };
    while (next != document.words.end() && index_of(*next) < static_cast<int32_t>(word)) ++next;
    const bool is_end = next == document.words.end();
    const int64_t piece = is_end ? static_cast<int64_t>(document.encoding.size()) : next->begin;
    const std::span<const float> logits = documents.row(document, piece);
    std::vector<float> probabilities(logits.begin(), logits.end());
    softmax(probabilities);
    const size_t label = arg_max(logits);
    tags.push_back({static_cast<int32_t>(label), probabilities[label], {logits.begin(), logits.end()}});
  }
  return tags;
}

}  // namespace

std::vector<std::vector<WordTag>> tag_words(Runner& runner, const Tokenizer& tokenizer,
                                            std::span<const std::vector<std::string>> sentences,
                                            const TagOptions& options) {
  runner.model().require(Head::tag);
  Documents documents(tokenizer, checked_max_length(options.max_length, runner.model(), tokenizer), options.overlap);
  for (const std::vector<std::string>& sentence : sentences) {
    std::vector<Encoding> encodings = tokenizer.encode_words(sentence, std::nullopt, {.special_tokens = false});
    documents.add(std::move(encodings.front()), !sentence.empty());
  }
  documents.run(runner, options.batch_tokens);
  std::vector<std::vector<WordTag>> results;
  for (size_t i = 0; i < sentences.size(); ++i) {
    results.push_back(word_tags(documents, documents[i], sentences[i].size()));
  }
  return results;
}

std::vector<std::vector<FoundSpan>> find_spans(Runner& runner, const Tokenizer& tokenizer,
                                               std::span<const std::string_view> texts, Aggregation aggregation,
                                               const TagOptions& options) {
  runner.model().require(Head::tag);
  const Config& config = runner.model().config();
  Documents documents(tokenizer, checked_max_length(options.max_length, runner.model(), tokenizer), options.overlap);
  for (const std::string_view text : texts) documents.add_text(text);
  documents.run(runner, options.batch_tokens);
  std::vector<std::vector<FoundSpan>> results;
  for (size_t i = 0; i < texts.size(); ++i) {
    const Pieces pieces(texts[i], documents, i, tokenizer);
    results.push_back(found_spans(units_of(pieces, aggregation), config, aggregation));
  }
  return results;
}

}  // namespace electra
