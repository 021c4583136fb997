// Outputs that are inputs, too: a run would destroy what it was given, or read what it writes. And outputs that are one
// file, which would hold only what is written last.
// Thread-safe.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace electra::cli {

// What flags write, by their names: {"--nbest", "x.json"}. Empty: not given, but standard output for "--output".
using NamedFiles = std::vector<std::pair<std::string_view, std::string>>;

// Throws Error(usage) for an output that is one of the inputs (none: standard input), by whatever name. `replaced`: the
// output that may take the place of an input as a whole, as "--output" does where lines are read and written; even so
// not where it is written as it comes, such as standard output.
void require_apart(const NamedFiles& outputs, const std::vector<std::string>& inputs, std::string_view replaced = "");

// The same for the files of a model directory.
void require_apart(const NamedFiles& outputs, const std::filesystem::path& model);

// Throws Error(usage) if two of the outputs are one file, or one is the file that standard output, another, was
// redirected to. Devices may serve several.
void require_distinct(const NamedFiles& outputs);

}  // namespace electra::cli
