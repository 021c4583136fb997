// What an input says is right.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "cli/io/input_fault.h"

namespace electra::cli {

// The gold of an example. Bad gold makes no bad record: only a comparison needs it.
template <class T>
struct Gold {
  std::optional<T> value;  // nothing: the input has none, or a bad one
  std::string fault;       // why it is bad; empty: it is not

  // Throws Error(input) for bad gold.
  void check() const {
    if (!fault.empty()) fail(fault);
  }
};

// The gold that `read` returns, or the fault that it throws as Error(input).
template <class Read>
auto read_gold(const Read& read) -> Gold<typename decltype(read())::value_type> {
  Gold<typename decltype(read())::value_type> gold;
  if (auto fault = fault_of([&] { gold.value = read(); })) gold.fault = std::move(*fault);
  return gold;
}

}  // namespace electra::cli
