// The sandbox: by trying to leave it, in a process of its own; and what all commands still do inside of it.
#include "cli/run/sandbox.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <thread>

#include "cli/harness.h"
#include "electra/error.h"

namespace electra::test {
namespace {

namespace fs = std::filesystem;
using cli::enter_sandbox;
using cli::Sandbox;
using cli::SandboxPaths;

// The errno that an attempt ends with, 0 for one that works.
int fault_of(long result) { return result < 0 ? errno : 0; }
int opening(const fs::path& path, int flags) { return fault_of(::open(path.c_str(), flags | O_CLOEXEC, 0600)); }

// What `attempt` gives in a process of its own, which does `before` first.
int in_process(const std::function<void()>& before, const std::function<int()>& attempt) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      before();
      ::_exit(attempt());
    } catch (...) {
      ::_exit(255);
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int inside(const SandboxPaths& paths, const std::function<int()>& attempt) {
  return in_process([&] { enter_sandbox(Sandbox::automatic, paths); }, attempt);
}

// From now on the system call fails as on a kernel that does not have it.
void forget_call(uint32_t number) {
  sock_filter code[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
                        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
                        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const sock_fprog program = {.len = 4, .filter = code};
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
constexpr uint32_t landlock_create_ruleset = 444;

bool has_landlock() { return ::syscall(landlock_create_ruleset, nullptr, size_t{0}, 1U) > 0; }
bool has_seccomp() {
  const uint32_t action = SECCOMP_RET_ERRNO;
  return ::syscall(__NR_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}
#define REQUIRE_KERNEL(has)                        \
  if (!has()) {                                    \
    MESSAGE("skipped: this kernel has no ", #has); \
    return;                                        \
  }

// in/ may be read, out/ written; elsewhere/ neither.
class Places : public Folder {
 public:
  Places() {
    for (const char* name : {"in", "out", "elsewhere"}) {
      fs::create_directory(path() / name);
      write(std::string(name) + "/old", "x");
    }
    fs::create_symlink("../elsewhere/old", path() / "in/link");
    paths = {.readable = {path() / "in"}, .writable = {path() / "out/result"}};
  }
  SandboxPaths paths;
};

TEST_CASE("what a sandbox was told of can be read, and written where results go") {
  const Places at;
  CHECK(inside(at.paths, [&] { return opening(at.path() / "in/old", O_RDONLY); }) == 0);
  CHECK(inside(at.paths, [&] { return opening(at.path() / "in/link", O_RDONLY); }) == 0);  // as in the Hub's cache
  CHECK(inside(at.paths, [&] { return opening(at.path() / "out/result", O_WRONLY | O_CREAT); }) == 0);
  CHECK(inside(at.paths, [&] { return opening(at.path() / "out", O_TMPFILE | O_RDWR); }) == 0);
  CHECK(inside(at.paths, [&] {
          return fault_of(::rename((at.path() / "out/old").c_str(), (at.path() / "out/new").c_str()));
        }) == 0);
  CHECK(inside(at.paths, [] { return opening("/proc/self/status", O_RDONLY); }) == 0);
  CHECK(at.files() == std::vector<std::string>{"elsewhere", "in", "out"});
}

TEST_CASE("no other file can be opened, made, renamed or removed in a sandbox, in no thread") {
  REQUIRE_KERNEL(has_landlock);
  const Places at;
  const fs::path old = at.path() / "elsewhere/old";
  CHECK(inside(at.paths, [&] { return opening(at.path() / "in/old", O_WRONLY); }) == EACCES);
  CHECK(inside(at.paths, [&] { return opening(at.path() / "in/new", O_WRONLY | O_CREAT); }) == EACCES);
  CHECK(inside({.writable = {at.path() / "out/result"}}, [&] { return opening(old, O_RDONLY); }) == EACCES);
  CHECK(inside(at.paths, [&] { return opening(at.path() / "elsewhere", O_RDONLY | O_DIRECTORY); }) == EACCES);
  CHECK(inside(at.paths, [&] { return opening(at.path() / "in/../elsewhere/new", O_WRONLY | O_CREAT); }) == EACCES);
  CHECK(inside(at.paths, [] { return opening("/etc/passwd", O_RDONLY); }) == EACCES);
  CHECK(inside(at.paths, [] { return opening("/proc/self/root/etc/passwd", O_RDONLY); }) == EACCES);
  CHECK(inside(at.paths, [] { return opening("/proc/self/mem", O_WRONLY); }) == EACCES);
  CHECK(inside(at.paths, [&] { return fault_of(::unlink(old.c_str())); }) == EACCES);
  CHECK(inside(at.paths, [&] { return fault_of(::rename(old.c_str(), (at.path() / "out/old").c_str())); }) != 0);
  CHECK(inside(at.paths, [&] { return fault_of(::link(old.c_str(), (at.path() / "out/link").c_str())); }) != 0);
  CHECK(inside(at.paths, [&] { return fault_of(::symlink(old.c_str(), (at.path() / "out/link").c_str())); }) == EACCES);
  CHECK(inside(at.paths, [&] {
          int fault = 0;
          std::thread([&] { fault = opening("/etc/passwd", O_RDONLY); }).join();
          return fault;
        }) == EACCES);
  CHECK(at.read("elsewhere/old") == "x");
}

TEST_CASE("a sandbox has no network, no other programs, and no way into other processes or the terminal") {
  REQUIRE_KERNEL(has_seccomp);
  CHECK(inside({}, [] { return fault_of(::socket(AF_INET, SOCK_STREAM, 0)); }) == EPERM);
  CHECK(inside({}, [] { return fault_of(::socket(AF_UNIX, SOCK_DGRAM, 0)); }) == EPERM);
  CHECK(inside({}, [] { return fault_of(::connect(0, nullptr, 0)); }) == EPERM);
  CHECK(inside({}, [] { return fault_of(::bind(0, nullptr, 0)); }) == EPERM);
  CHECK(inside({}, [] { return fault_of(::syscall(425, 1U, nullptr)); }) == EPERM);  // io_uring_setup
  CHECK(inside({}, [] { return fault_of(::execl("/bin/true", "true", nullptr)); }) == EPERM);
  CHECK(inside({}, [] { return fault_of(::syscall(__NR_execveat, -1, "/bin/true", nullptr, nullptr, 0)); }) == EPERM);
  CHECK(inside({}, [] { return fault_of(::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr)); }) == EPERM);
  CHECK(inside({}, [] {
          return fault_of(::syscall(__NR_process_vm_readv, ::getppid(), nullptr, 0L, nullptr, 0L, 0L));
        }) == EPERM);
  CHECK(inside({}, [] {
          char typed = '\n';
          return fault_of(::ioctl(STDIN_FILENO, TIOCSTI, &typed));
        }) == EPERM);
  CHECK(inside({}, [] {
          int fault = 0;
          std::thread([&] { fault = fault_of(::socket(AF_INET, SOCK_STREAM, 0)); }).join();
          return fault;
        }) == EPERM);
  CHECK(inside({}, [] { return fault_of(::syscall(__NR_getpid)); }) == 0);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  CHECK(inside({}, [&] { return fault_of(::ioctl(ends[0], FIONREAD, &ends[1])); }) == 0);  // other controls
}

TEST_CASE("a kernel that cannot is told of by --sandbox require alone") {
  REQUIRE_KERNEL(has_landlock);
  const auto fault_on = [](uint32_t missing_call, Sandbox sandbox, std::string_view expected) {
    return in_process([&] { forget_call(missing_call); },
                      [&] {
                        try {
                          enter_sandbox(sandbox, {});
                          return 0;
                        } catch (const Error& error) {
                          return error.kind() == ErrorKind::io && error.what() == expected ? 1 : 2;
                        }
                      });
  };
  CHECK(fault_on(landlock_create_ruleset, Sandbox::automatic, "") == 0);
  CHECK(fault_on(__NR_seccomp, Sandbox::automatic, "") == 0);
  CHECK(fault_on(landlock_create_ruleset, Sandbox::require,
                 "--sandbox require: this system cannot restrict files (Landlock, Linux 5.13 or later): Function not "
                 "implemented; --sandbox auto runs without") == 1);
  CHECK(fault_on(__NR_seccomp, Sandbox::require,
                 "--sandbox require: this system cannot restrict calls (seccomp, Linux 4.17 or later): Function not "
                 "implemented; --sandbox auto runs without") == 1);
  CHECK(in_process([] { forget_call(landlock_create_ruleset); },
                   [] {
                     enter_sandbox(Sandbox::automatic, {});
                     return fault_of(::socket(AF_INET, SOCK_STREAM, 0));
                   }) == EPERM);
  CHECK(in_process([] { enter_sandbox(Sandbox::off, {}); }, [] { return opening("/etc/passwd", O_RDONLY); }) == 0);
}

// The line of shell runs with --sandbox require as it does with off; "$S" stands for the flag. What it writes is part
// of what it prints.
void check_same(const Folder& folder, const std::string& line) {
  CAPTURE(line);
  const RunResult free = folder.shell("S=--sandbox=off; " + line);
  const RunResult held = folder.shell("S=--sandbox=require; " + line);
  CHECK(free.code == 0);
  CHECK(held.code == 0);
  CHECK(held.out == free.out);
  CHECK(held.err == free.err);
}

class Runs : public Folder {
 public:
  Runs() {
    fs::create_directory_symlink(fs::path(ELECTRA_SOURCE) / "data/samples", path() / "samples");
    fs::create_directory_symlink(ELECTRA_GOLDEN, path() / "golden");
  }
};

TEST_CASE("every command does in a sandbox what it does without one") {
  REQUIRE_KERNEL(has_landlock);
  const Runs runs;
  for (const char* line :
       {"head -n 2 samples/classify.tsv | electra classify $S --columns 1 --label-column 2 --evaluate",
        "electra choose $S --report r.json --output o.tsv samples/choose.jsonl; cat o.tsv; "
        "grep -v '\"--sandbox\"\\|\"seconds\"' r.json",
        "electra detect-replaced $S samples/detect-replaced.txt --output-format html",
        "head -n 3 samples/fill-mask.txt | electra fill-mask $S --output /dev/stdout",
        "electra tag $S --quiet --evaluate samples/tag.conll --output $PWD/t.conll; electra score tag $S t.conll "
        "samples/tag.conll; rm t.conll",
        "electra qa $S samples/qa.json --nbest n.json --null-odds /dev/null --output a.json; cat a.json; "
        "electra score qa $S a.json samples/qa.json --output s.txt; cat s.txt",
        "echo a cat | electra embed $S --output-format npy --output e.npy; cat e.npy",
        "echo a cat | electra tokenize $S; echo a cat | electra tokenize $S --vocab golden/google/vocab.txt",
        "electra inspect $S electra-mini-ner --output i.txt; cat i.txt",
        "electra forward $S --model golden/hf/pretraining --input golden/hf/pretraining/expected.safetensors --output "
        "f.safetensors && cksum f.safetensors",
        "electra score choose $S - samples/choose.jsonl < o.tsv --output-format json --output /dev/null"}) {
    check_same(runs, line);
  }
}

TEST_CASE("weights in every container are read in a sandbox, and converted") {
  REQUIRE_KERNEL(has_landlock);
  const Runs runs;
  for (const char* source :
       {"odd-lightning/last.ckpt", "odd-f64-bin", "odd-legacy-nested/checkpoint.pth", "odd-sharded-h5",
        "odd-h5-classifier/tf_model.h5", "odd-flax-tag", "odd-f32-safetensors-with-extras", "odd-sharded-bin"}) {
    const std::string name = std::string("golden/formats/") + source;
    check_same(runs, "electra inspect $S " + name + " && electra convert $S " + name + " d && cksum d/*; rm -r d");
  }
  check_same(runs,
             "electra convert $S golden/google/pretrain-g-zip/electra_small.zip d --part both --verify; ls d; "
             "electra convert $S d/generator e; electra convert $S d/discriminator e --force; cksum e/*; rm -r d e");
  check_same(runs, "echo a cat | electra embed $S --model golden/formats/odd-h5-classifier");
}

TEST_CASE("inputs and outputs of every kind are opened in a sandbox") {
  REQUIRE_KERNEL(has_landlock);
  const Runs runs;
  for (const char* line :
       {"electra tokenize $S /dev/stdin < samples/fill-mask.txt",
        "electra tokenize $S /dev/fd/3 3< samples/fill-mask.txt",
        "echo a | electra tokenize $S - samples/fill-mask.txt",
        "cat samples/fill-mask.txt | electra tokenize $S /dev/stdin",
        "mkfifo p; cat samples/fill-mask.txt > p & electra tokenize $S p; rm p",
        "echo a > a; electra tokenize $S /dev/fd/3 3< a", "echo a > b; exec 3< b; rm b; electra tokenize $S /dev/fd/3",
        "mkdir q; echo old > q/real; ln -s q/real l; echo a | electra tokenize $S --output l; cat "
        "l q/real; test -L l; rm -r q l",
        "electra tokenize $S --vocab golden/google/../google/vocab.txt samples/fill-mask.txt",
        "mkfifo p; cat p & echo a | electra tokenize $S --output p; wait; rm p",
        "echo a | electra tokenize $S --output /dev/fd/3 3> c; cat c",
        "echo a | electra tokenize $S --output /dev/stderr"}) {
    check_same(runs, line);
  }
}

}  // namespace
}  // namespace electra::test
