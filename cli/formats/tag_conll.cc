#include "cli/formats/tag_conll.h"

#include <utility>

#include "electra/error.h"

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

}  // namespace

TagConllJob::TagConllJob(Session& session, ConllParser parser, TagOptions options, std::string scheme,
                         const Stream& stream, TagEvaluation* evaluation)
    : session_(session),
      parser_(parser),
      options_(options),
      scheme_(std::move(scheme)),
      stream_(stream),
      evaluation_(evaluation) {}

void TagConllJob::compute(std::span<const Record> records) {
  slots_.clear();
  sentences_.clear();
  gold_.clear();
  places_.clear();
  in_sentence_ = false;
  for (const Record& record : records) slots_.push_back(take(record));

  const auto tags = tag_words(session_.runner, session_.tokenizer(), sentences_, options_);
  if (evaluation_ != nullptr) evaluate(tags);
  tags_.clear();
  for (const std::vector<WordTag>& sentence : tags) tags_.push_back(written_tags(sentence));
}

TagConllJob::Slot TagConllJob::take(const Record& record) {
  Slot slot;
  if (record.source != std::exchange(source_, record.source)) in_sentence_ = false;
  if (record.too_long) return slot;
  try {
    slot.line = parser_.parse(record);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::input) throw;
    slot.fault = error.what();
    return slot;
  }
  if (slot.line.kind != ConllLine::Kind::word) {
    in_sentence_ = false;
    return slot;
  }
  if (!std::exchange(in_sentence_, true)) {
    sentences_.emplace_back();
    gold_.emplace_back();
    places_.push_back(stream_.place(record));
  }
  slot.sentence = sentences_.size() - 1;
  slot.word = sentences_.back().size();
  sentences_.back().emplace_back(slot.line.word);
  if (slot.line.label) gold_.back().emplace_back(*slot.line.label);
  return slot;
}

void TagConllJob::evaluate(std::span<const std::vector<WordTag>> tags) {
  for (size_t i = 0; i < tags.size(); ++i) evaluation_->add(gold_[i], tags[i], places_[i]);
}

std::vector<std::string> TagConllJob::written_tags(std::span<const WordTag> tags) const {
  const Config& config = session_.runner.model().config();
  std::vector<std::string> raw;
  for (const WordTag& tag : tags) raw.push_back(config.id2label[static_cast<size_t>(tag.label)]);
  if (scheme_ == "raw" || !makes_spans(config.id2label)) return raw;
  return tags_of(tagged_spans(raw, tag_scheme(config.id2label)), raw.size(), scheme_ == "bioes");
}

void TagConllJob::format(const Record& record, size_t index, std::string& out) {
  const Slot& slot = slots_[index];
  if (slot.fault) throw Error(ErrorKind::input, *slot.fault);
  out += record.text;
  if (slot.line.kind != ConllLine::Kind::other) {
    out += slot.line.separator;
    out += slot.sentence ? tags_[*slot.sentence][slot.word] : "O";
  }
  out += '\n';
}

}  // namespace electra::cli
