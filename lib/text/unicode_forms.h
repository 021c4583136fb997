// Unicode's four normalisation forms, as the tokenizers library makes them and hands out sources. Thread-safe.
#pragma once

#include <cstdint>

#include "text/characters.h"

namespace electra::internal {

enum class UnicodeForm : uint8_t { nfc, nfd, nfkc, nfkd };

void to_unicode_form(Characters& characters, UnicodeForm form);

}  // namespace electra::internal
