# From another machine to Linux on arm64, with Debian's cross compiler. CMAKE_SYSROOT holds the libraries and headers of
# arm64; empty: they are installed beside those of this machine (`dpkg --add-architecture arm64`).
# What the build starts, and what ctest starts, runs under QEMU.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
foreach(kind IN ITEMS LIBRARY INCLUDE PACKAGE)
  set(CMAKE_FIND_ROOT_PATH_MODE_${kind} ONLY)
endforeach()

find_program(ELECTRA_QEMU qemu-aarch64-static REQUIRED)
mark_as_advanced(ELECTRA_QEMU)
set(CMAKE_CROSSCOMPILING_EMULATOR ${ELECTRA_QEMU} -L ${CMAKE_SYSROOT}/)
