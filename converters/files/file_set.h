// The files that weights come in: those of a folder, or those inside a zip.
//
// Used by one thread. Functions throw Error(io) for what the system refuses and Error(model) for a damaged zip.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/mapped_file.h"

namespace electra::converters {

class FileSet {
 public:
  virtual ~FileSet() = default;

  // Plain names of the regular files, sorted.
  virtual std::vector<std::string> names() const = 0;
  // REQUIRES of the next three: `name` has no '/' and is none of "", "." and "..".
  virtual bool has(const std::string& name) const = 0;
  // Bytes of a file; of a zip's member those that it will have. Throws where has(name) is false.
  virtual uint64_t size(const std::string& name) const = 0;
  // A whole file. Throws where has(name) is false.
  virtual internal::MappedFile open(const std::string& name) const = 0;
  // The same of a file that is read into memory. Throws Error(model), before anything is unpacked, for a larger one.
  internal::MappedFile open_small(const std::string& name, uint64_t most_bytes) const;
  // A file as messages name it: "dir/model.ckpt.index", "electra_small.zip:electra_small/electra_small.index".
  virtual std::string label(const std::string& name) const = 0;
};

// The files of a folder, mapped where they lie. Symbolic links are followed.
std::unique_ptr<FileSet> open_folder(const std::filesystem::path& folder);

// The files of that one folder inside a zip (or of its top level) that holds a file `*SUFFIX`; more than one such
// folder, or none, is an error that lists what there is. Members are read in place: nothing is unpacked into view; one
// that is opened goes to an unnamed file in `scratch`, which must have room for it, and is mapped there. What the zip
// claims of sizes and checksums is checked.
std::unique_ptr<FileSet> open_zip(const std::filesystem::path& zip, const std::string& suffix,
                                  const std::filesystem::path& scratch);

// True for a regular file that begins as a zip does.
bool is_zip(const std::filesystem::path& path);

}  // namespace electra::converters
