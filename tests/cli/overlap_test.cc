// Every command with each of its outputs naming each of its inputs, by path and by link: refused, or right.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

namespace fs = std::filesystem;

struct Command {
  std::string arguments;             // without outputs
  std::vector<std::string> outputs;  // flags
  std::vector<std::string> inputs;   // files of the folder
  std::string replaced = "";         // the input that --output may take the place of
};

const std::vector<std::string> model_files = {"m/config.json", "m/model.safetensors", "m/vocab.txt"};

const std::vector<Command> commands = {
    {"tokenize --model ./m in.txt", {"--output", "--rejects"}, {"in.txt", "m/vocab.txt"}, "in.txt"},
    {"tokenize --vocab v in.txt", {"--output", "--rejects"}, {"in.txt", "v"}, "in.txt"},
    {"detect-replaced --model ./m in.jsonl", {"--output", "--report", "--rejects"}, {"in.jsonl"}, "in.jsonl"},
    {"fill-mask --model ./m in.jsonl", {"--output", "--report", "--rejects"}, {"in.jsonl"}, "in.jsonl"},
    {"classify --model ./m in.jsonl", {"--output", "--report", "--rejects"}, {"in.jsonl"}, "in.jsonl"},
    {"qa --model ./m in.jsonl",
     {"--output", "--report", "--rejects", "--nbest", "--null-odds"},
     {"in.jsonl"},
     "in.jsonl"},
    {"tag --model ./m in.conll", {"--output", "--report", "--rejects"}, {"in.conll"}, "in.conll"},
    {"choose --model ./m in.jsonl", {"--output", "--report", "--rejects"}, {"in.jsonl"}, "in.jsonl"},
    {"embed --model ./m in.txt", {"--output", "--rejects"}, {"in.txt"}, "in.txt"},
    {"score tag in.conll gold.conll", {"--output"}, {"in.conll", "gold.conll"}},
    {"score qa in.jsonl in.jsonl --null-odds v", {"--output"}, {"in.jsonl", "v"}},
    {"forward --model ./m --input t", {"--output"}, {"t"}},
    {"inspect ./m", {"--output"}, {"m/config.json"}},
    {"inspect ./m/model.safetensors", {"--output"}, {"m/model.safetensors"}},
};

std::string model_of(const std::string& command) {
  const std::map<std::string, std::string> models = {{"detect-replaced", "pretraining"},
                                                     {"fill-mask", "maskedlm"},
                                                     {"classify", "seqcls-3"},
                                                     {"qa", "qa"},
                                                     {"tag", "tokencls"},
                                                     {"choose", "multiplechoice-first"},
                                                     {"embed", "model"}};
  const auto found = models.find(command.substr(0, command.find(' ')));
  return golden("hf/" + (found == models.end() ? "pretraining" : found->second));
}

void fill(const Folder& folder, const std::string& command) {
  fs::create_directory(folder.path() / "m");
  for (const std::string& file : model_files) fs::copy(model_of(command) + file.substr(1), folder.path() / "m");
  fs::copy(model_of(command) + "/vocab.txt", folder.path() / "v");
  fs::copy(model_of(command) + "/expected.safetensors", folder.path() / "t");
  folder.write("in.txt", "my school\nthe city\n");
  folder.write("in.jsonl",
               R"({"id": "a", "text": "my [MASK]", "original": "school", "replaced": [], "label": 0, "prompt": "my", )"
               R"("choices": ["a", "b"], "question": "the city", "context": "my school", "answer": "my", )"
               R"("answers": {"text": ["my"], "answer_start": [0]}})"
               "\n");
  for (const char* name : {"in.conll", "gold.conll"}) folder.write(name, "my\tB-X\nschool\tO\n");
}

std::map<std::string, std::string> contents(const Folder& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
    const std::string name = fs::relative(entry.path(), folder.path());
    if (entry.is_regular_file() && !entry.is_symlink()) all[name] = folder.read(name);
  }
  return all;
}

