#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/quote.h"
#include "base/temporaries.h"
#include "converters/formats.h"
#include "converters/part_store.h"
#include "electra/config.h"
#include "electra/converters.h"
#include "electra/error.h"

namespace electra::converters {

using namespace internal;

namespace {

namespace fs = std::filesystem;

// The part that the directory's config is of.
const Part& chosen(const PartList& list, const Source& source, const fs::path& directory) {
  if (list.parts.empty()) {
    throw Error(ErrorKind::model, fmt::format("{}: no ELECTRA model: no name ends with "
                                              "'embeddings.word_embeddings.weight'",
                                              source.label()));
  }
  if (list.parts.size() == 1) return list.parts.front();
  const Config config = read_config(directory / "config.json");
  std::optional<Head> head;
  if (!config.architectures.empty()) head = head_of_architecture(config.architectures.front());
  std::vector<const Part*> fitting;
  std::vector<std::string> names;
  for (const Part& part : list.parts) {
    names.push_back(part.name);
    if (head == part.head) fitting.push_back(&part);
  }
  if (fitting.size() == 1) return *fitting.front();
  throw Error(ErrorKind::model, fmt::format("{}: holds {} models, {}; choose one with electra convert {} DEST",
                                            source.label(), names.size(), quote_list(names), directory.string()));
}

}  // namespace

std::shared_ptr<const internal::TensorStore> open_weights(const fs::path& directory) {
  const SourceFormat* format = find_format(directory);
  if (format == nullptr) {
    refuse_other_weights(directory);
    return nullptr;
  }
  std::unique_ptr<Source> source = open_source(*format, directory, large_files_folder);
  const PartList list = format->parts(*source, {});
  const Part& part = chosen(list, *source, directory);
  return std::make_shared<PartStore>(std::move(source), part);
}

}  // namespace electra::converters
