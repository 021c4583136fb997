// Models in the Hub's local cache, as `hf download` leaves them there.
#include <doctest/doctest.h>

#include <chrono>

#include "cli/harness.h"

namespace electra::test {
namespace {

namespace fs = std::filesystem;

const std::string commit = "0123456789abcdef0123456789abcdef01234567";
const std::string other_commit = "0123456fffffffffffffffffffffffffffffffff";

// A cache "hub" with the model me/tiny, whose files are links into blobs/ as on every system that has links.
class Cache : public Folder {
 public:
  Cache() {
    environment["HF_HUB_CACHE"] = (path() / "hub").string();
    add_snapshot(commit, "pretraining");
    write_ref("main", commit);
  }

  fs::path model() const { return path() / "hub/models--me--tiny"; }
  fs::path snapshot() const { return model() / "snapshots" / commit; }

  void add_snapshot(const std::string& name, const std::string& source) const {
    const fs::path blobs = model() / "blobs";
    fs::create_directories(blobs);
    fs::create_directories(model() / "snapshots" / name);
    for (const char* file : {"config.json", "model.safetensors", "vocab.txt"}) {
      const std::string blob = name + "-" + file;
      fs::copy_file(golden("hf/" + source) + "/" + file, blobs / blob);
      fs::create_symlink("../../blobs/" + blob, model() / "snapshots" / name / file);
    }
  }

  void write_ref(const std::string& name, const std::string& text) const {
    const std::string file = "hub/models--me--tiny/refs/" + name;
    fs::create_directories((path() / file).parent_path());
    write(file, text);
  }

  // The first line that inspect prints, or its error.
  std::string inspect(const std::string& name) const {
    const RunResult result = electra({"inspect", name});
    CHECK(result.code == (result.err.empty() ? 0 : 1));
    return result.err + result.out.substr(0, result.out.find('\n'));
  }

