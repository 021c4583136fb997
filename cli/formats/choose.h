// Choices as the formats of electra choose.
#pragma once

#include <string>

#include "cli/examples/question.h"
#include "cli/io/output_format.h"
#include "electra/tasks.h"

namespace electra::cli {

void write_choice_tsv(const Item<ChoiceExample>& item, const Choice& choice, NoStyle&, std::string& out);
void write_choice_json(const Item<ChoiceExample>& item, const Choice& choice, NoStyle&, std::string& out);

}  // namespace electra::cli
