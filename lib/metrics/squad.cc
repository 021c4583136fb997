// The evaluation scripts of SQuAD 1.1 and 2.0, by Rajpurkar et al.
#include <algorithm>
#include <set>

#include "base/utf8.h"
#include "electra/metrics.h"
#include "text/python_unicode.h"

namespace electra {

using namespace internal;

namespace {

using Words = std::vector<std::string>;

std::u32string lower_case(std::string_view text) {
  python_unicode::Characters characters;
  for (size_t position = 0; position < text.size();) {
    const DecodedCodePoint decoded = decode_utf8(text, position);
    characters.push_back({decoded.code_point, {}});
    position += decoded.length;
  }
  python_unicode::lower_case(characters);
  std::u32string lowered;
  for (const auto& character : characters) lowered += character.code_point;
  return lowered;
}

bool is_ascii_punctuation(char32_t c) {
  const bool letter_or_digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return c > ' ' && c < 0x7F && !letter_or_digit;
}

// Every article that stands between characters that are no part of words becomes a blank.
std::u32string without_articles(std::u32string_view text) {
  const auto is_word = [&](size_t i) { return python_unicode::is_word_character(text[i]); };
  std::u32string out;
  for (size_t i = 0; i < text.size();) {
    size_t article = 0;
    for (const std::u32string_view candidate : {U"a", U"an", U"the"}) {
      const size_t end = i + candidate.size();
      const bool stands_alone = (i == 0 || !is_word(i - 1)) && (end >= text.size() || !is_word(end));
      if (text.substr(i).starts_with(candidate) && stands_alone) article = candidate.size();
    }
    out += article > 0 ? U' ' : text[i];
    i += std::max<size_t>(1, article);
  }
  return out;
}

Words words_of(std::string_view text) {
  std::u32string kept;
  for (const char32_t c : lower_case(text)) {
    if (!is_ascii_punctuation(c)) kept += c;
  }
  Words words;
  bool inside = false;
  for (const char32_t c : without_articles(kept)) {
    const bool space = python_unicode::is_space(c);
    if (!space && !inside) words.emplace_back();
    if (!space) append_utf8(words.back(), c);
    inside = !space;
  }
  return words;
}

size_t in_common(const Words& a, const Words& b) {
  std::multiset<std::string> left(a.begin(), a.end());
  size_t common = 0;
  for (const std::string& word : b) {
    const auto found = left.find(word);
    if (found == left.end()) continue;
    left.erase(found);
    ++common;
  }
  return common;
}

// Of one prediction and one gold answer; two without words are equal in 2.0, and have nothing in common in 1.1.
double word_f1(const Words& gold, const Words& predicted, bool empty_is_equal) {
  if (empty_is_equal && (gold.empty() || predicted.empty())) return gold == predicted ? 1.0 : 0.0;
  const auto common = static_cast<double>(in_common(gold, predicted));
  if (common == 0.0) return 0.0;
  const double precision = common / static_cast<double>(predicted.size());
  const double recall = common / static_cast<double>(gold.size());
  return 2.0 * precision * recall / (precision + recall);
}

struct Match {
  double exact = 0.0;
  double f1 = 0.0;
};

Match best_of(const std::vector<Words>& golds, const Words& predicted, bool empty_is_equal) {
  Match best;
  for (const Words& gold : golds) {
    best.exact = std::max(best.exact, gold == predicted ? 1.0 : 0.0);
    best.f1 = std::max(best.f1, word_f1(gold, predicted, empty_is_equal));
  }
  return best;
}

// One question of SQuAD 2.0.
struct Item {
  bool has_answer = false;
  bool predicts_answer = false;
  Match raw;
};

std::map<std::string, Item> compare_items(std::span<const GoldAnswers> gold,
                                          const std::map<std::string, std::string>& predictions) {
  std::map<std::string, Item> items;
  for (const GoldAnswers& question : gold) {
    std::vector<Words> answers;
    for (const std::string& text : question.texts) {
      Words words = words_of(text);
      if (!words.empty()) answers.push_back(std::move(words));
    }
    if (answers.empty()) answers.emplace_back();
    const auto found = predictions.find(question.id);
    const std::string predicted = found == predictions.end() ? "" : found->second;
    items[question.id] = {!question.texts.empty(), !predicted.empty(), best_of(answers, words_of(predicted), true)};
  }
  return items;
}

AnswerMetrics sum(const std::vector<Match>& matches) {
  AnswerMetrics out;
  for (const Match& match : matches) {
    out.exact += 100.0 * match.exact;
    out.f1 += 100.0 * match.f1;
  }
  out.total = std::ssize(matches);
  if (out.total > 0) out.exact /= static_cast<double>(out.total), out.f1 /= static_cast<double>(out.total);
  return out;
}

// The odds of known questions, smallest first; equal ones in their order.
std::vector<std::pair<double, const Item*>> by_odds(const std::map<std::string, Item>& items,
                                                    const std::vector<std::pair<std::string, double>>& null_odds) {
  std::vector<std::pair<double, const Item*>> sorted;
  for (const auto& [id, odds] : null_odds) {
    if (const auto found = items.find(id); found != items.end()) sorted.emplace_back(odds, &found->second);
  }
  std::ranges::stable_sort(sorted, {}, [](const auto& entry) { return entry.first; });
  return sorted;
}

// What answering only the questions below a threshold would reach, at best.
std::pair<double, double> best_threshold(const std::vector<std::pair<double, const Item*>>& sorted, size_t total,
                                         double unanswerable, double Match::*metric) {
  double current = unanswerable, best = current, threshold = 0.0;
  for (const auto& [odds, item] : sorted) {
    current += item->has_answer ? item->raw.*metric : item->predicts_answer ? -1.0 : 0.0;
    if (current > best) best = current, threshold = odds;
  }
  return {100.0 * best / static_cast<double>(total), threshold};
}

template <class Metric>
double average_precision(const std::vector<std::pair<double, const Item*>>& sorted, double answerable,
                         const Metric& metric) {
  double hits = 0.0, last_recall = 0.0, area = 0.0;
  for (size_t i = 0; i < sorted.size(); ++i) {
    if (sorted[i].second->has_answer) hits += metric(*sorted[i].second);
    if (i + 1 < sorted.size() && sorted[i].first == sorted[i + 1].first) continue;
    const double recall = hits / answerable;
    area += hits / static_cast<double>(i + 1) * (recall - last_recall);
    last_recall = recall;
  }
  return 100.0 * area;
}

}  // namespace

std::string normalize_answer(std::string_view text) {
  std::string joined;
  for (const std::string& word : words_of(text)) {
    if (!joined.empty()) joined += ' ';
    joined += word;
  }
  return joined;
}

AnswerMetrics squad1_metrics(std::span<const GoldAnswers> gold, const std::map<std::string, std::string>& predictions) {
  std::vector<Match> matches;
  for (const GoldAnswers& question : gold) {
    const auto found = predictions.find(question.id);
    matches.emplace_back();
    if (found == predictions.end()) continue;
    std::vector<Words> answers;
    for (const std::string& text : question.texts) answers.push_back(words_of(text));
    matches.back() = best_of(answers, words_of(found->second), false);
  }
  return sum(matches);
}

Squad2Metrics squad2_metrics(std::span<const GoldAnswers> gold, const std::map<std::string, std::string>& predictions,
                             const std::vector<std::pair<std::string, double>>* null_odds, double threshold) {
  const std::map<std::string, Item> items = compare_items(gold, predictions);
  std::map<std::string, double> odds_of;
  if (null_odds != nullptr) odds_of.insert(null_odds->begin(), null_odds->end());
  std::vector<Match> all, with, without;
  for (const auto& [id, item] : items) {
    const auto odds = odds_of.find(id);
    const bool silenced = odds != odds_of.end() && odds->second > threshold;
    const double right = item.has_answer ? 0.0 : 1.0;
    all.push_back(silenced ? Match{right, right} : item.raw);
    (item.has_answer ? with : without).push_back(all.back());
  }
  Squad2Metrics out;
  out.all = sum(all);
  if (!with.empty()) out.has_answer = sum(with);
  if (!without.empty()) out.no_answer = sum(without);
  if (null_odds == nullptr || items.empty()) return out;
  const auto sorted = by_odds(items, *null_odds);
  const auto unanswerable = static_cast<double>(without.size());
  const auto [exact, exact_threshold] = best_threshold(sorted, items.size(), unanswerable, &Match::exact);
  const auto [f1, f1_threshold] = best_threshold(sorted, items.size(), unanswerable, &Match::f1);
  out.best = {exact, exact_threshold, f1, f1_threshold};
  if (with.empty()) return out;
  const auto answerable = static_cast<double>(with.size());
  out.average_precision = {average_precision(sorted, answerable, [](const Item& item) { return item.raw.exact; }),
                           average_precision(sorted, answerable, [](const Item& item) { return item.raw.f1; }),
                           average_precision(sorted, answerable, [](const Item&) { return 1.0; })};
  return out;
}

}  // namespace electra
