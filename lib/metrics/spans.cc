#include <cassert>
#include <set>

#include "electra/losses.h"
#include "electra/metrics.h"
#include "metrics/averages.h"
#include "metrics/tags.h"

namespace electra {

using namespace internal;

namespace {

bool is_one_of(char prefix, std::string_view prefixes) { return prefixes.find(prefix) != prefixes.npos; }

// Whether a span of `before` ends where `tag` follows, and whether one begins at `tag`: seqeval's rules.
bool ends(const Tag& before, const Tag& tag) {
  if (is_one_of(before.prefix, "ES")) return true;
  if (is_one_of(before.prefix, "BI") && is_one_of(tag.prefix, "BSO")) return true;
  return !is_one_of(before.prefix, "O.") && before.type != tag.type;
}

bool begins(const Tag& before, const Tag& tag) {
  if (is_one_of(tag.prefix, "BS")) return true;
  if (is_one_of(before.prefix, "ESO") && is_one_of(tag.prefix, "EI")) return true;
  return !is_one_of(tag.prefix, "O.") && before.type != tag.type;
}

std::vector<TaggedSpan> lenient_spans(std::span<const std::string> tags) {
  std::vector<TaggedSpan> spans;
  Tag before;
  int64_t begin = 0;
  for (int64_t i = 0; i <= std::ssize(tags); ++i) {
    const Tag tag = i == std::ssize(tags) ? Tag{} : seqeval_tag(tags[static_cast<size_t>(i)]);
    if (ends(before, tag)) spans.push_back({std::string(before.type), begin, i});
    if (begins(before, tag)) begin = i;
    before = tag;
  }
  return spans;
}

// Only what the scheme's own pattern matches: IOB2's B I I …, IOBES' S and B I … E.
std::vector<TaggedSpan> strict_spans(std::span<const std::string> tags, bool iobes) {
  std::vector<TaggedSpan> spans;
  for (size_t i = 0; i < tags.size();) {
    const Tag first = seqeval_tag(tags[i]);
    size_t end = i + 1;
    if (!is_one_of(first.prefix, iobes ? "BS" : "B")) {
      i = end;
      continue;
    }
    char last = first.prefix;
    for (; end < tags.size(); ++end) {
      const Tag tag = seqeval_tag(tags[end]);
      const bool inside = is_one_of(last, "BI") && is_one_of(tag.prefix, iobes ? "IE" : "I") && tag.type == first.type;
      if (!inside) break;
      last = tag.prefix;
    }
    if (!iobes || is_one_of(last, "ES"))
      spans.push_back({std::string(first.type), static_cast<int64_t>(i), static_cast<int64_t>(end)});
    i = end;
  }
  return spans;
}

std::vector<TaggedSpan> google_spans(std::span<const std::string> tags) {
  std::vector<TaggedSpan> spans;
  Tag last;
  int64_t begin = 0;
  for (int64_t i = 0; i <= std::ssize(tags); ++i) {
    const Tag tag = i == std::ssize(tags) ? Tag{} : google_tag(tags[static_cast<size_t>(i)]);
    const bool opens = is_one_of(tag.prefix, "BS");
    if ((opens || tag.prefix == 'O') && last.prefix != 'O') spans.push_back({std::string(last.type), begin, i});
    if (opens || last.prefix == 'O') begin = i;
    last = tag;
  }
  return spans;
}

}  // namespace

std::vector<TaggedSpan> tagged_spans(std::span<const std::string> tags, TagScheme scheme) {
  switch (scheme) {
    case TagScheme::lenient:
      return lenient_spans(tags);
    case TagScheme::google:
      return google_spans(tags);
    case TagScheme::strict_iob2:
    case TagScheme::strict_iobes:
      break;
  }
  return strict_spans(tags, scheme == TagScheme::strict_iobes);
}

void SpanAccumulator::add(std::span<const std::string> gold, std::span<const std::string> predicted,
                          std::span<const float> logits, std::span<const int64_t> labels) {
  assert(gold.size() == predicted.size() && (labels.empty() || labels.size() == gold.size()));
  ++sentences_;
  words_ += std::ssize(gold);
  for (size_t word = 0; word < gold.size(); ++word) right_words_ += gold[word] == predicted[word];
  const std::vector<TaggedSpan> in_gold = tagged_spans(gold, scheme_);
  const std::set<TaggedSpan> wanted(in_gold.begin(), in_gold.end());
  for (const TaggedSpan& span : wanted) ++types_[span.type].gold;
  const std::vector<TaggedSpan> found = tagged_spans(predicted, scheme_);
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
