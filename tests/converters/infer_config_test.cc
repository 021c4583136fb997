#include "converters/infer_config.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "converters/google/names.h"
#include "converters/opened.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {

using namespace internal;

namespace {

const Part& part_named(const PartList& list, const std::string& name) {
  for (const Part& part : list.parts) {
    if (part.name == name) return part;
  }
  FAIL("no part " << name);
  return list.parts.front();
}

TEST_CASE("every recorded checkpoint's config is told from its shapes") {
  const std::vector<std::pair<std::string, std::string>> configs = {{"discriminator", "config_discriminator.json"},
                                                                    {"generator", "config_generator.json"}};
  int compared = 0;
  for (const char* name :
       {"a-small", "b-large", "c-samewidth", "d-mlm", "e-sharded", "f-partitioned", "h-genemb", "i-untied"}) {
    const std::string folder = google(fmt::format("pretrain-{}/", name));
    const auto source = open_checkpoint(folder + "ckpt");
    const PartList list = google_parts(*source, {});
    for (const auto& [part, file] : configs) {
      if (!std::filesystem::exists(folder + file)) continue;
      const std::string path = folder + file;
      CAPTURE(path);
      const Config expected = read_config(folder + file);
      const Part& found = part_named(list, part);
      const Config config = infer_config(found, {}, expected.num_attention_heads, source->label());
      CHECK(config == expected);
      fitting_tensors(found, config, source->label());
      ++compared;
    }
  }
  CHECK(compared == 15);
}

TEST_CASE("attention heads follow Google's rule, or are given") {
  CHECK(default_attention_heads(256) == 4);
  CHECK(default_attention_heads(768) == 12);
  CHECK(default_attention_heads(1024) == 16);
  CHECK(default_attention_heads(8) == 1);
  const auto source = open_checkpoint(google("pretrain-a-small/ckpt"));
  const PartList list = google_parts(*source, {});
  CHECK(infer_config(list.parts[0], {}, 0, "x").num_attention_heads == 1);
  CHECK(infer_config(list.parts[0], {}, 8, "x").num_attention_heads == 8);
  CHECK(error_of(ErrorKind::model, [&] { infer_config(list.parts[0], {}, 5, "x"); }) ==
        "x: 5 attention heads do not divide hidden_size 32: give their number");
}

TEST_CASE("labels must be as many as the layer's outputs") {
  const auto source = open_checkpoint(google("finetuned-mnli/ckpt"));
  Part part = google_parts(*source, {}).parts.front();
  const Config config = infer_config(part, {}, 4, "x");
  CHECK(config.id2label == std::vector<std::string>{"contradiction", "entailment", "neutral"});
  CHECK(config.problem_type == "single_label_classification");
  CHECK(config.google_task == "mnli");
  part.labels = {"a", "b"};
  CHECK(error_of(ErrorKind::model, [&] { infer_config(part, {}, 4, "x"); }) ==
        "x: tensor 'google_classifier.bias' (variable 'task_specific/mnli/dense/bias'): 3 outputs, but there are 2 "
        "labels ('a', 'b')");
  part.labels.clear();
  CHECK(infer_config(part, {}, 4, "x").id2label == std::vector<std::string>{"LABEL_0", "LABEL_1", "LABEL_2"});
}

TEST_CASE("what a given config says of labels stays where it fits the layer") {
  const auto source = open_checkpoint(google("finetuned-mnli/ckpt"));
  Part part = google_parts(*source, {}).parts.front();
  Config given;
  given.problem_type = "multi_label_classification";
  given.num_labels = 3;
  given.id2label = {"a", "b", "c"};
  CHECK(infer_config(part, given, 4, "x").problem_type == "multi_label_classification");
  CHECK(infer_config(part, given, 4, "x").id2label == part.labels);  // the task's own come first
  part.labels.clear();
  CHECK(infer_config(part, given, 4, "x").id2label == given.id2label);
  given.num_labels = 2;
  given.id2label = {"a", "b"};
  CHECK(infer_config(part, given, 4, "x").id2label == std::vector<std::string>{"LABEL_0", "LABEL_1", "LABEL_2"});
}

TEST_CASE("sizes that cannot be told are all named") {
  const auto source = open_checkpoint(google("pretrain-d-mlm/ckpt"));
  Part part = google_parts(*source, {}).parts.front();
  std::erase_if(part.tensors, [](const NamedTensor& tensor) {
    return tensor.name.ends_with("word_embeddings.weight") || tensor.name.ends_with("output.LayerNorm.weight");
  });
  CHECK(error_of(ErrorKind::model, [&] { infer_config(part, {}, 0, "x"); }) ==
        "x: vocab_size cannot be told: tensor 'electra.embeddings.word_embeddings.weight' is missing; "
        "hidden_size cannot be told: tensor 'electra.encoder.layer.0.output.LayerNorm.weight' is missing");
}

TEST_CASE("all tensors that do not fit are listed, and unknown ones left out") {
  const auto source = open_checkpoint(google("pretrain-d-mlm/ckpt"));
  const Part whole = google_parts(*source, {}).parts.front();
  const Config config = infer_config(whole, {}, 0, "x");
  Part part = whole;
  const Variable strange{.name = "electra/strange", .dtype_name = "float32", .dtype = DType::f32, .shape = {3}};
  part.tensors.push_back({.name = "electra.strange", .sources = {&strange}});
  CHECK(fitting_tensors(part, config, "x").size() == whole.tensors.size());

  std::erase_if(part.tensors, [](const NamedTensor& tensor) { return tensor.name == "generator_lm_head.bias"; });
  const Variable integers{.name = "i", .dtype_name = "int32", .dtype = DType::i32, .shape = {16}};
  for (NamedTensor& tensor : part.tensors) {
    if (tensor.name == "electra.embeddings.LayerNorm.bias") tensor.sources = {&integers};
    if (tensor.name == "generator_predictions.dense.weight") tensor.transform = Transform::none;
  }
  CHECK(error_of(ErrorKind::model, [&] { fitting_tensors(part, config, "x"); }) ==
        "x: 3 tensors of the 'generator' do not fit: "
        "tensor 'electra.embeddings.LayerNorm.bias' (variable 'i'): dtype int32, expected a floating-point type; "
        "tensor 'generator_predictions.dense.weight' (variable 'generator_predictions/dense/kernel'): shape [32, 16], "
        "expected [16, 32]; "
        "tensor 'generator_lm_head.bias': missing, expected [1531]; "
        "not used, and mended by --rename FROM=TO if their names alone are wrong: 'electra.strange'");
}

}  // namespace
}  // namespace electra::converters
