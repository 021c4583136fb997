#include "cli/examples/input_format.h"

#include <algorithm>

namespace electra::cli {

void add_format_flag(CLI::App& app, std::optional<Format>& format, std::vector<Format> formats,
                     const std::string& help) {
  add_format_choice(app, format, std::move(formats), {"--format", "FORMAT", "format of the input; " + help, io_group});
}

ReadAs input_format(std::optional<Format> given, const std::vector<std::string>& files,
                    std::initializer_list<Format> formats) {
  return {.format = given.value_or(format_of_files(files, formats).value_or(*formats.begin())),
          .is_given = given.has_value()};
}

}  // namespace electra::cli
