#include "converters/tensorflow/object_graph.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "converters/tensorflow/wire.h"

namespace electra::converters {
namespace {

struct Attribute {
  size_t node = 0;
  std::string_view full_name = {};
  std::string_view key = {};
};

// All of the graph that is used, node numbers still unchecked.
struct Parsed {
  size_t nodes = 0;
  std::vector<Attribute> attributes;
  std::vector<uint64_t> children;
  std::vector<uint64_t> variables_with_slots;
  std::set<uint64_t> slots;
};

bool parse_child(std::string_view bytes, Parsed& parsed) {
  uint64_t node = 0;
  const bool good = for_each_field(bytes, [&](const WireField& field) {
    if (field.is(1, WireType::varint)) node = field.value;
    return true;
  });
  parsed.children.push_back(node);
  return good;
}

bool parse_attribute(std::string_view bytes, Parsed& parsed) {
  Attribute attribute{.node = parsed.nodes - 1};
  const bool good = for_each_field(bytes, [&](const WireField& field) {
    if (field.is(2, WireType::bytes)) attribute.full_name = field.bytes;
    if (field.is(3, WireType::bytes)) attribute.key = field.bytes;
    return true;
  });
  parsed.attributes.push_back(attribute);
  return good;
}

bool parse_slot(std::string_view bytes, Parsed& parsed) {
  uint64_t variable = 0;
  uint64_t slot = 0;
  const bool good = for_each_field(bytes, [&](const WireField& field) {
    if (field.is(1, WireType::varint)) variable = field.value;
    if (field.is(3, WireType::varint)) slot = field.value;
    return true;
  });
  parsed.variables_with_slots.push_back(variable);
  parsed.slots.insert(slot);
  return good;
}

bool parse_node(std::string_view bytes, Parsed& parsed) {
  ++parsed.nodes;
  return for_each_field(bytes, [&](const WireField& field) {
    if (field.is(1, WireType::bytes)) return parse_child(field.bytes, parsed);
    if (field.is(2, WireType::bytes)) return parse_attribute(field.bytes, parsed);
    if (field.is(3, WireType::bytes)) return parse_slot(field.bytes, parsed);
    return true;
  });
}

}  // namespace

std::optional<ObjectGraph> parse_object_graph(std::string_view bytes) {
  Parsed parsed;
  const bool good = for_each_field(
      bytes, [&](const WireField& field) { return !field.is(1, WireType::bytes) || parse_node(field.bytes, parsed); });
  const auto is_there = [&](uint64_t node) { return node < parsed.nodes; };
  if (!good || !std::ranges::all_of(parsed.children, is_there) || !std::ranges::all_of(parsed.slots, is_there) ||
      !std::ranges::all_of(parsed.variables_with_slots, is_there)) {
    return std::nullopt;
  }
  ObjectGraph graph;
  for (const Attribute& attribute : parsed.attributes) {
    if (attribute.key.empty()) continue;  // saved by other means
    const bool is_slot = parsed.slots.contains(attribute.node);
    graph.emplace(attribute.key, SavedObject{.full_name = std::string(attribute.full_name), .is_slot = is_slot});
  }
  return graph;
}

}  // namespace electra::converters
