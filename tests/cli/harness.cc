#include "cli/harness.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace electra::test {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

struct Pipe {
  Pipe() {
    if (::pipe2(ends, O_CLOEXEC) != 0) fail("pipe2");
  }
  ~Pipe() {
    close_read();
    close_write();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void close_read() { close_end(0); }
  void close_write() { close_end(1); }
  void close_end(int end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }

  int ends[2] = {-1, -1};
};

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> list;
  for (std::string& string : strings) list.push_back(string.data());
  list.push_back(nullptr);
  return list;
}

[[maybe_unused]] void set_limit(int resource, uint64_t value) {  // not under the address sanitizer
  const rlimit limit = {value, value};
  ::setrlimit(static_cast<__rlimit_resource>(resource), &limit);
}

// How many times its seconds a run may take, where the CPU is emulated.
unsigned patience() {
  const char* const times = std::getenv("ELECTRA_TEST_PATIENCE");
  return times == nullptr ? 1 : static_cast<unsigned>(std::atoi(times));
}

// In the child, after fork: nothing here allocates.
[[noreturn]] void become(const char* folder, char** command, char** environment, const Limits& limits) {
  if (::chdir(folder) != 0) ::_exit(126);
  std::signal(SIGPIPE, SIG_DFL);
#ifndef ELECTRA_SANITIZES_ADDRESSES  // whose shadow memory takes terabytes of addresses
  if (limits.address_space > 0) set_limit(RLIMIT_AS, limits.address_space);
#endif
  ::alarm(limits.seconds * patience());
  ::execve(command[0], command, environment);
  ::_exit(127);
}

// Feeds the input and collects both outputs at the same time, so that no pipe fills up.
void exchange(Pipe& in, Pipe& out, Pipe& err, std::string_view input, RunResult& result) {
  while (out.ends[0] >= 0 || err.ends[0] >= 0) {
    if (input.empty()) in.close_write();
    pollfd polled[3] = {{in.ends[1], POLLOUT, 0}, {out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}};
    if (::poll(polled, 3, -1) < 0) fail("poll");
    if (polled[0].revents != 0) {
      const ssize_t written = ::write(in.ends[1], input.data(), std::min<size_t>(input.size(), 1 << 16));
      if (written < 0) input = {};
      if (written > 0) input.remove_prefix(static_cast<size_t>(written));
    }
    const auto collect = [](const pollfd& ready, Pipe& pipe, std::string& text) {
      if (ready.revents == 0) return;
      char buffer[1 << 16];
      const ssize_t count = ::read(pipe.ends[0], buffer, sizeof buffer);
      if (count > 0) text.append(buffer, static_cast<size_t>(count));
      if (count <= 0) pipe.close_read();
    };
    collect(polled[1], out, result.out);
    collect(polled[2], err, result.err);
  }
}

}  // namespace

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "electra-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) fail("mkdtemp");
  path_ = name;
  environment = {{"HOME", path_.string()},
                 {"PATH", fs::path(ELECTRA_PROGRAM).parent_path().string() + ":/usr/local/bin:/usr/bin:/bin"}};
  const char* isa = std::getenv("ONEDNN_MAX_CPU_ISA");
  if (isa != nullptr) environment["ONEDNN_MAX_CPU_ISA"] = isa;
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void Folder::write(const std::string& name, std::string_view content) const {
  std::ofstream file(path_ / name, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + name);
}

std::string Folder::read(const std::string& name) const {
  std::ifstream file(path_ / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> Folder::files() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path_)) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

RunResult Folder::electra(const std::vector<std::string>& arguments, std::string_view input) const {
  std::vector<std::string> command = {ELECTRA_PROGRAM};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run(command, input);
}

RunResult Folder::shell(const std::string& script, std::string_view input) const {
  return run({"/bin/sh", "-c", script}, input);
}

RunResult Folder::run(const std::vector<std::string>& command, std::string_view input) const {
  std::signal(SIGPIPE, SIG_IGN);
  std::vector<std::string> words = command;
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  const std::vector<char*> arguments = pointers(words);
  const std::vector<char*> settings = pointers(variables);
  Pipe in;
  Pipe out;
  Pipe err;
  const pid_t child = ::fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    ::dup2(in.ends[0], STDIN_FILENO);
    ::dup2(out.ends[1], STDOUT_FILENO);
    ::dup2(err.ends[1], STDERR_FILENO);
    ::close_range(STDERR_FILENO + 1, ~0U, 0);  // what this process was started with
    become(path_.c_str(), const_cast<char**>(arguments.data()), const_cast<char**>(settings.data()), limits);
  }
  in.close_read();
  out.close_write();
  err.close_write();
  RunResult result;
  exchange(in, out, err, input, result);
  int status = 0;
  rusage usage = {};
  if (::wait4(child, &status, 0, &usage) != child) fail("wait4");
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  result.peak_bytes = int64_t{usage.ru_maxrss} * 1024;
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  result.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  return result;
}

std::string golden(const std::string& name) { return std::string(ELECTRA_GOLDEN) + "/" + name; }

}  // namespace electra::test
