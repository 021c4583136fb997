#include "converters/tensorflow/location.h"

#include <doctest/doctest.h>

#include <string>

#include "converters/checkpoint_writer.h"
#include "converters/opened.h"
#include "converters/tensorflow/state_file.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {
namespace {

std::string newest(std::string_view text) { return newest_checkpoint(text, "checkpoint"); }
std::string state_fault(std::string_view text) {
  return error_of(ErrorKind::model, [&] { newest(text); });
}

void write_checkpoint(const TemporaryDirectory& folder, const std::string& prefix) {
  test::CheckpointWriter writer(folder / prefix);
  writer.add_floats("v", {1}, {1});
  writer.finish();
}

TfLocation find(const std::filesystem::path& path) {
  return find_tf_checkpoint(path, std::filesystem::temp_directory_path());
}
std::string fault_of(const std::filesystem::path& path, ErrorKind kind = ErrorKind::model) {
  return error_of(kind, [&] { find(path); });
}

TEST_CASE("the state file names the newest checkpoint") {
  CHECK(newest("model_checkpoint_path: \"m-2\"\nall_model_checkpoint_paths: \"m-1\"\n") == "m-2");
  CHECK(newest("\n# by hand\r\n  model_checkpoint_path : 'a b'  \r\nlast_preserved_timestamp: 1.5e9\n") == "a b");
  CHECK(newest(R"(model_checkpoint_path: "a\"\\\303\244\n")") == "a\"\\ä\n");
}

TEST_CASE("a state file that is none is refused with its line") {
  CHECK(state_fault("") == "checkpoint: names no checkpoint: expected model_checkpoint_path: \"…\"");
  CHECK(state_fault("all_model_checkpoint_paths: \"m\"\n").find("names no checkpoint") != std::string::npos);
  CHECK(state_fault("model_checkpoint_path: \"\"").find("names no checkpoint") != std::string::npos);
  CHECK(state_fault("model_checkpoint_path: \"m\"\nhello\n") ==
        "checkpoint: line 2: not a field of TensorFlow's checkpoint state: 'hello'");
  for (const char* line : {"model_checkpoint_path: m", "model_checkpoint_path: \"m", "model_checkpoint_path \"m\"",
                           "model_checkpoint_path: \"m\\\"", "model_checkpoint_path: \"\\q\"", ": \"m\""}) {
    CAPTURE(line);
    CHECK(state_fault(line).find("line 1: not a field") != std::string::npos);
  }
}

TEST_CASE("a checkpoint is found by prefix, index, data file and folder") {
  for (const std::string prefix : {"m-1", "run.data-1"}) {
    const TemporaryDirectory folder;
    write_checkpoint(folder, prefix);
    for (const std::string& name : {prefix, prefix + ".index", prefix + ".data-00000-of-00001", std::string(".")}) {
      CAPTURE(name);
      CHECK(is_tf_checkpoint(folder / name));
      CHECK(find(folder / name).prefix == prefix);
    }
  }
}

TEST_CASE("of several checkpoints the state file's counts") {
  const TemporaryDirectory folder;
  write_checkpoint(folder, "m-1");
  write_checkpoint(folder, "m-2");
  CHECK(fault_of(folder.path())
            .find("holds several checkpoints and no file `checkpoint` that names the newest: give "
                  "one by its prefix: 'm-1', 'm-2'") != std::string::npos);
  // The path is that of the machine of the training.
  folder.file("checkpoint", "model_checkpoint_path: \"/mnt/training/m-1\"\n");
  CHECK(find(folder.path()).prefix == "m-1");
  CHECK(find(folder / "m-2").prefix == "m-2");
  folder.file("checkpoint", "model_checkpoint_path: \"m-3\"\n");
  CHECK(fault_of(folder.path()).find("checkpoint: names 'm-3', but there is no ") != std::string::npos);
  folder.file("checkpoint", "model_checkpoint_path: \"..\"\n");
  CHECK(fault_of(folder.path()).find("checkpoint: names '..', expected a checkpoint") != std::string::npos);
}

TEST_CASE("what is no checkpoint is told") {
  const TemporaryDirectory folder;
  CHECK_FALSE(is_tf_checkpoint(folder.path()));
  CHECK_FALSE(is_tf_checkpoint(folder / "missing"));
  CHECK(fault_of(folder / "missing", ErrorKind::io).ends_with("missing.index: no such file"));
  folder.file("m.data-00000-of-00001", "x");
  CHECK(is_tf_checkpoint(folder.path()));
  CHECK(fault_of(folder.path()).ends_with("has no .index file"));
  CHECK(fault_of(folder / "m.data-00000-of-00001", ErrorKind::io).ends_with("m.index: no such file"));
}

TEST_CASE("a Git LFS pointer is called by its name") {
  const TemporaryDirectory folder;
  folder.file("m.index", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
  CHECK(error_of(ErrorKind::model, [&] { open_checkpoint(folder / "m"); }).find("a Git LFS pointer") !=
        std::string::npos);
}

}  // namespace
}  // namespace electra::converters
