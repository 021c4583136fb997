// How the stages of a tokenizer.json are read: an object with a type, or a Sequence of them, which becomes one list.
#pragma once

#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_object.h"
#include "base/utf8.h"

namespace electra::internal {

inline constexpr int max_sequence_depth = 16;  // Sequences inside each other

// What appends the stages that an object of a type stands for.
template <class Stage>
struct StageReader {
  const char* type;
  void (*read)(const JsonObject& object, std::vector<Stage>& stages);
};

// All kinds of one place, and the key of the list in a Sequence.
template <class Stage>
struct StageReaders {
  std::span<const StageReader<Stage>> readers;
  const char* list;
};

// Throws Error(model), naming the place, for a type that is not among the readers or a member that does not fit.
template <class Stage>
void read_stages(const JsonObject& object, const StageReaders<Stage>& all, std::vector<Stage>& stages, int depth = 0) {
  const std::string type = object.need_string("type");
  for (const StageReader<Stage>& reader : all.readers) {
    if (type == reader.type) return reader.read(object, stages);
  }
  if (type != "Sequence") {
    std::string known;
    for (const StageReader<Stage>& reader : all.readers) known += fmt::format("{}, ", reader.type);
    object.refuse("type", known + "Sequence");
  }
  if (depth == max_sequence_depth) object.fail(fmt::format("more than {} Sequences in each other", depth));
  for (const nlohmann::json& item : object.need_list(all.list)) {
    read_stages(object.nested(all.list, item), all, stages, depth + 1);
  }
}

inline bool need_boolean(const JsonObject& object, const char* key) {
  if (const auto value = object.boolean(key)) return *value;
  object.refuse(key, "true or false");
}

inline std::u32string code_points_of(std::string_view text) {
  std::u32string code_points;
  for (size_t position = 0; position < text.size();) {
    const DecodedCodePoint decoded = decode_utf8(text, position);
    code_points += decoded.code_point;
    position += decoded.length;
  }
  return code_points;
}

}  // namespace electra::internal
