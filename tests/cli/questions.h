// electra qa as its tests run it, and a file of SQuAD.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/harness.h"

namespace electra::test {

inline RunResult qa(const Folder& folder, std::vector<std::string> arguments, std::string_view input = "") {
  arguments.insert(arguments.begin(), {"qa", "--quiet"});
  return folder.electra(arguments, input);
}

inline const std::string squad =
    R"({"version": "v2.0", "data": [{"title": "t", "paragraphs": [{"qas": [{"id": "a", "question": "When was it founded?",)"
    R"( "is_impossible": false, "answers": [{"text": "1642", "answer_start": 16}]}], "context": "It was founded: 1642."}]}]})";

}  // namespace electra::test
