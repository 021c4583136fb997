// The post-processor of a tokenizer.json: which special tokens it puts around texts.
#pragma once

#include <cstdint>

#include "base/json_object.h"
#include "text/sequence_template.h"

namespace electra::internal {

// Reads "post_processor" of `file`: TemplateProcessing with any tokens around texts in their order, BertProcessing, or
// null, which adds nothing. Ids are those that the file states; they must be below `size`. Throws Error(model) that
// names anything else.
SequenceTemplate read_post_processor(const JsonObject& file, int32_t size);

}  // namespace electra::internal
