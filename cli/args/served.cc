#include <algorithm>

#include "cli/args/command.h"

namespace electra::cli {

std::vector<std::string_view> served_commands(Commands commands, std::span<const Head> heads, bool has_vocabulary) {
  std::vector<std::string_view> names;
  for (const Command* command : commands) {
    const bool has_head =
        !command->head || *command->head == Head::model || std::ranges::find(heads, *command->head) != heads.end();
    const bool needs_vocabulary =
        command->needs == Needs::vocabulary || command->needs == Needs::weights_and_vocabulary;
    const bool needs_model = command->needs != Needs::nothing;
    if (needs_model && has_head && (has_vocabulary || !needs_vocabulary)) names.push_back(command->name);
  }
  return names;
}

}  // namespace electra::cli
