// The weights of one model directory, found and checked against the weight table. Immutable after open: thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "electra/config.h"
#include "electra/error.h"
#include "electra/model.h"
#include "format/tensor_store.h"
#include "format/weight_table.h"

namespace electra::internal {

// The model has some heads, or none, and the task of another one cannot be done.
class HeadError : public Error {
 public:
  HeadError(const std::string& message, std::vector<Head> present)
      : Error(ErrorKind::model, message), present_(std::move(present)) {}
  const std::vector<Head>& present() const { return present_; }

 private:
  std::vector<Head> present_;
};

// What is wrong with one tensor: "NAME: GOT, expected EXPECTED".
struct TensorFault {
  std::string name;
  std::string shared;  // what it is together with others: "missing", "I64"; empty: its fault is its own
  std::string got;
  std::string expected;
};

class Weights {
 public:
  // Opens what open_weight_files() finds. Tensors are known by their full names, whatever prefix the file gives them
  // (model_names.h). Throws Error(model or io), also for the weights of several models in one file.
  static Weights open(const std::filesystem::path& directory, const Config& config, const OpenWeights& others = {});

  // The heads that are completely present. A head shares names with others (classifier.weight) only where their shapes
  // do, so this can name several; architectures decides.
  std::vector<Head> heads_present() const;

  // Checks the encoder and one head: one Error(model) lists every tensor that is missing, misshapen or not of a float
  // type, many alike in one line; where nothing of the head is there, refuse_head() says so. With `random_head` a head
  // of which nothing is there is allowed. Returns false if the head is missing (and that is allowed).
  bool check(Head head, std::optional<uint64_t> random_head) const;

  // Throws HeadError.
  [[noreturn]] void refuse_head(const std::vector<Head>& present, Head needed) const;

  // REQUIRES: checked.
  const Tensor& get(std::string_view name) const;
  // By full name; null if absent.
  const Tensor* find(std::string_view name) const;
  // All values, in row-major order; `out` has room for them. Throws what TensorStore::read throws. REQUIRES: checked.
  void read(std::string_view name, float* out) const;
  std::vector<float> floats(std::string_view name) const;
  // Gives the pages of a tensor back to the system once it has been packed.
  void release(std::string_view name) const;
  // In order of names, for `inspect`.
  std::vector<const Tensor*> all() const;
  // Whether some are whole numbers with scales.
  bool is_quantised() const { return !quantised_.empty(); }
  // What messages about these weights name: a file in the directory, or the index of several.
  const std::filesystem::path& source() const { return source_; }

  // What reading the config and finding the weights showed to be odd but usable: contradicting labels, a prefix that
  // Transformers does not write, and the tensors that no part of ELECTRA owns, in one line. Weights that are NaN or
  // infinite are reported by the reader of their values.
  std::vector<std::string> warnings() const;

 private:
  struct Place {
    const TensorStore* store;
    const Tensor* tensor;
  };

  bool fits(const WeightSpec& spec) const;
  bool has_all(const std::vector<WeightSpec>& specs) const;
  bool is_causal_lm() const;
  bool lacks_head(Head head) const;
  std::vector<TensorFault> faults(const std::vector<WeightSpec>& specs) const;
  [[noreturn]] void fail_faults(const std::vector<TensorFault>& faults) const;
  std::vector<Head> own_heads() const;

  Config config_;
  std::filesystem::path source_;
  std::vector<std::shared_ptr<const TensorStore>> stores_;
  std::deque<Tensor> quantised_;
  std::map<std::string, Place, std::less<>> tensors_;  // by full name; into the stores and quantised_
  std::string prefix_;                                 // before the names in the file, if not as in Transformers
  std::vector<std::string> unowned_;                   // names that no part of ELECTRA owns
};

// The head to load: `wanted`, else that of architectures[0], else the only one present in the weights, else
// Head::model.
Head choose_head(const Config& config, const Weights& weights, std::optional<Head> wanted);

}  // namespace electra::internal
