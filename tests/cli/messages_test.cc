// What files hold does nothing to a terminal: no message has a byte of it that is not shown.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/quote.h"
#include "cli/harness.h"

namespace electra::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// A title for the terminal, a line that looks like ours, C1, other directions, separators; more than any message shows.
const std::string hostile_text =
    "\x1b]0;title\x07\nelectra: forged\r\x7f\u009b31m\u202e\u2066\u2028" + std::string(5000, 'x') + "\x1b[31m";
const std::string hostile = hostile_text + "\xff\xc3";  // where no JSON is in between
const std::string hostile_name = hostile_text.substr(0, 60) + "\xff";

// Lines of printable characters, each of which begins as ours do, and not many of them.
void check_messages(const RunResult& result) {
  CAPTURE(result.err);
  CHECK(result.code >= 0);  // no signal
  CHECK(internal::escaped(result.err, "\n") == result.err);
  CHECK(result.err.ends_with('\n'));
  size_t lines = 0;
  for (size_t begin = 0; begin < result.err.size(); ++lines) {
    const size_t end = result.err.find('\n', begin);
    const std::string line = result.err.substr(begin, end - begin);
    CHECK(line.starts_with("electra: "));
    CHECK(line.size() <= internal::max_message_bytes + std::string("electra: ").size());
    begin = end + 1;
  }
  CHECK(lines > 0);
  CHECK(lines <= 4);
}

void check(const Folder& folder, std::vector<std::string> arguments, std::string_view input = "") {
  CAPTURE(arguments[0]);
  CAPTURE(arguments.back().substr(0, 60));
  check_messages(folder.electra(arguments, input));
}

TEST_CASE("no argument reaches the terminal as it is") {
  const Folder folder;
  check(folder, {hostile});
  check(folder, {"classify", "--" + hostile});
  check(folder, {"classify", "--threads", hostile});
  check(folder, {"classify", "--quiet=" + hostile});
  check(folder, {"classify", "--format", hostile});
  check(folder, {"classify", "--quiet", "--model", hostile});
  check(folder, {"classify", "--quiet", "--model", "./" + hostile_name});
  check(folder, {"classify", "--quiet", hostile_name});
  check(folder, {"fill-mask", "--targets", hostile}, "a [MASK]\n");
  check(folder, {"convert", hostile_name, hostile_name});
  check(folder, {"score", hostile, "a", "b"});
}

TEST_CASE("no record reaches the terminal as it is") {
  const Folder folder;
  const auto model = [](const char* name) { return golden(std::string("hf/") + name); };
  const std::string quoted = json(hostile_text).dump();
  const std::string classes = model("seqcls-3");
  for (const std::string format : {"tsv", "csv"}) {
    folder.write("h." + format, "\"" + hostile + "\tb,c\nx\ty\n");
    check(folder, {"classify", "--quiet", "--model", classes, "--columns", "zz", "h." + format});
  }
  check(folder, {"classify", "--quiet", "--model", classes, "--columns", "1", "--label-column", "2", "--evaluate"},
        "a\t" + hostile_text.substr(0, 8) + "\n");
  for (const std::string& line :
       {"{" + quoted + ": 1}", "{\"text\": [" + quoted + ", 1]}", "{\"text\": {" + quoted + ":1}}", quoted,
        "{\"text\": \"a\", \"label\": " + quoted + "}", hostile, "{\"text\": \"a\", \"pair\": {" + quoted + ":1}}"}) {
    check(folder, {"classify", "--quiet", "--model", classes, "--format", "jsonl", "--evaluate"}, line + "\n");
  }
  check(folder, {"choose", "--quiet", "--model", model("multiplechoice-last-noproj"), "--format", "jsonl"},
        "{\"question\": " + quoted + ", \"choices\": {" + quoted + ": 1}}\n");
  check(folder, {"detect-replaced", "--quiet", "--model", model("pretraining"), "--format", "jsonl", "--evaluate"},
        "{\"text\": \"a\", \"replaced\": [" + quoted + "]}\n");
  check(folder, {"tokenize", "--quiet", "--model", classes, "--decode"}, hostile_text.substr(0, 8) + "\n");
  for (const std::string& question :
       {"{\"id\": " + quoted + ", \"question\": 1}", "{\"id\": {" + quoted + ": 1}}", quoted,
        "{\"id\": " + quoted + ", \"question\": \"a\", \"answers\": [{\"text\": " + quoted +
            ", \"answer_start\": 7}]}"}) {
    folder.write("q.json", "{\"data\":[{\"paragraphs\":[{\"context\":\"a\",\"qas\":[" + question + "]}]}]}");
    check(folder, {"qa", "--quiet", "--model", model("qa"), "--evaluate", "q.json"});
  }
}

