// Every command × every format that it writes: what is written says what jsonl says, and electra score reads it back
// with the metrics of the run.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/commands_under_test.h"
#include "cli/harness.h"

namespace electra::test {
namespace {

using nlohmann::json;
using Rows = std::vector<std::vector<json>>;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// A command, its input in each format that score takes for gold, and how the texts stand in jsonl.
struct Written {
  std::string command;
  std::map<std::string, std::string> inputs;
  std::vector<std::string> texts = {};
  std::string input_flags = "", gold_flags = "";  // of tables
};

const std::vector<Written> all_written = {
    {"attend", {{"jsonl", "{\"text\": \"a warm film\"}\n{\"text\": \"a & film\"}\n"}}, {"a warm film", "a & film"}},
    {"classify",
     {{"jsonl",
       "{\"text\": \"a warm film\", \"label\": \"positive\"}\n{\"text\": \"a bad film\", \"label\": \"positive\"}\n"},
      {"tsv", "text\tlabel\na warm film\tpositive\na bad film\tpositive\n"},
      {"csv", "text,label\na warm film,positive\n\"a bad film\",positive\n"}},
     {},
     "--columns text --label-column label",
     "--label-column label"},
    {"choose",
     {{"jsonl",
       "{\"prompt\": \"She ate a stone.\", \"choices\": [\"It fell.\", \"It was.\"], \"label\": 0}\n"
       "{\"prompt\": \"It is late.\", \"choices\": [\"It fell.\", \"It was.\"], \"label\": 1}\n"},
      {"csv", "sent1,sent2,ending0,ending1,label\nShe ate a stone.,It,fell.,was.,0\nIt is late.,It,fell.,was.,1\n"}}},
    {"detect-replaced",
     {{"jsonl",
       "{\"text\": [\"a\", \"famous\", \"sugar\"], \"replaced\": [2]}\n"
       "{\"text\": [\"the\", \"soup\", \"&\", \"the\", \"plane\"], \"replaced\": [0]}\n"},
      {"text", "a famous sugar\nthe soup & the plane\n"}},
     {"a famous sugar", "the soup & the plane"}},
    {"embed", {{"jsonl", "{\"text\": \"a warm film\"}\n{\"text\": \"a bad film\"}\n"}}},
    {"fill-mask",
     {{"jsonl",
       "{\"text\": \"He opened the [MASK].\", \"original\": \"door\"}\n"
       "{\"text\": \"The [MASK] of [MASK] is Paris.\", \"original\": [\"capital\", \"france\"]}\n"}},
     {"He opened the [MASK].", "The [MASK] of [MASK] is Paris."}},
    {"qa",
     {{"squad",
       R"({"data": [{"paragraphs": [{"context": "Ann left in 1642.", "qas": [{"id": "a", "question": "Who left?", )"
       R"("answers": [{"text": "Ann", "answer_start": 0}]}, {"id": "b", "question": "When did Ann leave?", )"
       R"("answers": [{"text": "1643", "answer_start": -1}]}]}]}]})"},
      {"jsonl",
       R"({"id": "a", "question": "Who left?", "context": "Ann left in 1642.", "answers": [{"text": "Ann"}]})"
       "\n"
       R"({"id": "b", "question": "When did Ann leave?", "context": "Ann left in 1642.", "answers": {"text": ["1643"]}})"
       "\n"}}},
    {"tag",
     {{"conll", "Anna B-PER\nLee I-PER\nleft O\n\nRome B-PER\nwon O\n"},
      {"conllu",
       "1\tAnna\t_\tB-PER\t_\t_\t_\t_\t_\t_\n2\tLee\t_\tI-PER\t_\t_\t_\t_\t_\t_\n3\tleft\t_\tO\t_\t_\t_\t_\t_\t_\n\n"
       "1\tRome\t_\tB-PER\t_\t_\t_\t_\t_\t_\n2\twon\t_\tO\t_\t_\t_\t_\t_\t_\n"},
      {"tagged", "Anna Lee left\tB-PER I-PER O\nRome won\tB-PER O\n"},
      {"jsonl",
       "{\"tokens\": [\"Anna\", \"Lee\", \"left\"], \"ner_tags\": [\"B-PER\", \"I-PER\", \"O\"]}\n"
       "{\"words\": [\"Rome\", \"won\"], \"labels\": [\"B-PER\", \"O\"]}\n"},
      {"csv", "sentence_id,words,labels\n1,Anna,B-PER\n1,Lee,I-PER\n1,left,O\n2,Rome,B-PER\n2,won,O\n"},
      {"tsv",
       "Sentence #\tWord\tTag\nSentence: 1\tAnna\tB-PER\n\tLee\tI-PER\n\tleft\tO\nSentence: "
       "2\tRome\tB-PER\n\twon\tO\n"},
      {"text", "Anna Lee left\nRome won\n"}},
     {"Anna Lee left", "Rome won"}},
    {"tokenize", {{"text", "Unbelievable weather\na cat\n"}}, {"Unbelievable weather", "a cat"}},
};

// The input that has texts or questions as they are.
std::string plain_input(const Written& written) {
  for (const char* format : {"text", "jsonl"}) {
    if (written.inputs.contains(format)) return format;
  }
  return "";
}

// --- What jsonl says, as the other formats say it ---

void add_rows(const std::string& command, const json& object, size_t line, Rows& rows) {
  if (command == "classify") {
    rows.push_back({object["labels"][0]["label"], object["labels"][0]["score"]});
  } else if (command == "choose") {
    std::vector<json> row = {object["choice"], object["text"]};
    row.insert(row.end(), object["probabilities"].begin(), object["probabilities"].end());
    rows.push_back(row);
  } else if (command == "embed") {
    rows.push_back(object["embedding"].get<std::vector<json>>());
  } else if (command == "qa") {
    rows.push_back({object["id"], object["answer"], object["start"], object["end"], object["probability"]});
  } else if (command == "detect-replaced") {
    for (const json& word : object["words"]) {
      if (word["replaced"]) rows.push_back({line, word["start"], word["end"], word["text"], word["score"]});
    }
  } else if (command == "tag") {
    for (const json& span : object["spans"]) {
      rows.push_back({line, span["start"], span["end"], span["text"], span["label"], span["score"]});
    }
  } else if (command == "fill-mask") {
    for (const json& mask : object["masks"]) {
      size_t rank = 0;
      for (const json& one : mask["predictions"]) {
        rows.push_back({line, mask["start"], mask["end"], ++rank, one["token"], one["score"]});
      }
    }
  } else if (command == "tokenize") {
    for (size_t i = 0; i < object["ids"].size(); ++i) {
      const json& offsets = object["offsets"][i];
      rows.push_back(
          {line, offsets[0], offsets[1], object["ids"][i], object["tokens"][i], object["token_type_ids"][i]});
    }
  }
}

// The parts of the text that `object` speaks of, each put in place of its own.
std::string text_of(const std::string& command, const json& object, const std::string& text) {
  std::string out;
  size_t at = 0;
  const auto put = [&](const json& part, const std::string& replacement) {
    const size_t begin = part["start"];
    out += text.substr(at, begin - at) + replacement;
    at = part["end"];
  };
  if (command == "tokenize") {
    for (const json& token : object["tokens"]) out += (out.empty() ? "" : " ") + token.get<std::string>();
    return out;
  }
  for (const json& word : object.value("words", json::array())) {
    if (word["replaced"]) put(word, fmt::format("[[{}]]", word["text"].get<std::string>()));
  }
  for (const json& span : object.value("spans", json::array())) {
    put(span, fmt::format("[[{}|{}]]", span["text"].get<std::string>(), span["label"].get<std::string>()));
  }
  for (const json& mask : object.value("masks", json::array())) put(mask, mask["predictions"][0]["token"]);
  return out + text.substr(at);
}

// --- What the formats say ---

void check_tsv(const std::string& out, const Rows& expected) {
  const std::vector<std::string> lines = lines_of(out);
  REQUIRE(lines.size() == expected.size());
  for (size_t i = 0; i < lines.size(); ++i) {
    std::vector<json> row;
    std::istringstream cells(lines[i]);
    for (std::string cell; std::getline(cells, cell, '\t');) {
      const bool is_number = row.size() < expected[i].size() && expected[i][row.size()].is_number();
      row.push_back(is_number ? json::parse(cell) : json(cell));
    }
    CHECK(row == expected[i]);
  }
}

void check_npy(const std::string& out, const Rows& expected) {
  const size_t begin = 10 + static_cast<unsigned char>(out.at(8)) + 256U * static_cast<unsigned char>(out.at(9));
  size_t at = begin;
  for (const std::vector<json>& row : expected) {
    for (const json& number : row) {
      float value = 0;
      REQUIRE(at + sizeof value <= out.size());
      std::memcpy(&value, out.data() + at, sizeof value);
      at += sizeof value;
      CHECK(value == number.get<float>());
    }
  }
  CHECK(at == out.size());
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  return at == text.npos ? text : text.replace(at, from.size(), to);
}

// What has a number, from 1, in the page is a record; its marks have their probabilities as tips.
void check_html(const std::string& page, const std::vector<json>& objects, const std::vector<std::string>& texts) {
  for (size_t i = 0; i < objects.size(); ++i) {
    const size_t begin = page.find(fmt::format("<p id=\"r{}\"", i + 1));
    REQUIRE(begin != page.npos);
    const std::string row = page.substr(begin, page.find("</p>", begin) - begin);
    for (const json& part : objects[i].contains("words") ? objects[i]["words"] : objects[i]["spans"]) {
      if (!part.value("replaced", true)) continue;
      CHECK(row.find(fmt::format("data-tip=\"{}\">{}<", part["score"].dump(), replaced(part["text"], "&", "&amp;"))) !=
            row.npos);
    }
    std::string text;
    bool in_tag = false;
    for (const char c : row.substr(row.find("</a>") + 4)) {
      if (c == '<') in_tag = true;
      if (!in_tag) text += c;
      if (c == '>') in_tag = false;
    }
    for (const char* label : {" PER", " LOC"}) text = replaced(text, label, "");
    CHECK(replaced(text, "&amp;", "&") == texts[i]);
  }
  CHECK(page.find(fmt::format("<p id=\"r{}\"", objects.size() + 1)) == page.npos);
}

// What has a number is a question, with its answer and the probability behind it.
void check_answers_html(const std::string& page, const std::vector<json>& objects) {
  for (size_t i = 0; i < objects.size(); ++i) {
    const size_t begin = page.find(fmt::format("<p id=\"r{}\"", i + 1));
    REQUIRE(begin != page.npos);
    const std::string row = page.substr(begin, page.find("</p>", begin) - begin);
    CHECK(row.find(fmt::format(">{}</a> <small>{}</small>", objects[i]["answer"].get<std::string>(),
                               objects[i]["probability"].dump())) != row.npos);
    CHECK(page.find(fmt::format(">{}</b><sup><a href=\"#r{}\"", objects[i]["answer"].get<std::string>(), i + 1)) !=
          page.npos);
  }
}

void check_editor(const std::string& out, const Rows& expected) {
  std::string places;
  for (const std::vector<json>& row : expected) {
    places += fmt::format("input.text:{}:{}: '{}' looks replaced ({})\n", row[0].dump(), row[1].get<int>() + 1,
                          row[3].get<std::string>(), row[4].dump());
  }
  CHECK(out == places);
}

// The spans of tags behind the words, by their words.
void check_conll(const std::string& out, const std::vector<json>& objects) {
  std::vector<std::string> spans, expected;
  for (const std::string& line : lines_of(out)) {
    const std::string word = line.substr(0, line.find(' ')), tag = line.substr(line.rfind(' ') + 1);
    if (tag.starts_with("B-")) spans.push_back(tag.substr(2) + " " + word);
    if (tag.starts_with("I-")) spans.back() += " " + word;
  }
  for (const json& object : objects) {
    for (const json& span : object["spans"]) {
      expected.push_back(span["label"].get<std::string>() + " " + span["text"].get<std::string>());
    }
  }
  CHECK(spans == expected);
  CHECK(!spans.empty());
}

// A section for each text, with its tokens in the order of its table.
void check_attention_page(const std::string& page, const std::vector<json>& objects,
                          const std::vector<std::string>& texts) {
  size_t at = 0;
  for (size_t i = 0; i < objects.size(); ++i) {
    at = page.find(fmt::format("<h3 dir=\"auto\">{}</h3>", replaced(texts[i], "&", "&amp;")), at);
    REQUIRE(at != page.npos);
    for (const json& token : objects[i]["tokens"]) {
      at = page.find(fmt::format("<th scope=\"row\">{}</th>", replaced(token, "&", "&amp;")), at);
      REQUIRE(at != page.npos);
    }
  }
}

void check_format(const Written& written, const std::string& format, const std::string& out,
                  const std::vector<json>& objects) {
  Rows rows;
  for (size_t i = 0; i < objects.size(); ++i) add_rows(written.command, objects[i], i + 1, rows);
  if (format == "tsv") {
    CHECK(rows.size() >= 2);
    check_tsv(out, rows);
  } else if (format == "npy") {
    check_npy(out, rows);
  } else if (format == "editor") {
    check_editor(out, rows);
  } else if (format == "html" && written.command == "qa") {
    check_answers_html(out, objects);
  } else if (written.command == "attend" && format == "html") {
    check_attention_page(out, objects, written.texts);
  } else if (format == "html") {
    check_html(out, objects, written.texts);
  } else if (format == "conll") {
    check_conll(out, objects);
  } else if (format == "squad") {
    json answers;
    for (const json& object : objects) answers[object["id"]] = object["answer"];
    CHECK(json::parse(out) == answers);
  } else if (format == "text" || format == "pieces") {
    std::string expected;
    for (size_t i = 0; i < objects.size(); ++i) {
      expected += text_of(written.command, objects[i], written.texts[i]) + "\n";
    }
    CHECK(out == expected);
  } else {
    CHECK(format == "jsonl");
  }
}

class Runs {
 public:
  explicit Runs(const Written& written) : written_(written) {
    for (const auto& [format, content] : written.inputs) folder_.write("input." + format, content);
  }

