// ELECTRA_MULTIVERSION compiles a function once per x86-64 level and picks the best one at load time. What it calls
// must be inlined into it (ELECTRA_INLINE), or it is compiled for the oldest level only. Not with sanitizers: their
// code in the pick runs before they have begun.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define ELECTRA_MULTIVERSION __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ELECTRA_MULTIVERSION
#endif

#define ELECTRA_INLINE inline __attribute__((always_inline))