// `name` leads to the input.
void check_output(const Command& command, const std::string& flag, const std::string& input, const std::string& name,
                  const Folder& folder) {
  CAPTURE(command.arguments);
  CAPTURE(flag);
  CAPTURE(name);
  const std::map<std::string, std::string> before = contents(folder);
  const RunResult result = folder.shell(
      fmt::format("electra {}{} {} {}", command.arguments, flag == "--rejects" ? " --on-error skip" : "", flag, name));
  if (flag == "--output" && input == command.replaced) {
    const RunResult plain = [&] {
      const Folder other;
      fill(other, command.arguments);
      return other.shell("electra " + command.arguments);
    }();
    CHECK(result.code == 0);
    CHECK(folder.read(input) == plain.out);
    return;
  }
  CHECK(result.code == 2);
  const auto says = [&](const char* part) { return result.err.find(part) != std::string::npos; };
  const bool is_refused_by_name = flag == "--output" && says(" is named as ");  // of a format that is not written
  CHECK((is_refused_by_name || says("is read, too: expected another file\n")));
  CHECK(contents(folder) == before);
}

TEST_CASE("an output that names an input is refused, but for lines that take the place of lines") {
  for (const Command& command : commands) {
    std::vector<std::string> inputs = command.inputs;
    const bool has_model = command.arguments.find("./m") != std::string::npos;
    if (has_model) inputs.insert(inputs.end(), model_files.begin(), model_files.end());
    for (const std::string& flag : command.outputs) {
      for (const std::string& input : inputs) {
        const bool is_replaced = flag == "--output" && input == command.replaced;
        for (const std::string& name : {"./m/../" + input, std::string("link")}) {
          // One spelling is enough where the model has to run.
          if (is_replaced && name != "link") continue;
          const Folder folder;
          fill(folder, command.arguments);
          fs::create_symlink(input, folder.path() / "link");
          check_output(command, flag, input, name, folder);
        }
      }
    }
  }
}

TEST_CASE("a second name of an input's bytes is a file of its own once it is replaced") {
  const Folder folder;
  fill(folder, "choose");
  fs::create_hard_link(folder.path() / "in.jsonl", folder.path() / "second");
  const std::string input = folder.read("in.jsonl");
  CHECK(folder.electra({"choose", "--model", "./m", "--report", "second", "in.jsonl"}).code == 0);
  CHECK(folder.read("in.jsonl") == input);
  CHECK(folder.read("second").starts_with("{\n"));
}

TEST_CASE("messages are not written into an input") {
  const Folder folder;
  folder.write("in.txt", "my school\n");
  for (const std::string script : {"electra classify in.txt 2>> in.txt", "electra tokenize < in.txt 2>> in.txt"}) {
    CHECK(folder.shell(script).code == 2);
    CHECK(folder.read("in.txt").find("standard error: ") != std::string::npos);
  }
}

TEST_CASE("what is written as it comes is no input, under any name: the run would read what it writes") {
  const Folder folder;
  const std::string text = "my school\n";
  folder.write("in.txt", text);
  fs::create_hard_link(folder.path() / "in.txt", folder.path() / "second");
  fs::create_symlink("in.txt", folder.path() / "link");
  for (const std::string script :
       {"electra tokenize in.txt >> in.txt", "electra tokenize link >> in.txt", "electra tokenize in.txt >> second",
        "electra tokenize < in.txt >> in.txt", "electra tokenize in.txt --output /dev/fd/3 3>> in.txt",
        "electra classify in.txt >> in.txt", "electra score tag in.txt in.txt >> in.txt"}) {
    CAPTURE(script);
    const RunResult result = folder.shell(script);
    CHECK(result.err.find("is read, too: expected another file\n") != std::string::npos);
    CHECK(result.code == 2);
    CHECK(folder.read("in.txt") == text);
  }
}

}  // namespace
}  // namespace electra::test