  // Of the input of a format, in another; with a report, if the input has gold.
  std::string out(const std::string& input, const std::string& output, const std::string& more = "") const {
    const bool is_table = input == "tsv" || input == "csv";
    const RunResult result = folder_.shell(fmt::format(
        "electra {} {} --quiet --format {} input.{} {} --output out --output-format {}", written_.command,
        is_table && written_.command == "classify" ? written_.input_flags : "", input, input, more, output));
    CHECK(result.err == "");
    CHECK(result.code == 0);
    return folder_.read("out");
  }
  const Folder& folder() const { return folder_; }

 private:
  Folder folder_;
  const Written& written_;
};

std::vector<json> parsed(const std::string& lines) {
  std::vector<json> objects;
  for (const std::string& line : lines_of(lines)) objects.push_back(json::parse(line));
  return objects;
}

TEST_CASE("every format that a command writes says what its jsonl says") {
  for (const Written& written : all_written) {
    const Runs runs(written);
    const std::string plain = plain_input(written);
    const std::vector<json> objects = parsed(runs.out(plain, "jsonl"));
    CHECK(objects.size() == 2);
    for (const std::string& format : choices_of({written.command, "--output-format"})) {
      CAPTURE(written.command + " --output-format " + format);
      const std::string input = format == "squad" || format == "conll" ? format : plain;
      check_format(written, format, runs.out(input, format), objects);
    }
  }
}

// What a report of score says is what that of the run says, which has more.
void check_report(const json& scored, const json& reported) {
  CHECK(scored.size() >= 3);
  for (const auto& [key, value] : scored.items()) {
    if (key == "run") continue;  // each has its own
    CAPTURE(key);
    CHECK(reported.value(key, json()) == value);
  }
}

TEST_CASE("score reads every format of predictions beside every format of gold, with the metrics of the run") {
  const Folder folder;
  for (const Written& written : all_written) {
    const std::vector<std::string> score = {"score", written.command, "-", "/dev/null"};
    // The flag knows the formats of all tasks; the task refuses those of others, and says which are its own.
    const auto choices = [&](const std::string& flag) {
      std::vector<std::string> arguments = score;
      arguments.push_back(flag);
      const std::vector<std::string> all = choices_of(arguments);
      for (const std::string& format : all) {
        arguments.push_back(format);
        const std::vector<std::string> own = choices_in(folder.electra(arguments).err);
        arguments.pop_back();
        if (!own.empty()) return own;
      }
      return all;
    };
    if (folder.electra(score).err.find(": TASK: ") != std::string::npos) continue;
    const Runs runs(written);
    const std::vector<std::string> outputs = choices_of({written.command, "--output-format"});
    for (const std::string& gold : choices("--format")) {
      runs.out(gold, gold == "conll" ? gold : "jsonl", "--report report.json");
      const json reported = json::parse(runs.folder().read("report.json"));
      for (const std::string& format : choices("--predictions-format")) {
        if (std::ranges::find(outputs, format) == outputs.end()) continue;  // of others' predictions
        CAPTURE(written.command + ": " + format + " beside " + gold);
        runs.out(format == "squad" ? "squad" : gold, format);
        const bool is_table = gold == "tsv" || gold == "csv";
        const RunResult result = runs.folder().shell(
            fmt::format("electra score {} out input.{} --format {} {} --predictions-format {} --output-format json",
                        written.command, gold, gold, is_table ? written.gold_flags : "", format));
        CHECK(result.err == "");
        REQUIRE(result.code == 0);
        check_report(json::parse(result.out), reported);
      }
    }
  }
}

TEST_CASE("the tables above have every command that reads records") {
  for (const std::string& command : command_names()) {
    CAPTURE(command);
    const bool reads_records = command != "score" && !choices_of({command, "--format"}).empty();
    CHECK((std::ranges::find(all_written, command, &Written::command) != all_written.end()) == reads_records);
  }
}

}  // namespace
}  // namespace electra::test
