#include "converters/transformers/parts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "converters/names_source.h"
#include "lib/base/error_of.h"

namespace electra::converters {
namespace {

using Strings = std::vector<std::string>;

const std::string words = "embeddings.word_embeddings.weight";
const std::string query = "encoder.layer.0.attention.self.query.weight";

// The parts of a file with these names.
struct Parts {
  explicit Parts(const Strings& names, const NameRules& rules = {})
      : source(shaped(names)), list(transformers_parts(torch_names(source), rules, "file")) {}

  static std::vector<NamesSource::Shaped> shaped(const Strings& names) {
    std::vector<NamesSource::Shaped> variables;
    for (const std::string& name : names) variables.emplace_back(name, std::vector<int64_t>{2});
    return variables;
  }
  Strings names() const {
    Strings result;
    for (const Part& part : list.parts) result.push_back(part.name);
    return result;
  }
  const Part& only() const {
    REQUIRE(list.parts.size() == 1);
    return list.parts.front();
  }

  NamesSource source;
  PartList list;
};

Strings tensors_of(const Part& part) {
  Strings names;
  for (const NamedTensor& tensor : part.tensors) names.push_back(tensor.name);
  std::ranges::sort(names);
  return names;
}

TEST_CASE("what stands before the names of a model is taken off") {
  const std::string head = "discriminator_predictions.dense.weight";
  const Strings full = {head, "electra." + words, "electra." + query};
  for (const std::string wrapper : {"", "module.", "model.", "_orig_mod.", "state_dict.model.module."}) {
    for (const std::string encoder : {"electra.", "bert.", "encoder."}) {
      CAPTURE(wrapper);
      CAPTURE(encoder);
      const Parts parts({wrapper + encoder + words, wrapper + encoder + query, wrapper + head});
      CHECK(tensors_of(parts.only()) == full);
      CHECK(parts.only().head == Head::pretraining);
      CHECK(parts.only().name == "pretraining");
      CHECK(parts.only().prefix == (wrapper.empty() && encoder == "electra." ? "" : wrapper + encoder));
    }
  }
}

TEST_CASE("a bare model has no prefix") {
  const Parts parts({words, query});
  CHECK(tensors_of(parts.only()) == Strings{"electra." + words, "electra." + query});
  CHECK(parts.only().prefix == "");
  CHECK(parts.only().architecture == "ElectraModel");
}

TEST_CASE("an encoder that Transformers would load counts alone, copies of it do not") {
  const Parts parts({"electra." + words, "electra." + query, "ema.electra." + words, "ema.electra." + query});
  CHECK(parts.only().tensors.size() == 4);
  CHECK(tensors_of(parts.only())[0] == "electra." + words);
}

TEST_CASE("gamma and beta are weight and bias") {
  const Parts parts({"electra." + words, "electra.embeddings.LayerNorm.gamma", "electra.embeddings.LayerNorm.beta"});
  CHECK(tensors_of(parts.only()) ==
        Strings{"electra.embeddings.LayerNorm.bias", "electra.embeddings.LayerNorm.weight", "electra." + words});
}

TEST_CASE("two towers, the one with the embeddings of the other") {
  const std::string position = "embeddings.position_embeddings.weight";
  const Parts parts({"discriminator.electra." + words, "discriminator.electra." + position,
                     "discriminator.electra." + query, "generator.electra." + query,
                     "generator.generator_predictions.dense.weight"});
  CHECK(parts.names() == Strings{"discriminator", "generator"});
  CHECK(tensors_of(parts.list.parts[0]) == Strings{"electra." + position, "electra." + words, "electra." + query});
  CHECK(tensors_of(parts.list.parts[1]) ==
        Strings{"electra." + position, "electra." + words, "electra." + query, "generator_predictions.dense.weight"});
  CHECK(parts.list.parts[1].head == Head::masked_lm);
}

TEST_CASE("every one of several models has a name that --strip-prefix takes, be it a point") {
  const Strings variables = {".electra." + words, ".electra." + query, "ema.electra." + words, "ema.electra." + query};
  CHECK(Parts(variables).names() == Strings{".", "ema"});
  for (const std::string& name : Strings{".", "ema"}) {
    CHECK(tensors_of(Parts(variables, {.strip_prefix = name}).only()) == Strings{"electra." + words, "electra." + query});
  }
}

TEST_CASE("a file of too many models is refused") {
  Strings names;
  for (size_t i = 0; i <= max_parts; ++i) names.push_back("m" + std::to_string(i) + "." + words);
  CHECK(error_of(ErrorKind::model, [&] { Parts{names}; }) ==
        "file: 101 models, expected at most 100: --strip-prefix takes one of them");
  CHECK(Parts(names, {.strip_prefix = "m7"}).list.parts.size() == 1);
}

TEST_CASE("the head is told by a tensor that no other head has") {
  const std::pair<const char*, const char*> heads[] = {
      {"discriminator_predictions.dense.weight", "ElectraForPreTraining"},
      {"generator_predictions.dense.weight", "ElectraForMaskedLM"},
      {"classifier.out_proj.weight", "ElectraForSequenceClassification"},
      {"classifier.weight", "ElectraForTokenClassification"},
      {"qa_outputs.weight", "ElectraForQuestionAnswering"},
      {"sequence_summary.summary.weight", "ElectraForMultipleChoice"},
      {"google_classifier.weight", "ElectraForGoogleSequenceClassification"},
      {"google_qa.start.weight", "ElectraForGoogleQuestionAnswering"},
      {"my_head.weight", "ElectraModel"}};
  for (const auto& [tensor, architecture] : heads) {
    CHECK(Parts({"electra." + words, tensor}).only().architecture == architecture);
  }
  CHECK(Parts({"electra." + words, "sequence_summary.summary.weight", "classifier.weight"}).only().head ==
        Head::choose);
}

TEST_CASE("renames take a whole name, or what ends at a dot, one after the other") {
  const Strings names = {"electra." + words, "clf.dense.weight", "clf", "clfs.weight"};
  const Parts parts(names, {.renames = {{"clf", "top"}, {"top.dense", "classifier.dense"}}});
  CHECK(tensors_of(parts.only()) == Strings{"classifier.dense.weight", "clfs.weight", "electra." + words, "top"});
  CHECK(error_of(ErrorKind::usage, [&] {
          Parts(names, {.renames = {{"clf.", "x"}}});
        }) == "--rename 'clf.=x': file has no name 'clf.', and none that begins with 'clf..'");
}

TEST_CASE("a rename can make two of one name") {
  CHECK(error_of(ErrorKind::model, [&] {
          Parts({"electra." + words, "a", "b"}, {.renames = {{"a", "b"}}});
        }) == "file: tensor 'b': there under two names");
}

TEST_CASE("with --strip-prefix only what begins with it counts") {
  for (const std::string prefix : {"ema", "ema."}) {
    const Parts parts({"electra." + words, "ema.electra." + words, "emax"}, {.strip_prefix = prefix});
    CHECK(tensors_of(parts.only()) == Strings{"electra." + words});
    CHECK(parts.only().tensors.front().sources.front()->name == "ema.electra." + words);
    CHECK(parts.list.left_out.size() == 2);
  }
  CHECK(error_of(ErrorKind::usage, [&] { Parts({words}, {.strip_prefix = "ema"}); }) ==
        "--strip-prefix 'ema': file has no name that begins with 'ema.'");
}

TEST_CASE("no encoder, no part; the states of an optimizer are left out") {
  CHECK(Parts({"fc.weight"}).list.parts.empty());
  const Parts parts({"electra." + words, "optimizer.state.0.exp_avg"});
  CHECK(parts.only().tensors.size() == 1);
  CHECK(parts.list.left_out.size() == 1);
}

}  // namespace
}  // namespace electra::converters
