#include "converters/google/names.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "converters/checkpoint_writer.h"
#include "converters/infer_config.h"
#include "converters/names_source.h"
#include "converters/opened.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {

using namespace internal;

namespace {

// The folder is looked into for labels.
class Names : public NamesSource {
 public:
  explicit Names(const std::vector<Shaped>& variables)
      : NamesSource(variables, ELECTRA_GOLDEN "/google/finetuned-chunk") {}
};

std::vector<std::string> part_names(const PartList& list) {
  std::vector<std::string> names;
  for (const Part& part : list.parts) names.push_back(part.name + " " + part.architecture);
  return names;
}

std::vector<std::string> parts_of(const std::string& checkpoint) {
  return part_names(google_parts(*open_checkpoint(google(checkpoint)), {}));
}

using Strings = std::vector<std::string>;

TEST_CASE("paths become Transformers' names") {
  CHECK(transformers_name("embeddings/word_embeddings") == "embeddings.word_embeddings.weight");
  CHECK(transformers_name("embeddings/LayerNorm/gamma") == "embeddings.LayerNorm.weight");
  CHECK(transformers_name("embeddings/LayerNorm/beta") == "embeddings.LayerNorm.bias");
  CHECK(transformers_name("encoder/layer_11/attention/self/query/kernel") ==
        "encoder.layer.11.attention.self.query.weight");
  CHECK(transformers_name("encoder/layer_0/output/dense/bias") == "encoder.layer.0.output.dense.bias");
  CHECK(transformers_name("kernel/x") == "kernel.x");  // only the last part is a leaf
  CHECK(transformers_name("").empty());
}

TEST_CASE("a checkpoint of too many tasks is refused") {
  std::vector<NamesSource::Shaped> variables;
  for (size_t i = 0; i <= max_parts; ++i) variables.push_back({fmt::format("task_specific/t{}/dense/bias", i), {2}});
  CHECK(error_of(ErrorKind::model, [&] { google_parts(Names(variables), {}); })
            .ends_with(": fine-tuned for 101 tasks, expected at most 100"));
}

TEST_CASE("the models in recorded checkpoints") {
  const Strings both = {"discriminator ElectraForPreTraining", "generator ElectraForMaskedLM"};
  for (const char* name : {"a-small", "b-large", "c-samewidth", "e-sharded", "f-partitioned", "h-genemb", "i-untied"}) {
    CHECK(parts_of(fmt::format("pretrain-{}/ckpt", name)) == both);
  }
  CHECK(parts_of("pretrain-d-mlm/ckpt") == Strings{"generator ElectraForMaskedLM"});
  CHECK(parts_of("finetuned-mnli/ckpt") == Strings{"mnli ElectraForGoogleSequenceClassification"});
  CHECK(parts_of("finetuned-chunk/ckpt") == Strings{"chunk ElectraForTokenClassification"});
  CHECK(parts_of("finetuned-squad1/ckpt") == Strings{"squadv1 ElectraForGoogleQuestionAnswering"});
  CHECK(parts_of("finetuned-squad1-simple/ckpt") == Strings{"squadv1 ElectraForQuestionAnswering"});
  CHECK(parts_of("finetuned-squad2-simple/ckpt") == Strings{"squad ElectraForGoogleQuestionAnswering"});
  CHECK(parts_of("ckpt-dtypes").empty());
}

TEST_CASE("every variable of a recorded checkpoint is in a part or left out by rule") {
  for (const char* name : {"pretrain-a-small", "pretrain-d-mlm", "pretrain-i-untied", "finetuned-squad2"}) {
    const auto source = open_checkpoint(google(name + std::string("/ckpt")));
    const PartList list = google_parts(*source, {});
    std::set<const Variable*> used;
    for (const Part& part : list.parts) {
      for (const NamedTensor& tensor : part.tensors) used.insert(tensor.sources.begin(), tensor.sources.end());
    }
    for (const LeftOut& left : list.left_out) {
      CHECK(used.insert(left.variable).second);
      const bool is_counter = left.variable->name == "global_step";
      CHECK(left.reason == (is_counter ? "counters of the training" : "optimizer slots"));
    }
    CHECK(used.size() == source->variables().size());
  }
}

TEST_CASE("a generator without a scope of its own has the discriminator's encoder") {
  const Names source({{"electra/embeddings/word_embeddings", {5, 4}},
                      {"electra/encoder/layer_0/output/dense/kernel", {8, 4}},
                      {"discriminator_predictions/dense/kernel", {4, 4}},
                      {"generator_predictions/dense/kernel", {4, 4}}});
  const PartList list = google_parts(source, {});
  REQUIRE(list.parts.size() == 2);
  for (const Part& part : list.parts) CHECK(part.find("electra.encoder.layer.0.output.dense.weight") != nullptr);
}

TEST_CASE("an encoder alone, and nothing at all") {
  CHECK(part_names(google_parts(Names({{"electra/embeddings/word_embeddings", {5, 4}}}), {})) ==
        Strings{"encoder ElectraModel"});
  CHECK(google_parts(Names({{"bert/embeddings/word_embeddings", {5, 4}}}), {}).parts.empty());
}

TEST_CASE("slots of any optimizer are left out") {
  const Names source({{"electra/a/kernel", {4}},
                      {"electra/a/kernel/Momentum", {4}},
                      {"electra/b/kernel/adam_v", {4}},
                      {"beta1_power", {}}});
  const PartList list = google_parts(source, {});
  CHECK(list.left_out.size() == 3);
  CHECK(list.parts.front().tensors.size() == 1);
}

TEST_CASE("several tasks are a part each, of the kind that their layers and labels say") {
  const Names source({{"electra/embeddings/token_type_embeddings", {2, 4}},
                      {"task_specific/mine/dense/kernel", {4, 3}},
                      {"task_specific/mine/dense/bias", {3}},
                      {"task_specific/rte/dense/kernel", {4, 2}},
                      {"task_specific/rte/dense/bias", {2}},
                      {"task_specific/score/dense/kernel", {4, 1}},
                      {"task_specific/score/dense/bias", {1}}});
  const Strings plain = {"mine ElectraForGoogleSequenceClassification", "rte ElectraForGoogleSequenceClassification",
                         "score ElectraForGoogleSequenceClassification"};
  const PartList untagged = google_parts(source, {});
  CHECK(part_names(untagged) == plain);
  CHECK(untagged.parts[1].purpose == "classifies texts (classify), fine-tuned for rte");
  CHECK(untagged.parts[2].purpose == "gives a number for every text (classify), fine-tuned for score");
  // BIOES tags make a tagger of a task that is not Google's.
  const PartList tagged = google_parts(source, {"B-X", "O", "S-X"});
  CHECK(part_names(tagged).front() == "mine ElectraForTokenClassification");
  const std::string token_types = "electra.embeddings.token_type_embeddings.weight";
  CHECK(tagged.parts.front().find(token_types)->transform == Transform::row_0_from_row_1);
  CHECK(tagged.parts[1].find(token_types)->transform == Transform::none);
}

TEST_CASE("token types without a second row stay as they are") {
  for (const std::vector<int64_t>& shape : std::vector<std::vector<int64_t>>{{}, {1, 4}}) {
    const Names source({{"electra/embeddings/token_type_embeddings", shape},
                        {"task_specific/mine/dense/kernel", {4, 3}},
                        {"task_specific/mine/dense/bias", {3}}});
    const PartList tagged = google_parts(source, {"B-X", "O", "S-X"});
    const std::string token_types = "electra.embeddings.token_type_embeddings.weight";
    CHECK(tagged.parts.front().find(token_types)->transform == Transform::none);
  }
}

TEST_CASE("the layers of the question-answering heads") {
  const auto layers = [](const std::string& name) {
    const auto source = open_checkpoint(google(name + "/ckpt"));
    const PartList list = google_parts(*source, {});
    Strings text;
    for (const NamedTensor& tensor : list.parts.front().tensors) {
      if (tensor.name.starts_with("electra.") || tensor.name.ends_with(".bias")) continue;
      text.push_back(tensor.name + " " + shape_text(tensor.shape()));
    }
    return text;
  };
  CHECK(layers("finetuned-squad2-noclf") == Strings{"qa_outputs.weight [2, 32]"});
  CHECK(layers("finetuned-squad2-simple") == Strings{"google_qa.start.weight [1, 32]", "google_qa.end.weight [1, 32]",
                                                     "google_qa.answerable.weight [1, 32]"});
  CHECK(layers("finetuned-squad2") == Strings{"google_qa.start.weight [1, 32]", "google_qa.end_hidden.weight [512, 64]",
                                              "google_qa.end.weight [1, 512]",
                                              "google_qa.answerable_hidden.weight [512, 64]",
                                              "google_qa.answerable.weight [1, 512]"});
}

}  // namespace
}  // namespace electra::converters
