// The shell that the program is called from.
#pragma once

#include <filesystem>
#include <string>

namespace electra::cli {

// A word as one has to type it: quoted where it holds anything but letters, digits and plain marks.
std::string shell_word(const std::string& word);

// Where large temporary files go: $TMPDIR, else /var/tmp.
std::filesystem::path scratch_folder();

}  // namespace electra::cli
