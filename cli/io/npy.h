// Matrices of float32 as numpy writes them (NEP 1, version 1.0).
#pragma once

#include <cstdint>
#include <string>

namespace electra::cli {

// The head of a file of that many rows and columns. It has the same length for all numbers of rows: it can be written
// first and put right at the end, and the data behind it are aligned for mapping.
std::string npy_head(uint64_t rows, uint64_t columns);

}  // namespace electra::cli
