#include "cli/args/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/quote.h"
#include "cli/args/text_layout.h"
#include "cli/exit_codes.h"
#include "electra/error.h"
#include "electra/version.h"

namespace electra::cli {
namespace {

using Groups = std::vector<ArgumentGroup>;

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

std::string header(const std::string& page, std::string_view summary, int section) {
  std::string title = page;
  std::ranges::transform(title, title.begin(), [](char c) { return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c; });
  return fmt::format(
      ".\\\" Printed by `electra --generate man`. Its prose is in man/{0}.{1}.in.\n"
      ".TH {2} {1} {3} \"electra {4}\" \"{5}\"\n.SH NAME\n{6} \\- {7}\n",
      page, section, roff(title), ELECTRA_VERSION_DATE, ELECTRA_VERSION,
      section == 1 ? "User Commands" : "Miscellaneous Information", roff(page), roff(summary));
}

std::string options_section(const std::vector<Argument>& operands, const Groups& groups) {
  std::string out = ".SH OPTIONS\n";
  for (const Argument& operand : operands) {
    out += fmt::format(".TP\n.I {}\n{}\n", roff(operand.heading()), roff(operand.full_help()));
  }
  for (const ArgumentGroup& group : groups) {
    if (group.heading != "Options") out += fmt::format(".SS {}\n", roff(group.heading));
    for (const Argument& flag : group.flags) {
      out += fmt::format(".TP\n.B {}\n{}\n", roff(flag.heading()), roff(flag.full_help()));
    }
  }
  return out;
}

bool has_flag(const Groups& groups, const std::string& name) {
  return std::ranges::any_of(groups, [&](const ArgumentGroup& group) {
    return std::ranges::any_of(group.flags, [&](const Argument& flag) { return flag.names.back() == name; });
  });
}

// The prose with every \flag{name} in bold.
std::string resolved_prose(const std::string& page, const Groups& groups) {
  std::string_view prose = man_prose(page);
  constexpr std::string_view mark = "\\flag{";
  std::string out;
  for (size_t at = prose.find(mark); at != prose.npos; at = prose.find(mark)) {
    out += prose.substr(0, at);
    prose.remove_prefix(at + mark.size());
    const size_t end = std::min(prose.find('}'), prose.size() - 1);
    const std::string name = "--" + std::string(prose.substr(0, end));
    if (!has_flag(groups, name)) {
      throw Error(ErrorKind::usage, fmt::format("man/{}.1.in: no flag {}", page, internal::quote(name)));
    }
    out += fmt::format("\\fB{}\\fR", roff(name));
    prose.remove_prefix(end + 1);
  }
  return out.append(prose);
}

enum class Skips { no, yes };

// Of a program that may skip records, or does not.
std::string exit_codes(Skips skips) {
  std::string out;
  for (const ExitCodeMeaning& entry : exit_code_meanings) {
    if (entry.code == ExitCode::skipped && skips == Skips::no) continue;
    out += fmt::format(".TP\n.B {}\n{}\n", static_cast<int>(entry.code), roff(entry.meaning));
  }
  return out;
}

std::string exit_section(Skips skips) { return ".SH EXIT STATUS\n" + exit_codes(skips); }

std::string commands_section(const ProgramDescription& program) {
  std::string out = ".SH COMMANDS\n";
  for (const CommandGroup& group : program.command_groups()) {
    out += fmt::format(".SS {}\n", roff(group.heading));
    for (const CommandDescription* one : group.commands) {
      out += fmt::format(".TP\n.BR electra\\-{} (1)\n{}\n", roff(one->command->name), roff(one->command->summary));
    }
  }
  out += ".SS Topics\n";
  for (const Topic& topic : topics) {
    out += fmt::format(".TP\n.BR electra\\-{} (7)\n{}\n", roff(topic.name), roff(topic.summary));
  }
  return out;
}

// What the results of every command mean: man/keys/NAME.1.in, which no command may lack.
std::string keys_sections(const ProgramDescription& program) {
  std::string out;
  for (const CommandDescription& command : program.commands) {
    const std::string name(command.command->name);
    const std::string prose = resolved_prose("keys/" + name, command.groups);
    if (prose.empty()) throw Error(ErrorKind::usage, fmt::format("man/keys/{}.1.in: missing", name));
    out += fmt::format(".SS {}\n{}", roff(name), prose);
  }
  return out;
}

void replace(std::string& prose, std::string_view mark, const std::string& text) {
  if (const size_t at = prose.find(mark); at != prose.npos) prose.replace(at, mark.size(), text);
}

std::string see_also(std::string_view but, const ProgramDescription& program) {
  std::string out = ".SH SEE ALSO\n";
  std::vector<std::string> pages = {"electra (1)"};
  for (const CommandDescription& one : program.commands)
    pages.push_back(fmt::format("electra-{} (1)", one.command->name));
  for (const Topic& topic : topics) pages.push_back(fmt::format("electra-{} (7)", topic.name));
  std::erase_if(pages, [&](const std::string& page) { return page.substr(0, page.find(' ')) == but; });
  for (const std::string& page : pages) out += fmt::format(".BR {}{}\n", roff(page), page == pages.back() ? "" : ",");
  return out;
}

// The page with the lines of its prose broken, as the checkers of pages want it; examples stay as they are.
std::string with_short_lines(std::string_view page) {
  constexpr size_t longest = 80;
  std::string out;
  bool is_example = false;
  while (!page.empty()) {
    std::string_view line = page.substr(0, page.find('\n'));
    page.remove_prefix(line.size() + 1);
    if (line == ".EX" || line == ".nf") is_example = true;
    if (line == ".EE" || line == ".fi") is_example = false;
    if (is_example || line.starts_with('.') || line.size() <= longest) {
      out.append(line) += '\n';
      continue;
    }
    std::string text = wrapped(line, {.width = longest});
    for (size_t at = text.find("\n."); at != text.npos; at = text.find("\n.", at)) text.insert(at + 1, "\\&");
    out += text + "\n";
  }
  return out;
}

}  // namespace

std::string program_man_page(const ProgramDescription& program) {
  std::string out = header("electra", program.summary, 1);
  out += ".SH SYNOPSIS\n.B electra\n.I COMMAND\n[\\fIOPTION\\fR...] [\\fIFILE\\fR...]\n";
  std::string prose = resolved_prose("electra", program.groups);
  // The prose says where its commands and options stand, and where the keys of their results.
  replace(prose, "\\commands{}\n", commands_section(program) + options_section({}, program.groups));
  replace(prose, "\\keys{}\n", keys_sections(program));
  return with_short_lines(out + prose + exit_section(Skips::yes) + see_also("electra", program));
}

std::string command_man_page(const CommandDescription& described, const ProgramDescription& program) {
  const Command& command = *described.command;
  const std::string page = fmt::format("electra-{}", command.name);
  std::string out = header(page, command.summary, 1);
  out += fmt::format(".SH SYNOPSIS\n.B {}\n", roff(described.usage()));
  out += fmt::format(".SH DESCRIPTION\n{}\n", roff(command.description));
  out += options_section(described.operands, described.groups);
  out += resolved_prose(page, described.groups);
  out += exit_section(has_flag(described.groups, "--on-error") ? Skips::yes : Skips::no);
  out += fmt::format(".SH EXAMPLE\n.nf\n{}\n.fi\n", roff(command.example));
  return with_short_lines(out + see_also(page, program));
}

std::string topic_man_page(const Topic& topic, const ProgramDescription& program) {
  const std::string page = fmt::format("electra-{}", topic.name);
  std::string prose(man_prose(page));
  if (prose.empty()) throw Error(ErrorKind::usage, fmt::format("man/{}.7.in: missing", page));
  replace(prose, "\\exit{}\n", exit_codes(Skips::yes));
  return with_short_lines(header(page, topic.summary, 7) + prose + see_also(page, program));
}

}  // namespace electra::cli
