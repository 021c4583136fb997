#include "converters/google/tasks.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "converters/opened.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {
namespace {

using Labels = std::vector<std::string>;

TEST_CASE("Google's tasks have Google's labels") {
  const TemporaryDirectory folder;
  const auto files = open_folder(folder.path());
  CHECK(linear_task("mnli", 3, *files, {}).labels == Labels{"contradiction", "entailment", "neutral"});
  CHECK(linear_task("qnli", 2, *files, {}).labels == Labels{"entailment", "not_entailment"});
  CHECK(linear_task("rte", 2, *files, {}).labels == Labels{"entailment", "not_entailment"});
  for (const char* task : {"cola", "mrpc", "sst", "qqp"})
    CHECK(linear_task(task, 2, *files, {}).labels == Labels{"0", "1"});
  CHECK(linear_task("sts", 1, *files, {}).kind == TaskKind::regression);
  CHECK(linear_task("chunk", 9, *files, {}).kind == TaskKind::tagging);
}

TEST_CASE("labels come from the user, else from the pickle, else from the task") {
  const TemporaryDirectory folder;
  const auto files = open_folder(folder.path());
  folder.file("rte_label_mapping.pkl", "(dp0\nS'no'\nI0\nsS'yes'\nI1\ns.");
  CHECK(linear_task("rte", 2, *files, {}).labels == Labels{"no", "yes"});
  CHECK(linear_task("rte", 2, *files, {"a", "b"}).labels == Labels{"a", "b"});
  CHECK(linear_task("rte", 2, *files, {}).kind == TaskKind::classification);
}

TEST_CASE("a name with a NUL is that of no file") {
  const TemporaryDirectory folder;
  folder.file("mine", "no pickle");
  CHECK(linear_task(std::string("mine\0", 5), 1, *open_folder(folder.path()), {}).kind == TaskKind::regression);
}

TEST_CASE("the kind of a task that Google does not have") {
  const TemporaryDirectory folder;
  const auto files = open_folder(folder.path());
  CHECK(linear_task("mine", 3, *files, {}).kind == TaskKind::classification);
  CHECK(linear_task("mine", 1, *files, {}).kind == TaskKind::regression);
  CHECK(linear_task("mine", 2, *files, {"O", "S-PER"}).kind == TaskKind::tagging);
  CHECK(linear_task("mine", 2, *files, {"O", "PER"}).kind == TaskKind::classification);
  folder.file("mine_label_mapping.pkl", "(dp0\nS'x'\nI0\ns.");
  CHECK(linear_task("mine", 1, *files, {}).kind == TaskKind::tagging);
}

}  // namespace
}  // namespace electra::converters