  std::string found(const std::string& name) const {
    return "model            " + (model() / "snapshots" / name).string();
  }
};

TEST_CASE("OWNER/NAME is found in the Hub's cache by every command") {
  const Cache cache;
  CHECK(cache.inspect("me/tiny") == cache.found(commit));
  CHECK(cache.electra({"inspect", "me/tiny", "--output-format", "jsonl"}).out.starts_with("{"));
  const std::string expected = cache.electra({"detect-replaced", "--model", golden("hf/pretraining")}, "a cat\n").out;
  CHECK(cache.electra({"detect-replaced", "--model", "me/tiny"}, "a cat\n").out == expected);
}

TEST_CASE("convert takes a model by its name, as --model does") {
  Folder folder;
  fs::create_directories(folder.path() / "models");
  fs::create_directory_symlink(golden("hf/maskedlm"), folder.path() / "models/mine");
  folder.environment["ELECTRA_MODEL_PATH"] = (folder.path() / "models").string();
  for (const std::string name : {"mine", "electra-mini-ner"}) {
    const RunResult made = folder.electra({"convert", name, "made-" + name});
    CHECK(made.err == "");
    CHECK(made.code == 0);
    CHECK(folder.electra({"inspect", "made-" + name}).code == 0);
  }
  fs::create_directory(folder.path() / "mine");  // a directory comes first
  CHECK(folder.electra({"convert", "mine", "other"}).err.starts_with("electra: mine: holds no weights"));
}

TEST_CASE("the cache is where huggingface_hub and Transformers look for it") {
  Cache cache;
  cache.environment.erase("HF_HUB_CACHE");
  const fs::path hub = cache.path() / "hub";
  CHECK(cache.inspect("me/tiny").starts_with("electra: model 'me/tiny': no such directory"));
  for (const char* variable : {"HUGGINGFACE_HUB_CACHE", "TRANSFORMERS_CACHE"}) {
    cache.environment[variable] = hub.string();
    CHECK(cache.inspect("me/tiny") == cache.found(commit));
    cache.environment.erase(variable);
  }
  cache.environment["HF_HOME"] = "~";
  CHECK(cache.inspect("me/tiny") == cache.found(commit));
  cache.environment.erase("HF_HOME");
  cache.environment["XDG_CACHE_HOME"] = (cache.path() / "cache").string();
  fs::create_directories(cache.path() / "cache/huggingface");
  fs::create_directory_symlink(hub, cache.path() / "cache/huggingface/hub");
  CHECK(cache.inspect("me/tiny").ends_with("cache/huggingface/hub/models--me--tiny/snapshots/" + commit));
  cache.environment.erase("XDG_CACHE_HOME");
  fs::rename(cache.path() / "cache", cache.path() / ".cache");
  CHECK(cache.inspect("me/tiny").ends_with("/.cache/huggingface/hub/models--me--tiny/snapshots/" + commit));
}

TEST_CASE("a directory OWNER/NAME wins over the cache, and a name without owner is looked up last") {
  const Cache cache;
  fs::create_directory(cache.path() / "me");
  fs::create_directory_symlink(golden("hf/maskedlm"), cache.path() / "me/tiny");
  CHECK(cache.inspect("me/tiny") == "model            me/tiny");
  fs::rename(cache.model(), cache.path() / "hub/models--tiny");
  CHECK(cache.inspect("tiny").ends_with("hub/models--tiny/snapshots/" + commit));
}

TEST_CASE("a revision is a branch, a tag, a pull request, a commit or the beginning of one") {
  const Cache cache;
  cache.add_snapshot(other_commit, "maskedlm");
  cache.write_ref("v1.0", other_commit + "\n");
  cache.write_ref("refs/pr/1", other_commit);
  CHECK(cache.inspect("me/tiny") == cache.found(commit));
  for (const std::string& revision : {std::string("v1.0"), std::string("refs/pr/1"), other_commit,
                                      std::string("0123456f"), std::string("0123456FF")}) {
    CHECK(cache.inspect("me/tiny@" + revision) == cache.found(other_commit));
  }
  CHECK(cache.inspect("me/tiny@0123456") ==
        "electra: model 'me/tiny@0123456': '0123456' is the beginning of several commits: '" + commit + "', '" +
            other_commit + "'\n");
  for (const char* revision : {"v2", "012345", "89abcdef"}) {
    const std::string name = std::string("me/tiny@") + revision;
    CHECK(cache.inspect(name) == "electra: model '" + name + "': no revision '" + revision + "' in " +
                                     cache.model().string() + "; to fetch it: hf download me/tiny --revision " +
                                     revision + "\n");
  }
}

TEST_CASE("without refs/main the newest snapshot with a config.json is taken") {
  const Cache cache;
  cache.add_snapshot(other_commit, "maskedlm");
  fs::create_directory(cache.model() / "snapshots/without-config");
  fs::remove(cache.model() / "refs/main");
  const auto now = fs::file_time_type::clock::now();
  fs::last_write_time(cache.model() / "snapshots" / other_commit, now - std::chrono::hours(2));
  CHECK(cache.inspect("me/tiny") == cache.found(commit));
  fs::last_write_time(cache.snapshot(), now - std::chrono::hours(3));
  CHECK(cache.inspect("me/tiny") == cache.found(other_commit));
}

TEST_CASE("what a snapshot lacks is said, with the command that fetches it") {
  const Cache cache;
  const std::string begin = "electra: model 'me/tiny': " + cache.snapshot().string();
  const std::string end = "; to fetch it: hf download me/tiny\n";
  fs::remove(cache.model() / "blobs" / (commit + "-model.safetensors"));
  CHECK(cache.inspect("me/tiny") == begin + "/model.safetensors: links to a blob that is gone" + end);
  fs::remove(cache.snapshot() / "model.safetensors");
  CHECK(cache.inspect("me/tiny") == begin + ": no weights" + end);
  CHECK(cache.electra({"tokenize", "--model", "me/tiny"}, "a cat\n").code == 0);
  fs::remove(cache.snapshot() / "config.json");
  CHECK(cache.inspect("me/tiny") == begin + ": no config.json" + end);
  fs::remove_all(cache.snapshot());
  CHECK(cache.inspect("me/tiny") == "electra: model 'me/tiny': " + (cache.model() / "refs/main").string() +
                                        ": names commit " + commit + ", which is not in " +
                                        (cache.model() / "snapshots").string() + end);
}

TEST_CASE("a ref that is no commit's name leads nowhere") {
  const Cache cache;
  for (const std::string& text : {std::string("../../../other"), std::string(), std::string(100, 'a')}) {
    cache.write_ref("main", text);
    CHECK(cache.inspect("me/tiny") ==
          "electra: " + (cache.model() / "refs/main").string() + ": not the name of a commit\n");
  }
}

TEST_CASE("a model that is not there is named with the cache and the command that fetches it") {
  Cache cache;
  CHECK(cache.inspect("google/electra-small-discriminator") ==
        "electra: model 'google/electra-small-discriminator': no such directory, and no model of that name in " +
            (cache.path() / "hub").string() + "; to fetch it: hf download google/electra-small-discriminator\n");
  for (const char* name : {"a/b/c", "../no-such-model-of-electra", "me/..", "-me/tiny", "me/-tiny", "me--tiny/x",
                           "me/t ny", "me/tiny.git", "me/tiny@", "me/tiny@../main", "me/tiny@refs/../../x"}) {
    CHECK(cache.electra({"detect-replaced", "--model=" + std::string(name)}).err ==
          "electra: model '" + std::string(name) + "': no such directory\n");
  }
}

}  // namespace
}  // namespace electra::test
