#include "cli/examples/masked.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "base/json.h"
#include "cli/io/input_fault.h"
#include "cli/examples/text_record.h"

namespace electra::cli {
namespace {

using nlohmann::json;

std::optional<std::vector<std::string>> read_originals(const json& object) {
  const auto found = object.find("original");
  if (found == object.end() || found->is_null()) return std::nullopt;
  const json list = found->is_array() ? *found : json::array({*found});
  std::vector<std::string> words;
  for (const json& word : list) {
    if (!word.is_string()) fail(fmt::format("'original' has {}, expected a word", quote_json(word)));
    words.push_back(word.get<std::string>());
  }
  return words;
}

}  // namespace

std::optional<MaskedItem> read_masked_item(TextParser& parser, const Record& record, std::string_view file) {
  std::optional<TextItem> text = parser.parse(record, file);
  if (!text) return std::nullopt;
  MaskedItem item = {.text = std::move(text->first), .originals = {}};
  if (parser.reads_json()) item.originals = read_originals(text->object);
  return item;
}

int32_t piece_id(const Tokenizer& tokenizer, const std::string& word) {
  const std::vector<int32_t> ids = tokenizer.encode(word, false).ids;
  if (ids.size() == 1 && ids.front() != tokenizer.unk_id()) return ids.front();
  return tokenizer.id(word);
}

const std::vector<std::string>& checked_originals(const MaskedItem& item, size_t masks, bool cut) {
  if (!item.originals) fail("no \"original\" to compare with");
  const size_t count = item.originals->size();
  if (count != masks && !(cut && count > masks)) {
    fail(fmt::format("'original' has {} word{}, but the text has {} mask{}", count, count == 1 ? "" : "s", masks,
                     masks == 1 ? "" : "s"));
  }
  return *item.originals;
}

void MaskEvaluation::add(std::optional<size_t> rank) {
  ++masks_;
  first_ += rank == size_t{0};
  among_five_ += rank && *rank < static_cast<size_t>(predictions_needed);
}

Report MaskEvaluation::report() const {
  Report report = {{"task", "fill-mask"}, {"masks", masks_}};
  loss_.report_to(report);
  report["top1"] = mean_of(static_cast<double>(first_), masks_);
  report["top5"] = mean_of(static_cast<double>(among_five_), masks_);
  return report;
}

}  // namespace electra::cli
