// The files that an index lists, as one source.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "converters/source.h"

namespace electra::converters {

// `index` is a NAME.index.json as Transformers writes it; `open` opens one of the files that its weight_map names.
// Throws Error(io or model) for an index that is damaged or names files outside of its directory, for files that are
// not there, a variable that two files have, and what `open` throws.
std::unique_ptr<Source> open_shards(const std::filesystem::path& index,
                                    const std::function<std::unique_ptr<Source>(const std::filesystem::path&)>& open);

}  // namespace electra::converters
