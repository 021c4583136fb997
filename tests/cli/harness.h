// Runs the real program in an empty folder of its own and keeps all it says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace electra::test {

struct RunResult {
  std::string out;
  std::string err;
  int code = -1;           // exit code, or minus the signal that ended it
  int64_t peak_bytes = 0;  // largest resident size
  double cpu_seconds = 0;  // of all its threads
};

// What a run may use: 0 for no limit.
struct Limits {
  uint64_t address_space = 0;  // bytes
  unsigned seconds = 120;      // until it is killed; times ELECTRA_TEST_PATIENCE, if that is set
};

// A temporary folder, removed at the end. It is the working directory and the home of what runs in it; the environment
// holds nothing else but PATH, which begins with the program's folder, and ONEDNN_MAX_CPU_ISA if the test has it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, std::string_view content) const;
  std::string read(const std::string& name) const;
  std::vector<std::string> files() const;  // names of all entries, sorted

  // electra with these arguments; `input` is its standard input.
  RunResult electra(const std::vector<std::string>& arguments, std::string_view input = "") const;
  // A line of shell.
  RunResult shell(const std::string& script, std::string_view input = "") const;

  std::map<std::string, std::string> environment;
  Limits limits;

 private:
  RunResult run(const std::vector<std::string>& command, std::string_view input) const;

  std::filesystem::path path_;
};

// A directory of tests/golden.
std::string golden(const std::string& name);

}  // namespace electra::test
