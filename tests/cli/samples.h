// The samples of the demo models as files that commands evaluate.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/harness.h"

namespace electra::test {

inline std::string sample(const std::string& name) { return std::string(ELECTRA_SOURCE) + "/data/samples/" + name; }

inline nlohmann::json read_json(const std::string& file) { return nlohmann::json::parse(std::ifstream(file)); }

// Lists of words with the indices of those that were replaced, and texts with the words behind their masks.
inline void write_word_samples(const Folder& folder) {
  std::string replaced, masked;
  std::ifstream replaced_rows(golden("models/detect-replaced.tsv"));
  for (std::string line; std::getline(replaced_rows, line);) {
    const size_t tab = line.find('\t');
    nlohmann::json words = nlohmann::json::array(), indices = nlohmann::json::array();
    std::istringstream text(line.substr(0, tab)), numbers(tab == line.npos ? "" : line.substr(tab + 1));
    for (std::string word; text >> word;) words.push_back(word);
    for (std::string number; std::getline(numbers, number, ',');) indices.push_back(std::stoi(number));
    replaced += nlohmann::json({{"text", words}, {"replaced", indices}}).dump() + "\n";
  }
  std::ifstream masked_rows(golden("models/fill-mask.tsv"));
  for (std::string line; std::getline(masked_rows, line);) {
    const size_t tab = line.find('\t');
    masked += nlohmann::json({{"text", line.substr(0, tab)}, {"original", line.substr(tab + 1)}}).dump() + "\n";
  }
  folder.write("replaced.jsonl", replaced);
  folder.write("masked.jsonl", masked);
}

}  // namespace electra::test