TEST_CASE("no prediction reaches the terminal as it is") {
  const Folder folder;
  const std::string quoted = json(hostile_text).dump();
  folder.write("p.conll",
               "\x1b[31m\u202e\xff"
               "a O\n");
  folder.write("g.conll", "b\u009b O\n");
  check(folder, {"score", "tag", "p.conll", "g.conll"});
  folder.write("gold.json",
               "{\"data\":[{\"paragraphs\":[{\"context\":\"a\",\"qas\":[{\"id\":\"x\",\"question\":\"a\","
               "\"answers\":[{\"text\":\"a\",\"answer_start\":0}]}]}]}]}");
  for (const std::string& predictions : {"{" + quoted + ": 1}", "{" + quoted + ": [3]}", quoted}) {
    folder.write("p.json", predictions);
    check(folder, {"score", "qa", "p.json", "gold.json"});
  }
  folder.write("gold.jsonl", "{\"text\": \"a\", \"label\": " + quoted + ", \"replaced\": [0]}\n");
  for (const std::string& line :
       {"{\"labels\": [{\"label\": " + quoted + ", \"score\": " + quoted + "}]}", "{" + quoted + ": 1}", hostile,
        "{\"words\": [{\"word\": " + quoted + ", \"start\": 0, \"end\": 1, \"score\": 0, \"replaced\": false}]}"}) {
    folder.write("p.jsonl", line + "\n");
    check(folder, {"score", "classify", "p.jsonl", "gold.jsonl"});
    check(folder, {"score", "detect-replaced", "p.jsonl", "gold.jsonl"});
  }
}

// A copy of a model with some files of its own.
class Model : public Folder {
 public:
  explicit Model(const std::string& source) {
    fs::create_directory(path() / "m");
    for (const auto& file : fs::directory_iterator(golden(source))) {
      fs::copy(file.path(), path() / "m" / file.path().filename());
    }
    for (const auto& file : fs::directory_iterator(path() / "m")) fs::permissions(file.path(), fs::perms::owner_all);
  }
  void set(const std::string& file, const char* pointer, const json& value) const {
    json parsed = json::parse(read("m/" + file));
    parsed[json::json_pointer(pointer)] = value;
    write("m/" + file, parsed.dump());
  }
};

TEST_CASE("no file of a model reaches the terminal as it is") {
  for (const char* key : {"/hidden_act", "/model_type", "/num_labels", "/problem_type", "/position_embedding_type",
                          "/pruned_heads", "/hidden_size"}) {
    const Model model("hf/seqcls-3");
    model.set("config.json", key, key == std::string("/pruned_heads") ? json{{hostile_text, {1}}} : json(hostile_text));
    check(model, {"classify", "--quiet", "--model", "m"}, "a\n");
  }
  const json tokenizer_keys = {{"tokenizer_class", hostile_text},
                               {"do_lower_case", hostile_text},
                               {"model_max_length", hostile_text},
                               {"added_tokens_decoder", {{hostile_text, 1}}}};
  for (const auto& [key, value] : tokenizer_keys.items()) {
    const Model model("hf/seqcls-3");
    model.write("m/tokenizer_config.json", json{{key, value}}.dump());
    check(model, {"tokenize", "--quiet", "--model", "m"}, "a\n");
  }
  const Model model("hf/seqcls-3");
  model.write("m/model.safetensors.index.json", json{{"weight_map", {{hostile_text, hostile_text}}}}.dump());
  fs::remove(model.path() / "m/model.safetensors");
  check(model, {"classify", "--quiet", "--model", "m"}, "a\n");
  for (const json& header : {json{{hostile_text, {{"dtype", hostile_text}}}}, json{{hostile_text, hostile_text}},
                             json{{"a", {{"dtype", "F32"}, {"shape", {1}}, {"data_offsets", {0, 4}}}}}}) {
    const std::string text = header.dump();
    const uint64_t size = text.size();
    model.write("m/model.safetensors", std::string(reinterpret_cast<const char*>(&size), 8) + text + "1234");
    check(model, {"classify", "--quiet", "--model", "m"}, "a\n");
  }
  model.write("m/model.safetensors", hostile);
  check(model, {"classify", "--quiet", "--model", "m"}, "a\n");
  model.write("m/config.json", hostile);
  check(model, {"classify", "--quiet", "--model", "m"}, "a\n");
}

