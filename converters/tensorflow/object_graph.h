// The graph of the objects in a checkpoint of TensorFlow 2 (tf.train.Checkpoint, Keras' save_weights):
// trackable_object_graph.proto of TensorFlow gives the field numbers. Its nodes refer to each other by number, in
// circles too; nothing here follows them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace electra::converters {

// The variable that holds the graph, a string.
inline constexpr std::string_view object_graph_key = "_CHECKPOINTABLE_OBJECT_GRAPH";

// What the graph says of a variable.
struct SavedObject {
  std::string full_name;  // in the program that saved it: "model/electra/embeddings/word_embeddings/weight"; or empty
  bool is_slot = false;   // of an optimizer
};

// By the name of the variable in the checkpoint: "model/electra/…/kernel/.ATTRIBUTES/VARIABLE_VALUE".
using ObjectGraph = std::map<std::string, SavedObject, std::less<>>;

// Nothing where the bytes are no such message, or name a node that is not there. Unknown fields are passed over.
std::optional<ObjectGraph> parse_object_graph(std::string_view bytes);

}  // namespace electra::converters
