#include <doctest/doctest.h>

#include "electra/model.h"
#include "format/weight_table.h"

namespace electra {
namespace {

constexpr Head all_heads[] = {Head::model,  Head::pretraining, Head::masked_lm, Head::classify,
                              Head::choose, Head::tag,         Head::qa};

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
  CHECK_FALSE(head_of_architecture("BertForMaskedLM"));
}

TEST_CASE("messages call a head by its title") { CHECK(head_title(Head::pretraining) == "replaced-token head"); }

}  // namespace
}  // namespace electra
