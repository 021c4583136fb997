// Tags out of files beside gold.
#include "cli/evaluation/tag.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "cli/examples/words.h"
#include "cli/io/first_sentences.h"
#include "cli/io/input_fault.h"
#include "cli/io/input_file.h"
#include "cli/io/messages.h"
#include "cli/io/numbers.h"
#include "cli/score/pairs.h"
#include "cli/score/predicted_tags.h"
#include "cli/score/score.h"
#include "electra/metrics.h"
#include "metrics/strict_spans.h"
#include "metrics/tags.h"

namespace electra::cli {

using namespace internal;

namespace {

using Sentence = TaggedSentence;

void check_same_words(const ScoreRequest& request, const std::vector<Sentence>& predicted,
                      const std::vector<Sentence>& gold) {
  if (predicted.size() != gold.size()) {
    fail(fmt::format("{}: {} sentences, expected {} as in {}", input_name(request.predictions), predicted.size(),
                     gold.size(), input_name(request.gold)));
  }
  for (size_t i = 0; i < gold.size(); ++i) {
    const auto [ours, theirs] = std::ranges::mismatch(predicted[i].words, gold[i].words);
    if (ours == predicted[i].words.end() && theirs == gold[i].words.end()) continue;
    const auto offset = static_cast<size_t>(ours - predicted[i].words.begin());
    const auto shown = [](const auto& at, const auto& words) {
      return at == words.end() ? std::string("the end of the sentence") : quote(*at);
    };
    fail(fmt::format("{}:{}: {}, but {}:{} has {}", input_name(request.predictions), predicted[i].line_of(offset),
                     shown(ours, predicted[i].words), input_name(request.gold), gold[i].line_of(offset),
                     shown(theirs, gold[i].words)));
  }
}

// Where every tag of a file is a number, it has no names of labels.
void tell_numbers(std::vector<Sentence>& sentences) {
  const auto has_numbers = [](const Sentence& sentence) { return std::ranges::all_of(sentence.tags, is_number); };
  if (!std::ranges::all_of(sentences, has_numbers)) return;
  for (Sentence& sentence : sentences) sentence.has_numbers = true;
}

// Numbers of labels are compared as they are: without the model nobody knows their names.
void check_same_names(const ScoreRequest& request, const std::vector<Sentence>& predicted,
                      const std::vector<Sentence>& gold) {
  const auto name_of = [](const Sentence& sentence) { return sentence.has_numbers ? "numbers of labels" : "names"; };
  for (size_t i = 0; i < gold.size(); ++i) {
    const bool has_tags = !predicted[i].tags.empty() && !gold[i].tags.empty();
    if (!has_tags || predicted[i].has_numbers == gold[i].has_numbers) continue;
    fail(fmt::format("{}:{}: tags are {}, but in {}:{} {}: only the model knows which is which, so give both as names",
                     input_name(request.predictions), predicted[i].place.line, name_of(predicted[i]),
                     input_name(request.gold), gold[i].place.line, name_of(gold[i])));
  }
}

// Throws Error(input) with its place for the first tag of a file that does not pass the check.
template <class Check>
void check_tags(const std::string& file, const std::vector<Sentence>& sentences, const Check& check) {
  for (const Sentence& sentence : sentences) {
    for (size_t i = 0; i < sentence.tags.size(); ++i) {
      const auto fault = fault_of([&] { check(sentence.tags[i]); });
      if (fault) fail(fmt::format("{}:{}: {}", input_name(file), sentence.line_of(i), *fault));
    }
  }
}

LabelReading reading_of(const ScoreRequest& request, const std::vector<Sentence>& predicted,
                        const std::vector<Sentence>& gold) {
  std::set<std::string> distinct;
  for (const auto* sentences : {&predicted, &gold}) {
    for (const Sentence& sentence : *sentences) distinct.insert(sentence.tags.begin(), sentence.tags.end());
  }
  const LabelReading reading = read_labels(std::vector<std::string>(distinct.begin(), distinct.end()), request.affix);
  if (request.affix) return reading;
  if (reading.letters != TagLetters::none) {
    const auto check = [&](const std::string& tag) { check_affix(tag, reading.affix); };
    check_tags(request.predictions, predicted, check);
    check_tags(request.gold, gold, check);
  }
  if (reading.affix == TagAffix::suffix) {
    print_note("tags are read with their letter behind the type (PER-B); --affix prefix reads them otherwise");
  }
  return reading;
}

// As --evaluate leaves out words without text, which have no pieces.
std::vector<std::string> tags_of_text(const Sentence& sentence) {
  std::vector<std::string> tags;
  for (size_t i = 0; i < sentence.tags.size(); ++i) {
    if (has_text(sentence.words[i])) tags.push_back(sentence.tags[i]);
  }
  return tags;
}

}  // namespace

Scored score_tag(const ScoreRequest& request) {
  const auto column = parse_number<int64_t>(request.label_column);
  if (column && *column < 2) {
    throw Error(ErrorKind::usage,
                fmt::format("--label-column: {}, expected a name or a number from 2", quote(request.label_column)));
  }
  std::vector<Sentence> gold = read_sentences(request);
  std::vector<Sentence> predicted = read_predicted_sentences(request, gold);
  tell_numbers(gold);
  tell_numbers(predicted);
  check_same_words(request, predicted, gold);
  check_same_names(request, predicted, gold);
  const LabelReading reading = reading_of(request, predicted, gold);
  const TagScheme scheme = checked_scheme(request.scheme, reading);
  if (scheme != TagScheme::lenient && scheme != TagScheme::google) {
    const auto check = [&](const std::string& tag) { check_letter(tag, scheme, reading.affix); };
    check_tags(request.predictions, predicted, check);
    check_tags(request.gold, gold, check);
  }
  const bool has_spans = request.scheme || reading.letters != TagLetters::none;
  NamePairs pairs;
  SpanAccumulator spans(scheme, reading.affix);
  CountedWarning skipped = left_out_warning();
  for (size_t i = 0; i < gold.size(); ++i) {
    if (predicted[i].tags.empty()) {
      skipped.add(1, fmt::format("{}:{}", input_name(request.predictions), i + 1));
    } else {
      const std::vector<std::string> right = tags_of_text(gold[i]), found = tags_of_text(predicted[i]);
      spans.add(right, found);
      for (size_t word = 0; word < right.size() && !has_spans; ++word) pairs.add(right[word], found[word]);
    }
  }
  skipped.print();
  const SpanMetrics metrics = spans.metrics();
  return {report_of(metrics, has_spans), std::ssize(gold), plot_of(metrics, has_spans ? nullptr : &pairs)};
}

}  // namespace electra::cli
