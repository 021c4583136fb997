// The message of the electra::Error that a call throws, or why it threw none.
#pragma once

#include <string>
#include <utility>

#include "electra/error.h"

namespace electra {

template <typename Call>
std::string error_of(ErrorKind kind, Call&& call) {
  try {
    std::forward<Call>(call)();
  } catch (const Error& error) {
    return error.kind() == kind ? error.what() : std::string("wrong kind of error: ") + error.what();
  }
  return "no error";
}

}  // namespace electra
