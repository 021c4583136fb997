// The containers that PyTorch puts a pickle and the bytes of its storages in: a zip since 1.6, before that a stream of
// pickles.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "converters/torch/state_dict.h"

namespace electra::converters {

// The bytes of a storage. Empty of those that no variable needs.
struct StoredBytes {
  std::string_view lying;  // in the file
  uint64_t bytes = 0;      // once unpacked
  bool is_deflated = false;
  std::string label;  // of the part of the file, for messages
};

struct TorchContents {
  TorchStateDict state;
  std::vector<StoredBytes> storages;  // by TorchPlace::storage
  bool is_big_endian = false;
};

// All of these check that each storage that a variable needs is there with its size, and throw Error(model):
// "LABEL: what: got, expected". They do not read the storages. REQUIRES of the results: the file lives as long.

// PREFIX/data.pkl, PREFIX/data/KEY per storage, PREFIX/byteorder.
TorchContents read_torch_zip(std::string_view file, const std::string& label);
// A magic number, a version, facts of the machine, the pickle, the list of keys; then of each storage its number of
// elements and its bytes.
TorchContents read_torch_stream(std::string_view file, const std::string& label);

bool is_torch_zip(std::string_view file);
// By its magic number.
bool is_torch_stream(std::string_view file);
// What PyTorch 0.1.9 and older wrote, which is not read here.
bool is_torch_tar(std::string_view file);

}  // namespace electra::converters
