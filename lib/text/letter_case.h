// The letter case of a word for another word.
#pragma once

#include <string>
#include <string_view>

namespace electra::internal {

// `word`, which is in lower case, as `model` is written: in capitals if all of several letters there are, with a first
// capital if the first letter is one, else as it is. Both are UTF-8. A letter whose capital is no single code point of
// the usual scripts stays.
std::string in_case_of(std::string_view model, std::string_view word);

}  // namespace electra::internal
