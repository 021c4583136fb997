#include "cli/formats/choose.h"

#include <span>
#include <string_view>

#include "cli/io/json_out.h"
#include "cli/io/rows.h"

namespace electra::cli {
namespace {

const std::string& text_of(const ChoiceExample& example, const Choice& choice) {
  return example.choices[static_cast<size_t>(choice.best)];
}

void append_numbers(std::string& out, std::string_view key, std::span<const float> numbers) {
  out += key;
  for (size_t i = 0; i < numbers.size(); ++i) {
    out += i == 0 ? '[' : ',';
    append_json_score(out, numbers[i]);
  }
  out += ']';
}

}  // namespace

void write_choice_tsv(const Item<ChoiceExample>& item, const Choice& choice, NoStyle&, std::string& out) {
  begin_row(out, item);
  append_integer(out, choice.best);
  out += '\t' + on_one_line(text_of(item.example, choice));
  for (const float probability : choice.probabilities) {
    out += '\t';
    append_score(out, probability);
  }
  out += '\n';
}

void write_choice_json(const Item<ChoiceExample>& item, const Choice& choice, NoStyle&, std::string& out) {
  begin_object(out, item);
  out += R"("choice":)";
  append_integer(out, choice.best);
  out += R"(,"text":)";
  append_json_string(out, text_of(item.example, choice));
  append_numbers(out, R"(,"probabilities":)", choice.probabilities);
  append_numbers(out, R"(,"logits":)", choice.logits);
  out += "}\n";
}

}  // namespace electra::cli
