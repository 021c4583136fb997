// What a shared libelectra shows to the programs that link with it: that alone which is marked ELECTRA_EXPORT.
// ELECTRA_HIDDEN takes a part of a marked class out again.
#pragma once

#if defined(__GNUC__)
#define ELECTRA_EXPORT __attribute__((visibility("default")))
#define ELECTRA_HIDDEN __attribute__((visibility("hidden")))
#else
#define ELECTRA_EXPORT
#define ELECTRA_HIDDEN
#endif
