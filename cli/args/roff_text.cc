#include "cli/args/roff_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

#include "cli/args/text_layout.h"

namespace electra::cli {
namespace {

constexpr size_t body_indent = 4;
constexpr size_t sub_heading_indent = 2;
constexpr size_t hung_indent = 4;  // of what is said of a tag, from the tag

constexpr std::pair<std::string_view, std::string_view> escapes[] = {
    {"\\-", "-"},    {"\\e", "\\"},   {"\\&", ""},    {"\\(aq", "'"}, {"\\(ha", "^"}, {"\\(ti", "~"}, {"\\(ga", "`"},
    {"\\(lq", "\""}, {"\\(rq", "\""}, {"\\(mu", "x"}, {"\\fB", ""},   {"\\fI", ""},   {"\\fR", ""},
};

std::string plain(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto* const escape =
        std::ranges::find_if(escapes, [&](const auto& entry) { return text.starts_with(entry.first); });
    const bool is_plain = escape == std::end(escapes);
    assert(!is_plain || text.front() != '\\');
    out += is_plain ? text.substr(0, 1) : escape->second;
    text.remove_prefix(is_plain ? 1 : escape->first.size());
  }
  return out;
}

// The arguments of a request: words, or what stands in quotes.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (size_t at = line.find(' '); at < line.size();) {
    at = line.find_first_not_of(' ', at);
    if (at == line.npos) break;
    const bool is_quoted = line[at] == '"';
    const size_t begin = at + (is_quoted ? 1 : 0);
    const size_t end = std::min(line.find(is_quoted ? '"' : ' ', begin), line.size());
    words.emplace_back(line.substr(begin, end - begin));
    at = end + (is_quoted ? 1 : 0);
  }
  return words;
}

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string out;
  for (const std::string& word : words) out.append(out.empty() ? "" : separator) += word;
  return out;
}

class Renderer {
 public:
  explicit Renderer(size_t width) : width_(width) {}

  void add(std::string_view line) {
    if (line.starts_with(".\\\"")) return;
    if (line.starts_with('.')) return request(line.substr(1));
    text(plain(line));
  }
  std::string finish() {
    flush();
    return std::move(out_);
  }

 private:
  void request(std::string_view line) {
    const std::string_view name = line.substr(0, line.find(' '));
    const std::vector<std::string> words = words_of(line);
    if (name == "TH") {
      out_ = plain(fmt::format("{}({})\n", words.at(0), words.at(1)));
    } else if (name == "SH" || name == "SS") {
      heading(plain(joined(words, " ")), name == "SH" ? 0 : sub_heading_indent);
    } else if (name == "PP") {
      begin_paragraph(body_indent);
    } else if (name == "TP") {
      begin_paragraph(body_indent);
      expects_tag_ = true;
    } else if (name == "IP") {
      begin_paragraph(body_indent + hung_indent);
      if (!words.empty()) tag_ = plain(words[0]);
    } else if (name == "EX" || name == "nf" || name == "EE" || name == "fi") {
      flush();
      is_example_ = name == "EX" || name == "nf";
    } else {
      assert(name == "B" || name == "I" || name == "BR" || name == "IR" || name == "BI");
      text(plain(joined(words, name.size() == 1 ? " " : "")));
    }
  }

  void text(const std::string& line) {
    if (expects_tag_) {
      emit(wrapped(line, {.width = width_, .indent = indent_ + 2, .column = indent_, .also_after = '|'}));
      indent_ += hung_indent;
      expects_tag_ = false;
    } else if (is_example_) {
      emit(line);
    } else {
      paragraph_ += (paragraph_.empty() ? "" : " ") + line;
    }
  }

  void heading(const std::string& text, size_t indent) {
    begin_paragraph(indent);
    is_apart_ = true;
    emit(text);
    indent_ = body_indent;
    follows_heading_ = true;
  }

  void begin_paragraph(size_t indent) {
    flush();
    is_apart_ = !follows_heading_;
    indent_ = indent;
  }

  void flush() {
    if (paragraph_.empty()) return;
    const std::string hung = tag_.empty() ? "" : fmt::format("{:<{}}", tag_, hung_indent);
    indent_ -= hung.size();
    const Layout layout = {.width = width_, .indent = indent_ + hung.size(), .column = indent_ + hung.size()};
    emit(hung + wrapped(std::exchange(paragraph_, ""), layout));
    indent_ += hung.size();
    tag_.clear();
  }

  // Writes lines, the first of them indented, below an empty one where that is due.
  void emit(const std::string& lines) {
    if (is_apart_) out_ += "\n";
    is_apart_ = false;
    follows_heading_ = false;
    if (!lines.empty()) out_.append(indent_, ' ');
    out_ += lines + "\n";
  }

  size_t width_;
  size_t indent_ = body_indent;
  std::string out_;
  std::string paragraph_;  // what has been read of it
  std::string tag_;        // of .IP, which stands before it
  bool expects_tag_ = false;
  bool is_example_ = false;
  bool is_apart_ = false;  // an empty line comes before what follows
  bool follows_heading_ = false;
};

}  // namespace

std::string roff_text(std::string_view page, size_t width) {
  Renderer renderer(width);
  while (!page.empty()) {
    const std::string_view line = page.substr(0, page.find('\n'));
    renderer.add(line);
    page.remove_prefix(std::min(line.size() + 1, page.size()));
  }
  return renderer.finish();
}

}  // namespace electra::cli
