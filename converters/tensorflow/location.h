// Finds the files of a TensorFlow checkpoint.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "converters/files/file_set.h"

namespace electra::converters {

struct TfLocation {
  std::unique_ptr<FileSet> files;
  std::string prefix;  // "model.ckpt-1000": the files are PREFIX.index and PREFIX.data-00000-of-00001
};

// True for what find_tf_checkpoint can make sense of, and for a V1 checkpoint, which it refuses: a folder with a
// `checkpoint` state file or an .index file, an .index file, a prefix, a zip with an .index file inside. Never throws.
bool is_tf_checkpoint(const std::filesystem::path& source);

// Of a folder: the checkpoint that its state file `checkpoint` names as the newest (an absolute path of another machine
// counts by its last part, and so does a relative one); without a state file, its only .index file. Throws Error(io)
// for files that are not there, and Error(model) for a state file that is no text protocol buffer, names nothing or
// names what is not there; for a folder with several .index files and no state file (lists them); for a V1 checkpoint
// (one file of the same table format, without .index). A Git LFS pointer is called by its name.
TfLocation find_tf_checkpoint(const std::filesystem::path& source, const std::filesystem::path& scratch);

}  // namespace electra::converters
