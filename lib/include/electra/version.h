// The version of these headers. A program finds that of the library, if shared, by its soname.
#pragma once

#define ELECTRA_VERSION "0.1.0"
#define ELECTRA_VERSION_MAJOR 0
#define ELECTRA_VERSION_MINOR 1
#define ELECTRA_VERSION_PATCH 0
