#include "cli/examples/input_format.h"

namespace electra::cli {

void add_format_flag(CLI::App& app, std::optional<Format>& format, std::vector<Format> formats,
                     const std::string& help) {
  add_format_choice(app, format, std::move(formats), {"--format", "", "format of the input; " + help, io_group});
}

}  // namespace electra::cli
