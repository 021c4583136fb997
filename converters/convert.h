// From a source to model directories: first a plan that checks everything but the values, then the writing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "converters/part.h"
#include "converters/tokenizer_files.h"
#include "electra/config.h"

namespace electra::converters {

struct ConvertOptions {
  std::filesystem::path vocab;      // empty: vocab.txt beside the source
  std::filesystem::path config;     // see given_config.h; empty: config.json beside a source with Transformers' names
  int64_t num_attention_heads = 0;  // 0: of the config, else by Google's rule; of several parts, the first's
  // Nothing: told from the config or the vocabulary, or as in the files of a tokenizer of Transformers.
  std::optional<bool> lower_case = {};
  std::optional<StripAccents> strip_accents = {};
  // F32, F16, BF16, or I8, which what cannot be quantised has in F32.
  internal::DType dtype = internal::DType::f32;
};

struct ModelPlan {
  Part part;
  Config config;
  int64_t parameters = 0;
  uint64_t bytes = 0;        // of the weights as they are written
  std::string given_config;  // the JSON of a config whose other keys are kept; empty: none
};

// Variables that are not converted, by reason: "optimizer slots", "of the generator".
struct LeftOutGroup {
  std::string reason;
  size_t variables = 0;
  uint64_t bytes = 0;
};

struct ConversionPlan {
  std::vector<ModelPlan> models;
  internal::DType dtype = internal::DType::f32;  // of their weights
  std::optional<TokenizerFiles> tokenizer;       // nothing: no vocabulary was found, or its files are copied
  CopiedFiles copied;                            // of a tokenizer of Transformers
  std::vector<LeftOutGroup> left_out;
  std::vector<std::string> warnings;
};

// Infers and checks the config of each part. `list` is all that the source holds, `chosen` what is converted of it.
// Throws Error(model) that lists all faults of a part, Error(io) for files that cannot be read.
ConversionPlan plan_conversion(const Source& source, const PartList& list, std::vector<Part> chosen,
                               const ConvertOptions& options);

// Told of the bytes written so far, or checked, and of how many there will be.
using OnProgress = std::function<void(uint64_t done, uint64_t total)>;

// Writes the model directories: of one model `directory` itself, of several the subfolders named for their parts. The
// weights come first and each config.json last, so that a directory that is not finished is no model. Returns warnings:
// NaN and infinite weights, and those that the plan's dtype cannot hold. Throws Error(io), Error(model) for data whose
// checksum is wrong. REQUIRES: `directory` exists and is empty; use an AtomicDirectory.
std::vector<std::string> write_models(const Source& source, const ConversionPlan& plan,
                                      const std::filesystem::path& directory, const OnProgress& on_progress);

// Checks the data of every variable, those that are left out too. Throws Error(model) for the first fault.
void verify_all(const Source& source, const OnProgress& on_progress);

}  // namespace electra::converters
