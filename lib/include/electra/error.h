// The one error type of the library.
//
// A function of the library that fails on its input throws electra::Error and nothing else. The library never prints,
// exits or reads an environment variable. Messages read "where: what: got, expected", in lower case, without a final
// stop. A message is one line of valid UTF-8 of at most 2000 bytes, whatever a file holds that it speaks of: control
// characters are written out (\x1b).
//
// REQUIRES states a precondition. To violate one is a bug of the caller: an assertion may stop the program; without
// assertions the behaviour is undefined.
#pragma once

#include <stdexcept>
#include <string>

#include "electra/export.h"

namespace electra {

enum class ErrorKind {
  usage,  // arguments that can never work together
  input,  // a record of the user's data
  model,  // a file of the model directory, or a model that does not fit the task
  io,     // the operating system refused: missing file, full disk, no memory to map
};

class ELECTRA_EXPORT Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message);
  ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

}  // namespace electra
