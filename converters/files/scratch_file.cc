#include "converters/files/scratch_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "base/io_error.h"
#include "base/temporaries.h"
#include "base/write_all.h"

namespace electra::converters {

using namespace internal;

ScratchFile::ScratchFile(const std::filesystem::path& folder) : folder_(folder) {
  fd_ = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd_ >= 0) return;
  // Not every file system has unnamed files.
  std::string name = (folder / "electra-XXXXXX").string();
  int error = 0;
  {
    const HoldTemporaries hold;
    fd_ = ::mkstemp(name.data());
    if (fd_ < 0) {
      error = errno;
    } else {
      ::unlink(name.c_str());
    }
  }
  if (fd_ < 0) throw io_error(folder, "cannot hold temporary files", error);
}

ScratchFile::~ScratchFile() { ::close(fd_); }

void ScratchFile::write(std::string_view bytes) const {
  if (const int error = write_all(fd_, bytes)) throw io_error(folder_, "cannot unpack into it", error);
}

}  // namespace electra::converters
