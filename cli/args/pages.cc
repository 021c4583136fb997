#include "cli/args/pages.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/quote.h"
#include "cli/args/completion.h"
#include "cli/args/man_page.h"
#include "cli/args/markdown.h"
#include "cli/args/suggest.h"
#include "cli/args/topics.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

struct Generator {
  std::string_view kind;
  std::string (*of_program)(const ProgramDescription&);
};

constexpr Generator generators[] = {
    {"man", program_man_page}, {"bash", bash_completion},      {"zsh", zsh_completion},
    {"fish", fish_completion}, {"markdown", program_markdown},
};

}  // namespace

std::vector<std::string_view> generated_kinds() {
  std::vector<std::string_view> kinds;
  for (const Generator& generator : generators) kinds.push_back(generator.kind);
  return kinds;
}

std::string generated(std::string_view kind, const ProgramDescription& program) {
  return std::ranges::find(generators, kind, &Generator::kind)->of_program(program);
}

std::string generated(std::string_view kind, const ProgramDescription& program, const CommandDescription& command) {
  if (kind == "man") return command_man_page(command, program);
  if (kind == "markdown") return command_markdown(command);
  throw Error(ErrorKind::usage, fmt::format("--generate {0} is for electra as a whole: electra --generate {0}", kind));
}

std::vector<std::string> help_names(const ProgramDescription& program) {
  std::vector<std::string> names = {"electra"};
  for (const CommandDescription& command : program.commands) names.emplace_back(command.command->name);
  for (const Topic& topic : topics) names.emplace_back(topic.name);
  return names;
}

std::string named_page(std::string_view name, const ProgramDescription& program) {
  if (name == "electra") return program_man_page(program);
  constexpr std::string_view prefix = "electra-";  // as the files of the pages are called
  if (name.starts_with(prefix)) return named_page(name.substr(prefix.size()), program);
  for (const CommandDescription& command : program.commands) {
    if (command.command->name == name) return command_man_page(command, program);
  }
  if (name == "cluster") name = "clusters";  // as its page is also called
  const auto* const topic = std::ranges::find(topics, name, &Topic::name);
  if (topic != std::end(topics)) return topic_man_page(*topic, program);
  const std::string nearest = did_you_mean(name, help_names(program));
  throw Error(ErrorKind::usage, fmt::format("no command and no topic is called {}{}", internal::quote(name),
                                            nearest.empty() ? "; see `electra --help`" : nearest));
}

}  // namespace electra::cli
