#include "electra/error.h"

#include "base/quote.h"

namespace electra {

Error::Error(ErrorKind kind, const std::string& message)
    : std::runtime_error(internal::message_text(message)), kind_(kind) {}

}  // namespace electra
