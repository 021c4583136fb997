// How a model is found, and refused.
#include <doctest/doctest.h>

#include "cli/harness.h"

namespace electra::test {
namespace {

namespace fs = std::filesystem;

TEST_CASE("without --model the demo model is used, and said so unless --quiet") {
  const Folder folder;
  const RunResult result = folder.electra({"detect-replaced"}, "");
  CHECK(result.err == "electra: no --model given; using the demo model electra-mini-discriminator\n");
  CHECK(folder.electra({"detect-replaced", "--quiet"}, "").err == "");
  CHECK(folder.electra({"fill-mask"}, "").err ==
        "electra: no --model given; using the demo model electra-mini-generator\n");
}

TEST_CASE("a missing model is named with the places looked at") {
  Folder folder;
  folder.environment["ELECTRA_MODEL_PATH"] = "/no/such/folder:";
  const RunResult result = folder.electra({"detect-replaced", "--model", "small"}, "x\n");
  const fs::path program = fs::path(ELECTRA_PROGRAM).parent_path();
  const fs::path installed = (program / ELECTRA_MODELS_FROM_PROGRAM).lexically_normal();
  CHECK(result.err ==
        "electra: model 'small': no such directory, and no model of that name in $ELECTRA_MODEL_PATH, "
        "/no/such/folder, " +
            folder.path().string() + "/.local/share/electra/models, " + (program / "share/electra/models").string() +
            ", " + installed.string() + ", " + folder.path().string() +
            "/.cache/huggingface/hub; electra inspect lists those that there are\n");
  CHECK(result.code == 1);
}

TEST_CASE("a missing model names those with nearly its name") {
  Folder folder;
  const auto fault = [&](const std::string& model) {
    const std::string err = folder.electra({"classify", "--model", model}, "x\n").err;
    const size_t at = err.find("; did you mean");
    return at == err.npos ? "" : err.substr(at);
  };
  CHECK(fault("electra-mini-sst") == "; did you mean 'electra-mini-sst2'? electra inspect lists all\n");
  CHECK(fault("electra-mini-c") == "; did you mean 'electra-mini-choice'? electra inspect lists all\n");
  fs::create_directory_symlink(golden("hf/maskedlm"), folder.path() / "small");
  CHECK(fault("./smal") == "; did you mean './small'?\n");
  CHECK(fault("smll") == "; did you mean 'small'? electra inspect lists all\n");
  CHECK(fault("./large") == "");
  const fs::path snapshots = folder.path() / ".cache/huggingface/hub/models--google--electra-tiny/snapshots";
  fs::create_directories(snapshots);
  fs::create_directory_symlink(golden("hf/maskedlm"), snapshots / "0123456789");
  CHECK(fault("google/electra-tni") == "; did you mean 'google/electra-tiny'? electra inspect lists all\n");
}

TEST_CASE("a file of a model that leads nowhere is named, and why") {
  for (const char* file : {"model.safetensors", "config.json", "tokenizer.json"}) {
    CAPTURE(file);
    const Folder folder;
    fs::copy(golden("hf/pretraining"), folder.path() / "m");
    const auto fault = [&](const char* target) {
      fs::remove(folder.path() / "m" / file);
      fs::create_symlink(target, folder.path() / "m" / file);
      const RunResult result = folder.electra({"detect-replaced", "--quiet", "--model", "m"}, "x\n");
      CHECK(result.code == 1);
      return result.err;
    };
    CHECK(fault(file) == "electra: m/" + std::string(file) + ": cannot open: too many levels of symbolic links\n");
    CHECK(fault("none") == "electra: m/" + std::string(file) + ": cannot open: no such file or directory\n");
  }
}

TEST_CASE("a name that leads to itself is no missing model") {
  const Folder folder;
  fs::create_symlink("self", folder.path() / "self");
  const std::string fault = "electra: self: cannot open: too many levels of symbolic links\n";
  CHECK(folder.electra({"embed", "--quiet", "--model", "self"}, "x\n").err == fault);
  CHECK(folder.electra({"convert", "self", "out"}).err == fault);
  const RunResult inspected = folder.electra({"inspect", "self"});
  CHECK(inspected.err.ends_with(": cannot open: too many levels of symbolic links\n"));
  CHECK(inspected.code == 1);
}

TEST_CASE("a model in a folder whose name is no text is described nevertheless") {
  const Folder folder;
  fs::copy(golden("hf/pretraining"), folder.path() / "\xff\x1b");
  const RunResult result = folder.electra({"inspect", "\xff\x1b", "--output-format", "jsonl"});
  CHECK(result.code == 0);
  CHECK(result.out.starts_with("{\"model\":\"\uFFFD\\u001b\","));
  CHECK(folder.electra({"inspect", "\xff\x1b"}).out.starts_with("model            \\xff\\x1b\n"));
}

TEST_CASE("threads that cannot be had are said so in plain words") {
  const Folder folder;
  // Their stacks are as large as the limit of the process says, and so large is no memory.
  const std::string no_threads = "ulimit -s 400000000000 && electra ";
  const std::string fault =
      "cannot start a thread: no memory for it, or the limit of processes (ulimit -u) is reached\n";
  const std::string detect = "detect-replaced --quiet --model " + golden("hf/pretraining");
  const RunResult two = folder.shell(no_threads + detect + " --threads 2", "the cat\n");
  CHECK(two.err == "electra: 2 threads: " + fault);
  CHECK(two.code == 1);
  const RunResult one = folder.shell(no_threads + detect + " --threads 1", "the cat\n");
  CHECK(one.err == "");
  CHECK(one.code == 0);
  const RunResult convert =
      folder.shell(no_threads + "convert --part generator " + golden("google/pretrain-a-small/ckpt") + " out --vocab " +
                   golden("google/vocab.txt"));
  CHECK(convert.err == "electra: " + fault);
  CHECK(convert.code == 1);
}

TEST_CASE("a path that does not exist is not looked up") {
  const Folder folder;
  const RunResult result = folder.electra({"detect-replaced", "--model", "./small"}, "x\n");
  CHECK(result.err == "electra: model './small': no such directory\n");
  CHECK(result.code == 1);
}

TEST_CASE("a file is no model directory") {
  const Folder folder;
  folder.write("small", "");
  const RunResult result = folder.electra({"detect-replaced", "--model", "small"}, "x\n");
  CHECK(result.err == "electra: model 'small': not a directory\n");
  CHECK(result.code == 1);
}

TEST_CASE("names are looked up in $ELECTRA_MODEL_PATH and the user's data folder") {
  Folder folder;
  fs::create_directories(folder.path() / "one");
  fs::create_directories(folder.path() / "two");
  fs::create_directory_symlink(golden("hf/pretraining"), folder.path() / "two/small");
  folder.environment["ELECTRA_MODEL_PATH"] = "one:two";
  CHECK(folder.electra({"detect-replaced", "--model", "small"}, "").code == 0);
  folder.environment.erase("ELECTRA_MODEL_PATH");
  CHECK(folder.electra({"detect-replaced", "--model", "small"}, "").code == 1);
  fs::create_directories(folder.path() / ".local/share/electra");
  fs::create_directory_symlink(folder.path() / "two", folder.path() / ".local/share/electra/models");
  CHECK(folder.electra({"detect-replaced", "--model", "small"}, "").code == 0);
  folder.environment["XDG_DATA_HOME"] = "/no/such/folder";
  CHECK(folder.electra({"detect-replaced", "--model", "small"}, "").code == 1);
}

TEST_CASE("a model without the head of the command is refused by name") {
  const Folder folder;
  fs::create_directory_symlink(golden("hf/maskedlm"), folder.path() / "small.electra");
  const RunResult result = folder.electra({"detect-replaced", "--model", "small.electra"}, "x\n");
  CHECK(result.out == "");
  CHECK(result.err ==
        "electra: small.electra: has a masked-LM head; detect-replaced needs a replaced-token head; "
        "it serves fill-mask, embed, attend, tokenize, forward\n");
  CHECK(result.code == 1);
}

TEST_CASE("--random-head gives the head that is missing, with a warning, the same for the same seed") {
  const Folder folder;
  const auto run = [&](const std::string& seed) {
    return folder.electra(
        {"detect-replaced", "--model", golden("hf/maskedlm"), "--random-head", seed, "--output-format", "jsonl"},
        "a cat\n");
  };
  const RunResult first = run("1");
  CHECK(first.code == 0);
  CHECK(first.err.find("random") != std::string::npos);
  CHECK(first.out.starts_with("{\"words\":["));
  CHECK(run("1").out == first.out);
  CHECK(run("2").out != first.out);
}

TEST_CASE("texts are as long as the tokenizer's configuration allows, unless --max-length is given") {
  const Folder folder;
  fs::copy(golden("hf/model"), folder.path() / "m");
  folder.write("m/tokenizer_config.json", R"({"model_max_length": 5})");
  const auto embed = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"embed", "--model", "./m"});
    return folder.electra(more, "my school is down the long way\n");
  };
  const RunResult limited = embed({});
  CHECK(limited.err == "electra: 1 text longer than 5 tokens cut, first at <stdin>:1\n");
  CHECK(limited.code == 0);
  CHECK(embed({"--max-length", "5"}).out == limited.out);
  const RunResult whole = embed({"--max-length", "20"});
  CHECK(whole.err == "");
  CHECK(whole.out != limited.out);
}

TEST_CASE("what is odd about a vocabulary is said by every command that runs a model") {
  const Folder folder;
  const std::string model = golden("hf/model");
  fs::copy(model, folder.path() / "m");
  fs::remove(folder.path() / "m" / "tokenizer.json");
  folder.write("m/vocab.txt", "\xEF\xBB\xBF" + folder.shell("cat " + model + "/vocab.txt").out);
  const RunResult result = folder.electra({"embed", "--model", "./m"}, "my school\n");
  CHECK(result.out == folder.electra({"embed", "--model", model}, "my school\n").out);
  CHECK(result.err == "electra: ./m/vocab.txt: begins with a byte-order mark, skipped\n");
  CHECK(result.code == 0);
}

TEST_CASE("--max-length cannot be more than the model's positions") {
  const Folder folder;
  const RunResult result =
      folder.electra({"detect-replaced", "--model", golden("hf/pretraining"), "--max-length", "65"}, "x\n");
  CHECK(result.err == "electra: detect-replaced: max length: 65, expected 3 to 64 (max_position_embeddings)\n");
  CHECK(result.code == 2);
}

}  // namespace
}  // namespace electra::test
