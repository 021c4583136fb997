// PyTorch's files of weights (pytorch_model.bin, .pt, .pth, a .ckpt of Lightning), without Python: the pickle inside is
// read by a machine that knows how tensors are rebuilt and runs nothing (pickle.h, builder.h).
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "converters/source.h"

namespace electra::converters {

// True for a zip with a data.pkl of torch.save, for the stream of older versions, and for any pickle: opening it says
// what it is. By content; never throws.
bool is_torch_file(const std::filesystem::path& file);

// Opens and checks a file; container.h, state_dict.h and builder.h say what is checked. Variables are the tensors by
// the keys that lead to them, "state_dict.electra.embeddings.word_embeddings.weight"; what is no tensor is passed over.
// Tensors whose elements lie in order are read where they lie; a deflated storage is unpacked into an unnamed file in
// `scratch` when it is first read. Checksums of the zip are not checked, as PyTorch does not. Throws Error(model or
// io): "FILE: what: got, expected".
std::unique_ptr<Source> open_torch_file(const std::filesystem::path& file, const std::filesystem::path& scratch);

// The same of bytes in memory, which have to live as long as the source; `label` stands for the file's name, and
// files() is its folder.
std::unique_ptr<Source> open_torch_bytes(std::span<const std::byte> bytes, const std::filesystem::path& label,
                                         const std::filesystem::path& scratch);

}  // namespace electra::converters
