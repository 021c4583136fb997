// What there is under a name: where the system cannot tell, that is an error and not an absence. Thread-safe.
#pragma once

#include <filesystem>

namespace electra::internal {

// Of what the name leads to; not_found where there is nothing, or a link that leads nowhere. Throws Error(io) where the
// system cannot tell: a link to itself, a folder that may not be searched.
std::filesystem::file_status status_of(const std::filesystem::path& path);

// Whether the folder has that name. A link counts wherever it leads: opening it says what is wrong with it; a name
// that is too long is not there. Throws Error(io) as status_of.
bool is_there(const std::filesystem::path& path);

// What a path leads to, which need not exist, nor where a link leads to: without links and dots. Throws Error(io) for
// links that lead to each other.
std::filesystem::path without_links(const std::filesystem::path& path);

// Throws Error(io) where the working directory is gone.
std::filesystem::path absolute_path(const std::filesystem::path& path);

}  // namespace electra::internal
