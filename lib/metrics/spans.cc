#include <cassert>
#include <set>

#include "electra/losses.h"
#include "electra/metrics.h"
#include "metrics/averages.h"
#include "metrics/strict_spans.h"
#include "metrics/tags.h"

namespace electra {

using namespace internal;

namespace {

bool is_one_of(char letter, std::string_view letters) { return letters.find(letter) != letters.npos; }

// Whether a span of `before` ends where `tag` follows, and whether one begins at `tag`: seqeval's rules.
bool ends(const Tag& before, const Tag& tag) {
  if (is_one_of(before.letter, "ES")) return true;
  if (is_one_of(before.letter, "BI") && is_one_of(tag.letter, "BSO")) return true;
  return !is_one_of(before.letter, "O.") && before.type != tag.type;
}

bool begins(const Tag& before, const Tag& tag) {
  if (is_one_of(tag.letter, "BS")) return true;
  if (is_one_of(before.letter, "ESO") && is_one_of(tag.letter, "EI")) return true;
  return !is_one_of(tag.letter, "O.") && before.type != tag.type;
}

std::vector<TaggedSpan> lenient_spans(std::span<const Tag> tags) {
  std::vector<TaggedSpan> spans;
  Tag before;
  int64_t begin = 0;
  for (int64_t i = 0; i <= std::ssize(tags); ++i) {
    const Tag tag = i == std::ssize(tags) ? Tag{} : tags[static_cast<size_t>(i)];
    if (ends(before, tag)) spans.push_back({std::string(before.type), begin, i});
    if (begins(before, tag)) begin = i;
    before = tag;
  }
  return spans;
}

std::vector<TaggedSpan> google_spans(std::span<const Tag> tags) {
  std::vector<TaggedSpan> spans;
  Tag last;
  int64_t begin = 0;
  for (int64_t i = 0; i <= std::ssize(tags); ++i) {
    const Tag tag = i == std::ssize(tags) ? Tag{} : tags[static_cast<size_t>(i)];
    const bool opens = is_one_of(tag.letter, "BS");
    if ((opens || tag.letter == 'O') && last.letter != 'O') spans.push_back({std::string(last.type), begin, i});
    if (opens || last.letter == 'O') begin = i;
    last = tag;
  }
  return spans;
}

template <class Read>
std::vector<Tag> read_all(std::span<const std::string> tags, const Read& read) {
  std::vector<Tag> result;
  for (const std::string& tag : tags) result.push_back(read(tag));
  return result;
}

}  // namespace

std::vector<TaggedSpan> tagged_spans(std::span<const std::string> tags, TagScheme scheme, TagAffix affix) {
  if (scheme == TagScheme::lenient) {
    return lenient_spans(read_all(tags, [&](const std::string& tag) { return seqeval_tag(tag, affix); }));
  }
  if (scheme != TagScheme::google) return strict_spans(tags, scheme, affix);
  assert(affix == TagAffix::prefix);
  return google_spans(read_all(tags, google_tag));
}

std::vector<TaggedSpan> read_spans(std::span<const std::string> tags, const LabelReading& reading) {
  const std::vector<Tag> meant = read_all(tags, [&](const std::string& tag) { return meant_tag(tag, reading); });
  return tag_scheme(reading) == TagScheme::google ? google_spans(meant) : lenient_spans(meant);
}

void SpanAccumulator::add(std::span<const std::string> gold, std::span<const std::string> predicted,
                          std::span<const float> logits, std::span<const int64_t> labels) {
  assert(gold.size() == predicted.size() && (labels.empty() || labels.size() == gold.size()));
  const std::vector<TaggedSpan> in_gold = tagged_spans(gold, scheme_, affix_);
  const std::vector<TaggedSpan> found = tagged_spans(predicted, scheme_, affix_);
  ++sentences_;
  words_ += std::ssize(gold);
  for (size_t word = 0; word < gold.size(); ++word) right_words_ += gold[word] == predicted[word];
  const std::set<TaggedSpan> wanted(in_gold.begin(), in_gold.end());
  for (const TaggedSpan& span : wanted) ++types_[span.type].gold;
  for (const TaggedSpan& span : std::set<TaggedSpan>(found.begin(), found.end())) {
    ++types_[span.type].predicted;
    types_[span.type].correct += wanted.contains(span);
  }
  const size_t width = labels.empty() ? 0 : logits.size() / labels.size();
  for (size_t word = 0; word < labels.size(); ++word) {
    if (labels[word] == ignored_label) continue;
    const auto row = logits.subspan(word * width, width);
    loss_.add(cross_entropy_loss(row, std::ssize(row), labels.subspan(word, 1)));
  }
}

SpanMetrics SpanAccumulator::metrics() const {
  std::vector<ClassCounts> classes;
  for (const auto& [type, counts] : types_) classes.push_back(counts);
  return {.sentences = sentences_,
          .words = words_,
          .word_accuracy = share(right_words_, words_),
          .loss = loss_.value(),
          .averages = average(classes, AveragedClasses::all),
          .types = types_};
}

}  // namespace electra
