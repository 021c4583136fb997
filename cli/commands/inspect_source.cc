#include "cli/commands/inspect_source.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/quote.h"
#include "cli/io/messages.h"
#include "cli/io/shell.h"
#include "converters/infer_config.h"
#include "converters/part.h"
#include "electra/error.h"
#include "format/safetensors.h"

namespace electra::cli {

using namespace internal;

namespace {

using converters::LeftOut;
using converters::Part;
using converters::PartList;
using converters::Source;
using converters::Variable;
using Json = nlohmann::ordered_json;

Json describe_variables(const Source& source) {
  uint64_t bytes = 0;
  std::map<std::string, int64_t> dtypes;
  for (const Variable& variable : source.variables()) {
    bytes += variable.bytes;
    ++dtypes[variable.dtype_name];
  }
  return {{"count", source.variables().size()}, {"bytes", bytes}, {"dtypes", dtypes}};
}

// Null, with a warning, where the shapes make no config.
Json describe_sizes(const Part& part, const Source& source) {
  try {
    const Config config = converters::infer_config(part, {}, 0, source.label());
    return {{"num_hidden_layers", config.num_hidden_layers},
            {"hidden_size", config.hidden_size},
            {"embedding_size", config.embedding_size},
            {"intermediate_size", config.intermediate_size},
            {"max_position_embeddings", config.max_position_embeddings},
            {"type_vocab_size", config.type_vocab_size},
            {"vocab_size", config.vocab_size}};
  } catch (const Error& error) {
    print_warning(error.what());
    return nullptr;
  }
}

Json describe_part(const Part& part, const Source& source) {
  return {{"part", part.name},
          {"task", part.task.empty() ? Json() : Json(part.task)},
          {"architecture", part.architecture},
          {"purpose", part.purpose},
          {"labels", part.labels},
          {"parameters", part.parameters()},
          {"sizes", describe_sizes(part, source)}};
}

Json describe_left_out(const PartList& list) {
  nlohmann::json reasons = nlohmann::json::object();  // sorted
  for (const LeftOut& left : list.left_out) {
    const std::string reason(left.reason);
    reasons[reason] = reasons.value(reason, int64_t{0}) + 1;
  }
  return reasons;
}

std::string part_text(const Json& part) {
  std::string out = fmt::format("{:<12}{}: {}, {} parameters\n", part["task"].is_null() ? "part" : "task",
                                escaped(part["part"].get<std::string>()), part["architecture"].get<std::string>(),
                                part["parameters"].get<int64_t>());
  const Json& sizes = part["sizes"];
  const auto size = [&](const char* key) { return sizes[key].get<int64_t>(); };
  if (!sizes.is_null()) {
    out += fmt::format("{:<12}{} layers, hidden size {}, embedding size {}, feed-forward {}, {} positions, {} tokens\n",
                       "", size("num_hidden_layers"), size("hidden_size"), size("embedding_size"),
                       size("intermediate_size"), size("max_position_embeddings"), size("vocab_size"));
  }
  const auto labels = part["labels"].get<std::vector<std::string>>();
  if (!labels.empty()) out += fmt::format("{:<12}labels {}\n", "", escaped(fmt::format("{}", fmt::join(labels, ", "))));
  return out + fmt::format("{:<12}{}\n", "", part["purpose"].get<std::string>());
}

std::string to_text(const Json& json) {
  const Json& variables = json["variables"];
  std::string out = fmt::format("{:<12}{}, {}\n", "source", escaped(json["source"].get<std::string>()),
                                json["format"].get<std::string>());
  out += fmt::format("{:<12}{}, {:.1f} MB\n", "variables", variables["count"].get<size_t>(),
                     variables["bytes"].get<double>() / 1e6);
  std::vector<std::string> dtypes;
  for (const auto& [name, count] : variables["dtypes"].items())
    dtypes.push_back(fmt::format("{} of {}", count.get<int64_t>(), name));
  out += fmt::format("{:<12}{}\n", "dtypes", fmt::join(dtypes, ", "));
  for (const Json& part : json["parts"]) out += part_text(part);
  if (json["parts"].empty()) out += fmt::format("{:<12}none: no ELECTRA model\n", "parts");
  for (const auto& [reason, count] : json["not_converted"].items()) {
    out += fmt::format("{:<12}{}: {} variable{}\n", "left out", reason, count.get<int64_t>(), count == 1 ? "" : "s");
  }
  return out;
}

}  // namespace

std::string line_of(const Json& object) { return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

std::string describe_source(const converters::SourceFormat& format, const std::filesystem::path& path, bool as_json) {
  const std::unique_ptr<Source> source = converters::open_source(format, path, scratch_folder());
  const PartList list = format.parts(*source, {});
  Json json = {{"source", source->label()}, {"format", format.title}};
  json["variables"] = describe_variables(*source);
  json["parts"] = Json::array();
  for (const Part& part : list.parts) json["parts"].push_back(describe_part(part, *source));
  json["not_converted"] = describe_left_out(list);
  return as_json ? line_of(json) : to_text(json);
}

std::string list_variables(const converters::SourceFormat& format, const std::filesystem::path& path, bool as_json) {
  const std::unique_ptr<Source> source = converters::open_source(format, path, scratch_folder());
  std::string out;
  for (const Variable& variable : source->variables()) {
    if (as_json) {
      const Json json = {{"name", variable.name}, {"shape", variable.shape}, {"dtype", variable.dtype_name}};
      out += line_of(json);
    } else {
      out += fmt::format("{}\t{}\t{}\n", escaped(variable.name), shape_text(variable.shape), variable.dtype_name);
    }
  }
  return out;
}

}  // namespace electra::cli
