#include "cli/commands/inspect_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/quote.h"
#include "cli/commands/inspect_heads.h"
#include "cli/commands/inspect_source.h"
#include "cli/commands/table.h"
#include "cli/run/session.h"
#include "electra/config.h"
#include "electra/tokenizer.h"
#include "format/weights.h"

namespace electra::cli {

using namespace internal;

namespace {

namespace fs = std::filesystem;

// Folders and the cache hold models of all kinds. What has no readable config may be a model of ours that is damaged.
bool is_electra(const fs::path& directory) try {
  const nlohmann::json config = parse_json_file(directory / "config.json");
  if (!config.is_object()) return true;
  const auto type = config.find("model_type");
  return type == config.end() || *type == "electra";
} catch (const Error&) {
  return true;
}

struct Served {
  std::vector<std::string_view> commands;
  std::string fault;  // why there are none; empty: nothing is wrong
};

Served served_by(const fs::path& directory) try {
  const Config config = read_config(directory / "config.json");
  OtherWeights others;
  const Weights weights = Weights::open(directory, config, others.opener());
  static_cast<void>(weights.check(choose_head(config, weights, std::nullopt), std::nullopt));
  return {served_commands(commands(), usable_heads(config, weights), Tokenizer::has_vocabulary(directory)), ""};
} catch (const Error& error) {
  return {{}, error.what()};
}

}  // namespace

void keep_electra(std::vector<ListedModel>& models) {
  std::erase_if(models, [](const ListedModel& model) { return !is_electra(model.directory); });
}

void keep_serving(std::vector<ListedModel>& models, std::string_view command) {
  std::erase_if(models, [&](const ListedModel& model) {
    const Served served = served_by(model.directory);
    return std::ranges::find(served.commands, command) == served.commands.end();
  });
}

std::string models_text(const std::vector<ListedModel>& models) {
  size_t longest = 0;
  for (const ListedModel& model : models) longest = std::max(longest, escaped(model.name).size());
  std::string out;
  fs::path folder;
  for (const ListedModel& model : models) {
    if (model.folder != folder) {
      out += fmt::format("{}{}:\n", out.empty() ? "" : "\n", escaped(model.folder.string()));
      folder = model.folder;
    }
    const Served served = served_by(model.directory);
    const std::string said = served.fault.empty() ? fmt::format("{}", fmt::join(served.commands, ", "))
                                                  : "unusable: " + escaped(served.fault);
    out += fmt::format("  {:<{}}  {}\n", escaped(model.name), longest, said);
  }
  return out;
}

std::string models_jsonl(const std::vector<ListedModel>& models) {
  std::string out;
  for (const ListedModel& model : models) {
    const Served served = served_by(model.directory);
    nlohmann::ordered_json json = {
        {"model", model.name}, {"directory", model.directory.string()}, {"commands", served.commands}};
    if (!served.fault.empty()) json["fault"] = served.fault;
    out += line_of(json);
  }
  return out;
}

std::string models_names(const std::vector<ListedModel>& models) {
  std::string out;
  for (const ListedModel& model : models) {
    if (escaped(model.name) == model.name) out += model.name + "\n";
  }
  return out;
}

}  // namespace electra::cli
