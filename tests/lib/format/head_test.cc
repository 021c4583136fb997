#include <doctest/doctest.h>

#include "electra/model.h"
#include "format/safetensors.h"
#include "format/weight_table.h"

namespace electra {

using namespace internal;

namespace {

constexpr Head all_heads[] = {Head::model,  Head::pretraining, Head::masked_lm, Head::classify,
                              Head::choose, Head::tag,         Head::qa,        Head::causal_lm};

TEST_CASE("every head is found by its name") {
  for (const Head head : all_heads) CHECK(head_by_name(head_name(head)) == head);
  CHECK_FALSE(head_by_name("ElectraModel"));
  CHECK_FALSE(head_by_name(""));
}

TEST_CASE("heads belong to Transformers' classes") {
  CHECK(head_of_architecture("ElectraModel") == Head::model);
  CHECK(head_of_architecture("ElectraForPreTraining") == Head::pretraining);
  CHECK(head_of_architecture("ElectraForMaskedLM") == Head::masked_lm);
  CHECK(head_of_architecture("ElectraForSequenceClassification") == Head::classify);
  CHECK(head_of_architecture("ElectraForMultipleChoice") == Head::choose);
  CHECK(head_of_architecture("ElectraForTokenClassification") == Head::tag);
  CHECK(head_of_architecture("ElectraForQuestionAnswering") == Head::qa);
  CHECK(head_of_architecture("ElectraForCausalLM") == Head::causal_lm);
  CHECK_FALSE(head_of_architecture("BertForMaskedLM"));
}

TEST_CASE("Google's heads serve the same purposes with other weights") {
  CHECK(head_of_architecture("ElectraForGoogleSequenceClassification") == Head::classify);
  CHECK(head_of_architecture("ElectraForGoogleQuestionAnswering") == Head::qa);
  Config config;
  CHECK_FALSE(is_google_head(config));
  CHECK(head_weights(config, Head::qa).front().name == "qa_outputs.weight");
  config.architectures = {"ElectraForQuestionAnswering"};
  CHECK_FALSE(is_google_head(config));
  config.architectures = {"ElectraForGoogleQuestionAnswering"};
  CHECK(is_google_head(config));
  const auto shapes = [&] {
    std::string text;
    for (const WeightSpec& spec : head_weights(config, Head::qa)) {
      if (spec.shape.size() == 2) text += spec.name.substr(10) + " " + shape_text(spec.shape) + "; ";
    }
    return text;
  };
  CHECK(shapes() == "start.weight [1, 256]; end.weight [1, 256]; ");
  config.joint_prediction = true;
  config.answerable_classifier = true;
  CHECK(shapes() ==
        "start.weight [1, 256]; end_hidden.weight [512, 512]; end.weight [1, 512]; answerable.weight [1, 256]; ");
  config.answerable_uses_start_logits = true;
  CHECK(shapes() ==
        "start.weight [1, 256]; end_hidden.weight [512, 512]; end.weight [1, 512]; "
        "answerable_hidden.weight [512, 512]; answerable.weight [1, 512]; ");
  config.architectures = {"ElectraForGoogleSequenceClassification"};
  config.num_labels = 3;
  const auto classifier = head_weights(config, Head::classify);
  REQUIRE(classifier.size() == 2);
  CHECK(classifier[0].name == "google_classifier.weight");
  CHECK(classifier[0].shape == std::vector<int64_t>{3, 256});
}

TEST_CASE("messages call a head by its title") { CHECK(head_title(Head::pretraining) == "replaced-token head"); }

}  // namespace
}  // namespace electra
