// What a run may do from the moment its files are known: read these and what the program itself is made of, and write
// where its results go. No connections, no other programs. A file that makes the program do what its author wants then
// gains little by it; .github/SECURITY.md says how little.
//
// The library never does this by itself, because it holds for a whole process.
#pragma once

#include <filesystem>
#include <vector>

namespace CLI {
class App;
}

namespace electra::cli {

// --sandbox: as far as the kernel can see to it, not at all, or wholly.
enum class Sandbox { automatic, off, require };
void add_sandbox_flag(CLI::App& app, Sandbox& sandbox);

// Names as they were given: what names a standard stream or an open descriptor needs nothing.
struct SandboxPaths {
  // Files; and folders with all that is in them, also where it is a link to a file elsewhere, as in the Hub's cache.
  std::vector<std::filesystem::path> readable = {};
  // Folders to make files in; and outputs, which stands for their folders: a file appears there by a rename.
  std::vector<std::filesystem::path> writable = {};
  bool libraries = false;  // whether shared libraries may be opened yet

  // A model directory, and where the loader unpacks the weights of other containers than safetensors.
  void add_model(const std::filesystem::path& directory);
  // SOURCE of convert: a directory, or a file or a prefix, with all that lies beside it; and where it is unpacked.
  void add_source(const std::filesystem::path& source);
};

// Cannot be undone. With Sandbox::automatic it is in force as far as the kernel knows how, and nothing is said. Throws
// Error(io) for Sandbox::require where it cannot be in force as a whole. REQUIRES: the process has one thread.
void enter_sandbox(Sandbox sandbox, const SandboxPaths& paths);

}  // namespace electra::cli
