#include "converters/tensorflow/object_graph.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "converters/opened.h"

namespace electra::converters {

using namespace internal;

namespace {

using namespace std::string_literals;

std::string graph_bytes(const std::string& checkpoint) {
  const auto source = open_checkpoint(ELECTRA_GOLDEN "/hf/formats/" + checkpoint);
  const auto found = std::ranges::find(source->variables(), object_graph_key, &Variable::name);
  REQUIRE(found != source->variables().end());
  const auto strings = source->strings(*found);
  REQUIRE(strings.size() == 1);
  return strings.front();
}

// Two nodes that are each other's child; the first saves "k", which the program called "n".
const std::string circle = "\x0A\x0C\x0A\x02\x08\x01\x12\x06\x12\x01n\x1A\x01k\x0A\x04\x0A\x02\x08\x00"s;

TEST_CASE("TensorFlow's own graph: full names and slots by key") {
  const auto graph = parse_object_graph(graph_bytes("disc-tf2-object"));
  REQUIRE(graph);
  CHECK(graph->size() == 100);  // all variables but the graph
  const std::string key = "model/electra/embeddings/embeddings";
  const SavedObject& weight = graph->at(key + "/.ATTRIBUTES/VARIABLE_VALUE");
  CHECK(weight.full_name == "tf_electra_for_pre_training/electra/embeddings/position_embeddings/embeddings");
  CHECK_FALSE(weight.is_slot);
  const std::string trained = "model/discriminator_predictions/dense/bias";
  CHECK(graph->at(trained + "/.OPTIMIZER_SLOT/optimizer/m/.ATTRIBUTES/VARIABLE_VALUE").is_slot);
}

TEST_CASE("slots are known by the graph alone") {
  const auto graph = parse_object_graph(
      "\x0A\x05\x12\x03\x1A\x01"
      "a"
      "\x0A\x06\x1A\x04\x08\x00\x18\x02"
      "\x0A\x05\x12\x03\x1A\x01"
      "b"s);
  REQUIRE(graph);
  CHECK_FALSE(graph->at("a").is_slot);
  CHECK(graph->at("b").is_slot);
}

TEST_CASE("nodes may refer to each other in circles, but to none that is not there") {
  const auto graph = parse_object_graph(circle);
  REQUIRE(graph);
  CHECK(graph->at("k").full_name == "n");
  std::string outside = circle;
  outside.back() = '\x02';
  CHECK_FALSE(parse_object_graph(outside));
  CHECK_FALSE(parse_object_graph("\x0A\x04\x1A\x02\x08\x01"s));  // a slot of node 1
  CHECK_FALSE(parse_object_graph("\x0A\x04\x1A\x02\x18\x01"s));  // a slot that is node 1
  CHECK_FALSE(parse_object_graph("\x0A\x0D\x0A\x0B\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"s));  // node -1
}

TEST_CASE("a graph that is cut off is none, and one with a changed byte is none or another") {
  CHECK(parse_object_graph("")->empty());
  const std::string good = graph_bytes("disc-tf2-weights");
  for (size_t size = 0; size < good.size(); ++size) {
    const auto graph = parse_object_graph(std::string_view(good).substr(0, size));
    if (graph) CHECK(graph->size() < 44);  // cut between two nodes that have no children
  }
  for (size_t i = 0; i < good.size(); ++i) {
    std::string damaged = good;
    damaged[i] = static_cast<char>(damaged[i] ^ 0xFF);
    const auto graph = parse_object_graph(damaged);
    if (graph) CHECK(graph->size() <= 44);
  }
}

}  // namespace
}  // namespace electra::converters
