#include "cli/args/man_page.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

#include "base/quote.h"
#include "cli/args/help.h"
#include "cli/exit_codes.h"
#include "electra/error.h"
#include "electra/version.h"

namespace electra::cli {
namespace {

// `text` so that roff prints it as it stands, and as ASCII hyphens, which can be searched for and copied.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '\'') {
      out += "\\(aq";
    } else if (c == '^' || c == '~' || c == '`') {
      out += c == '^' ? "\\(ha" : c == '~' ? "\\(ti" : "\\(ga";
    } else {
      out += c;
    }
  }
  // A line that begins with a dot would be a request.
  return out.starts_with('.') ? "\\&" + out : out;
}

std::string header(const std::string& page, std::string_view summary) {
  std::string title = page;
  std::ranges::transform(title, title.begin(), [](char c) { return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c; });
  return fmt::format(
      ".\\\" Printed by `electra --generate man`. Its prose is in man/{0}.1.in.\n"
      ".TH {1} 1 \"\" \"electra {2}\" \"User Commands\"\n.SH NAME\n{3} \\- {4}\n",
      page, roff(title), ELECTRA_VERSION, roff(page), roff(summary));
}

std::string options_section(const CLI::App& app) {
  std::string out = ".SH OPTIONS\n";
  for (const CLI::Option* option : positional_options(app)) {
    out += fmt::format(".TP\n.I {}\n{}\n", roff(option->get_name(true)), roff(option->get_description()));
  }
  for (const OptionGroup& group : option_groups(app)) {
    if (group.heading != "Options") out += fmt::format(".SS {}\n", roff(group.heading));
    for (const CLI::Option* option : group.options) {
      out += fmt::format(".TP\n.B {}\n{}\n", roff(option_heading(*option)), roff(option_help(*option)));
    }
  }
  return out;
}

bool has_flag(const CLI::App& app, const std::string& name) { return app.get_option_no_throw("--" + name) != nullptr; }

// The prose with every \flag{name} in bold.
std::string resolved_prose(const std::string& page, const CLI::App& app) {
  std::string_view prose = man_prose(page);
  constexpr std::string_view mark = "\\flag{";
  std::string out;
  for (size_t at = prose.find(mark); at != prose.npos; at = prose.find(mark)) {
    out += prose.substr(0, at);
    prose.remove_prefix(at + mark.size());
    const size_t end = std::min(prose.find('}'), prose.size() - 1);
    const std::string name(prose.substr(0, end));
    if (!has_flag(app, name))
      throw Error(ErrorKind::usage, fmt::format("man/{}.1.in: no flag {}", page, internal::quote("--" + name)));
    out += fmt::format("\\fB\\-\\-{}\\fR", roff(name));
    prose.remove_prefix(end + 1);
  }
  return out.append(prose);
}

std::string exit_section() {
  std::string out = ".SH EXIT STATUS\n";
  for (const ExitCodeMeaning& entry : exit_code_meanings) {
    out += fmt::format(".TP\n.B {}\n{}\n", static_cast<int>(entry.code), roff(entry.meaning));
  }
  return out;
}

std::string commands_section(Commands commands) {
  std::string out = ".SH COMMANDS\n";
  for (const CommandGroup& group : command_groups(commands)) {
    out += fmt::format(".SS {}\n", roff(group.heading));
    for (const Command* command : group.commands) {
      out += fmt::format(".TP\n.BR electra\\-{} (1)\n{}\n", roff(command->name), roff(command->summary));
    }
  }
  return out;
}

// What the results of every command mean: man/keys/NAME.1.in, which no command may lack.
std::string keys_sections(const CLI::App& app, Commands commands) {
  std::string out;
  for (const Command* command : commands) {
    const std::string name(command->name);
    const std::string prose = resolved_prose("keys/" + name, *app.get_subcommand(name));
    if (prose.empty()) throw Error(ErrorKind::usage, fmt::format("man/keys/{}.1.in: missing", name));
    out += fmt::format(".SS {}\n{}", roff(name), prose);
  }
  return out;
}

void replace(std::string& prose, std::string_view mark, const std::string& text) {
  if (const size_t at = prose.find(mark); at != prose.npos) prose.replace(at, mark.size(), text);
}

std::string see_also(std::string_view but, Commands commands) {
  std::string out = ".SH SEE ALSO\n";
  std::vector<std::string> pages = {"electra (1)"};
  for (const Command* command : commands) pages.push_back(fmt::format("electra-{} (1)", command->name));
  pages.emplace_back("electra-formats (7)");
  std::erase(pages, fmt::format("{} (1)", but));
  for (const std::string& page : pages) out += fmt::format(".BR {}{}\n", roff(page), page == pages.back() ? "" : ",");
  return out;
}

}  // namespace

std::string program_man_page(const CLI::App& app, Commands commands) {
  std::string out = header("electra", app.get_description());
  out += ".SH SYNOPSIS\n.B electra\n.I COMMAND\n[\\fIOPTION\\fR...] [\\fIFILE\\fR...]\n";
  std::string prose = resolved_prose("electra", app);
  // The prose says where its commands and options stand, and where the keys of their results.
  replace(prose, "\\commands{}\n", commands_section(commands) + options_section(app));
  replace(prose, "\\keys{}\n", keys_sections(app, commands));
  out += prose;
  out += exit_section();
  return out + see_also("electra", commands);
}

std::string command_man_page(const CLI::App& app, const Command& command, Commands commands) {
  const std::string page = fmt::format("electra-{}", command.name);
  std::string out = header(page, command.summary);
  out += fmt::format(".SH SYNOPSIS\n.B {}\n", roff(usage_line(app, command)));
  out += fmt::format(".SH DESCRIPTION\n{}\n", roff(command.description));
  out += options_section(app);
  out += resolved_prose(page, app);
  out += exit_section();
  out += fmt::format(".SH EXAMPLE\n.nf\n{}\n.fi\n", roff(command.example));
  return out + see_also(page, commands);
}

}  // namespace electra::cli
