// The string functions of Python that its tokenizers call, on code points that know where they come from. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "text/characters.h"

namespace electra::internal::python_unicode {

using internal::Character;
using internal::Characters;

bool is_removed(char32_t code_point);      // by clean_text: category C, NUL, U+FFFD
bool is_ideograph(char32_t code_point);    // _is_chinese_char
bool is_punctuation(char32_t code_point);  // _is_punctuation

bool is_space(char32_t code_point);           // str.isspace()
bool is_word_character(char32_t code_point);  // \w of a regular expression

// unicodedata.normalize("NFD", …), and without the characters of category Mn.
void strip_accents(Characters& characters);
// unicodedata.normalize("NFC", …). A composite comes from all that its parts come from.
void compose(Characters& characters);
// What two code points make together in NFC, or 0.
char32_t composite_of(char32_t first, char32_t second);
// str.lower() of the whole: a sigma at the end of a word is a final one.
void lower_case(Characters& characters);
// The same of UTF-8, whose places nobody asks for.
std::u32string lower_case(std::string_view text);

}  // namespace electra::internal::python_unicode
