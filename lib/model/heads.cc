#include "model/heads.h"

#include "electra/error.h"
#include "format/weight_table.h"

namespace electra {

std::unique_ptr<HeadLayer> make_head(Head head, WeightSource& source, const Config& config) {
  switch (head) {
    case Head::model:
      return nullptr;
    case Head::pretraining:
      return make_replaced_token_head(source, config);
    case Head::masked_lm:
      return make_masked_lm_head(source, config);
    default:
      throw Error(ErrorKind::model,
                  "a " + std::string(head_title(head)) +
                      " cannot be run yet; the bare encoder, a replaced-token head and a masked-LM head can");
  }
}

}  // namespace electra