TEST_CASE("no source of convert reaches the terminal as it is") {
  const Folder folder;
  fs::copy(golden("google/pretrain-a-small/ckpt"), folder.path() / "ck");
  for (const auto& file : fs::directory_iterator(folder.path() / "ck")) {
    fs::permissions(file.path(), fs::perms::owner_all);
  }
  for (const char* state : {"model_checkpoint_path: \"\\033]0;title\\007\\377\\n\"\n", "\x1b[31m: \xff\n",
                            "model_checkpoint_path: \"\x1b]0;\n"}) {
    folder.write("ck/checkpoint", state);
    check(folder, {"convert", "ck", "out", "--part", "discriminator"});
  }
  const std::string name = hostile_text.substr(0, 60);
  const std::string length(1, static_cast<char>(name.size()));
  // A pickle that names a function, and one that does not end.
  folder.write("a.pt",
               "\x80\x02"
               "c"
               "os\x1b[31m\xff\nsystem\u009b\n.");
  folder.write("b.pt",
               "\x80\x02"
               "}X" +
                   length + std::string(3, '\0') + name + "K\x01s.");
  folder.write("a.msgpack", "\x81\xD9" + length + name + "\x91\x01");
  folder.write("labels", name + "\n");
  for (const char* file : {"a.pt", "b.pt", "a.msgpack"}) check(folder, {"convert", file, "out"});
  folder.write("config.json", json{{hostile_text, 1}, {"model_size", hostile_text}}.dump());
  const std::string google = golden("google/pretrain-a-small/ckpt");
  check(folder, {"convert", google, "out", "--part", "discriminator", "--config", "config.json", "--vocab", "labels"});
  check(folder, {"convert", golden("google/finetuned-chunk/ckpt"), "out", "--labels", "labels"});
}

TEST_CASE("what inspect shows keeps to its lines") {
  const Model model("hf/seqcls-3");
  model.set("config.json", "/architectures",
            {"\x1b]0;x\x07"
             "Foo\n\u202e"});
  model.set("config.json", "/id2label", {{"0", "\x1b[31m"}, {"1", "b\nc"}, {"2", "\u2028"}});
  const RunResult result = model.electra({"inspect", "m"});
  CHECK(result.code == 0);
  CHECK(result.out.find("\narchitecture     \\x1b]0;x\\x07Foo\\x0a\\u202e\n") != std::string::npos);
  CHECK(result.out.find("\nlabels           \\x1b[31m, b\\x0ac, \\u2028\n") != std::string::npos);
  CHECK(internal::escaped(result.out, "\n") == result.out);
}

TEST_CASE("results are exact in a pipe, and written out on a terminal") {
  const Folder folder;
  const std::string line = "the \x1b[31mcat\x07 \u009b\u202e sat\tdown\n";
  folder.write("a.txt", line);
  const std::string command =
      "electra detect-replaced --quiet --color never --threshold 1 --model " + golden("hf/pretraining") + " a.txt";
  CHECK(folder.shell(command).out == line);
  const std::string shown = folder.shell("script -qec '" + command + "' /dev/null").out;
  CHECK(shown == "the \\x1b[31mcat\\x07 \\u009b\\u202e sat\tdown\r\n");
  // Our own colours are no part of the text.
  folder.write("a.txt", "the \x1b[31mcat\x1b[0m \x1b[38;5;16;48;5;196msat\x1b[2m down\n");
  CHECK(folder.shell("script -qec '" + command + "' /dev/null").out ==
        "the \\x1b[31mcat\\x1b[0m \\x1b[38;5;16;48;5;196msat\\x1b[2m down\r\n");
  CHECK(folder.shell("script -qec '" + command + " --color always' /dev/null").out ==
        "the \\x1b[31mcat\\x1b[0m \\x1b[38;5;16;48;5;196msat\\x1b[2m down\r\n");
  CHECK(
      folder.shell("TERM=xterm script -qec 'electra detect-replaced -q --suggest --apply --min-gain 1 a.txt' /dev/null")
          .out == "the \\x1b[31mcat\\x1b[0m \\x1b[38;5;16;48;5;196msat\\x1b[2m down\r\n");
  folder.write("a.txt", line);
  const std::string coloured = folder.shell("script -qec '" + command + " --color always --threshold 0' /dev/null").out;
  CHECK(coloured.find("\x1b[38;5;16;48;5;") != std::string::npos);
  CHECK(coloured.find("\\x1b") != std::string::npos);
  CHECK(coloured.find("\x1b[31m") == std::string::npos);
}

TEST_CASE("lists of any length are counted and cut") {
  const Model model("hf/seqcls-3");
  std::string header = "c0";
  for (int i = 1; i < 100'000; ++i) header += fmt::format("\tc{}", i);
  model.write("h.tsv", header + "\n");
  const std::vector<std::string> read = {"classify", "--quiet", "--model", "m", "--columns", "zz", "h.tsv"};
  const RunResult columns = model.electra(read);
  CHECK(columns.err.find("there is 'c0', 'c1', ") != std::string::npos);
  CHECK(columns.err.ends_with("'c15' and 99984 more\n"));
  model.set("config.json", "/num_hidden_layers", 1024);
  const RunResult layers = model.electra({"classify", "--quiet", "--model", "m"}, "a\n");
  check_messages(layers);
  CHECK(layers.err.find(" tensors are missing, the first is ") != std::string::npos);
}

}  // namespace
}  // namespace electra::test
