#include "cli/formats/tag_conll.h"

#include <span>

namespace electra::cli {

namespace {

// Spans as BIO, or as BIOES, in which single words are S- and last ones E-.
std::vector<std::string> tags_of(std::span<const TaggedSpan> spans, size_t words, bool with_ends) {
  std::vector<std::string> tags(words, "O");
  for (const TaggedSpan& span : spans) {
    for (int64_t i = span.begin; i < span.end; ++i) {
      const bool first = i == span.begin;
      const bool last = with_ends && i + 1 == span.end;
      const char prefix = last ? (first ? 'S' : 'E') : (first ? 'B' : 'I');
      tags[static_cast<size_t>(i)] = std::string(1, prefix) + '-' + span.type;
    }
  }
  return tags;
}

std::vector<std::string> written_tags(std::span<const WordTag> tags, const ConllStyle& style) {
  const std::vector<std::string>& labels = style.config->id2label;
  std::vector<std::string> raw;
  for (const WordTag& tag : tags) raw.push_back(labels[static_cast<size_t>(tag.label)]);
  if (style.notation == TagNotation::raw || style.reading.letters == TagLetters::none) return raw;
  return tags_of(read_spans(raw, style.reading), raw.size(), style.notation == TagNotation::bioes);
}

}  // namespace

void write_sentence(const Item<ConllSentence>& item, const std::vector<WordTag>& tags, ConllStyle& style,
                    std::string& out) {
  const std::vector<std::string> written = written_tags(tags, style);
  size_t word = 0;
  for (const ConllLine& line : item.example.lines) {
    if (line.kind != ConllLine::Kind::bad) out += line.text;
    if (line.kind == ConllLine::Kind::word) {
      out += line.separator + written[word++];
    } else if (line.kind == ConllLine::Kind::document) {
      out += line.separator;
      out += 'O';
    }
    out += '\n';
  }
}

}  // namespace electra::cli
