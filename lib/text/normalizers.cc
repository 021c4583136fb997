#include "text/normalizers.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "text/stage_tables.h"
#include "text/stages.h"
#include "text/unicode.h"

namespace electra::internal {
namespace {

using normalizers::Bert;
using normalizers::Lowercase;
using normalizers::Replace;
using normalizers::Stage;
using normalizers::Strip;
using normalizers::StripAccents;

void remove_all(Characters& characters, std::span<const unicode_tables::CodePointRange> ranges) {
  std::erase_if(characters, [&](const Character& c) { return contains(ranges, c.code_point); });
}

void run(const Lowercase&, Characters& characters) {
  Characters lowered;
  lowered.reserve(characters.size());
  for (const auto& [code_point, source] : characters) {
    for (const char32_t c : lower_case(code_point)) lowered.push_back({c, source});
  }
  characters = std::move(lowered);
}

void run(UnicodeForm form, Characters& characters) { to_unicode_form(characters, form); }

void run(const StripAccents&, Characters& characters) { remove_all(characters, stage_tables::combining_marks); }

void clean(Characters& characters) {
  remove_all(characters, unicode_tables::removed);
  for (Character& c : characters) {
    if (contains(unicode_tables::white_space, c.code_point)) c.code_point = U' ';
  }
}

void pad_ideographs(Characters& characters) {
  Characters padded;
  padded.reserve(characters.size());
  for (const Character& c : characters) {
    const bool ideograph = contains(unicode_tables::ideographs, c.code_point);
    if (ideograph) padded.push_back({U' ', c.source});
    padded.push_back(c);
    if (ideograph) padded.push_back({U' ', c.source});
  }
  characters = std::move(padded);
}

void run(const Bert& bert, Characters& characters) {
  if (bert.clean_text) clean(characters);
  if (bert.handle_chinese_chars) pad_ideographs(characters);
  if (bert.strip_accents.value_or(bert.lowercase)) {
    to_unicode_form(characters, UnicodeForm::nfd);
    remove_all(characters, unicode_tables::nonspacing_marks);
  }
  if (bert.lowercase) run(Lowercase(), characters);
}

void run(const Strip& strip, Characters& characters) {
  const auto is_space = [](const Character& c) { return is_white_space(c.code_point); };
  if (strip.right) {
    const auto last = std::find_if_not(characters.rbegin(), characters.rend(), is_space);
    characters.erase(last.base(), characters.end());
  }
  if (strip.left) characters.erase(characters.begin(), std::ranges::find_if_not(characters, is_space));
}

// What is put in comes from the last character that it replaces.
void run(const Replace& replace, Characters& characters) {
  Characters replaced;
  replaced.reserve(characters.size());
  for (auto position = characters.begin(); position != characters.end();) {
    const auto found = std::search(position, characters.end(), replace.pattern.begin(), replace.pattern.end(),
                                   [](const Character& c, char32_t wanted) { return c.code_point == wanted; });
    replaced.insert(replaced.end(), position, found);
    if (found == characters.end()) break;
    position = found + static_cast<std::ptrdiff_t>(replace.pattern.size());
    const Span source = (position - 1)->source;
    for (const char32_t c : replace.content) replaced.push_back({c, source});
  }
  characters = std::move(replaced);
}

void read_bert(const JsonObject& object, std::vector<Stage>& stages) {
  stages.emplace_back(Bert{.clean_text = need_boolean(object, "clean_text"),
                           .handle_chinese_chars = object.boolean("handle_chinese_chars").value_or(true),
                           .strip_accents = object.boolean("strip_accents"),
                           .lowercase = object.boolean("lowercase").value_or(true)});
}

template <UnicodeForm form>
void read_form(const JsonObject&, std::vector<Stage>& stages) {
  stages.emplace_back(form);
}

template <class Plain>
void read_plain(const JsonObject&, std::vector<Stage>& stages) {
  stages.emplace_back(Plain());
}

void read_strip(const JsonObject& object, std::vector<Stage>& stages) {
  stages.emplace_back(Strip{need_boolean(object, "strip_left"), need_boolean(object, "strip_right")});
}

void read_replace(const JsonObject& object, std::vector<Stage>& stages) {
  const auto pattern = object.object("pattern");
  if (!pattern || pattern->json().size() != 1 || !pattern->has("String")) object.refuse("pattern", "one String");
  Replace replace{code_points_of(pattern->need_string("String")), code_points_of(object.need_string("content"))};
  if (replace.pattern.empty()) pattern->refuse("String", "at least one character");
  stages.emplace_back(std::move(replace));
}

constexpr StageReader<Stage> readers[] = {{"BertNormalizer", read_bert},
                                          {"NFC", read_form<UnicodeForm::nfc>},
                                          {"NFD", read_form<UnicodeForm::nfd>},
                                          {"NFKC", read_form<UnicodeForm::nfkc>},
                                          {"NFKD", read_form<UnicodeForm::nfkd>},
                                          {"Lowercase", read_plain<Lowercase>},
                                          {"StripAccents", read_plain<StripAccents>},
                                          {"Strip", read_strip},
                                          {"Replace", read_replace}};

// A file of a few bytes must not make a text grow without end: ten Replace of "a" by "aaaaaaaaaa" do.
void check_growth(const JsonObject& object, const std::vector<Stage>& stages) {
  constexpr double most = 64;
  double growth = 1;
  for (const Stage& stage : stages) {
    const auto* replace = std::get_if<Replace>(&stage);
    if (replace == nullptr) continue;
    growth *=
        std::max(1.0, static_cast<double>(replace->content.size()) / static_cast<double>(replace->pattern.size()));
    if (growth > most) object.fail(fmt::format("its Replace can make a text more than {} times as long", most));
  }
}

}  // namespace

void Normalizer::apply(Characters& characters) const {
  for (const Stage& stage : stages_) std::visit([&](const auto& s) { run(s, characters); }, stage);
}

Normalizer read_normalizer(const JsonObject& file, const char* key) {
  const auto object = file.object(key);
  if (!object) return {};
  std::vector<Stage> stages;
  read_stages(*object, {readers, "normalizers"}, stages);
  check_growth(*object, stages);
  const bool alone = object->string("type") == "BertNormalizer";
  return alone ? Normalizer(std::get<Bert>(stages.front())) : Normalizer(std::move(stages));
}

}  // namespace electra::internal
