# The .deb packages: libelectra0 and libelectra-dev of the library, electra of the program and its pages, electra-models.
# What libelectra0 and electra link with, dpkg-shlibdeps finds out.
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPONENTS development program pages models)  # CPACK_COMPONENTS_ALL of one_kind.cmake
set(CPACK_COMPONENT_PROGRAM_GROUP command)
set(CPACK_COMPONENT_PAGES_GROUP command)

set(CPACK_DEBIAN_COMMAND_PACKAGE_NAME electra)
set(CPACK_DEBIAN_COMMAND_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_COMMAND_PACKAGE_RECOMMENDS "electra-models (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_COMMAND_DESCRIPTION "command for ELECTRA models on CPUs
It marks words that do not belong, fills masks, classifies and tags texts,
answers questions and embeds: lines in, lines out, without Python. It reads the
model directories of Hugging Face Transformers as they are, and converts
checkpoints of TensorFlow, PyTorch and Flax.")

set(CPACK_DEBIAN_MODELS_PACKAGE_NAME electra-models)
set(CPACK_DEBIAN_MODELS_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_MODELS_DESCRIPTION "small demo models and samples for electra
One English model for every command of electra, of 3 to 10 MB each, which it
uses where no other is named, and texts to try them on.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libelectra-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "ELECTRA models on CPUs - headers of the C++ library
Headers, a CMake package and pkg-config files to compile programs against
libelectra.")
if(BUILD_SHARED_LIBS)
  list(PREPEND CPACK_DEBIAN_COMPONENTS library)
  set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libelectra0)
  set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
  set(CPACK_DEBIAN_LIBRARY_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/lib)  # the converters need libelectra
  set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
  set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")
  set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_SOURCE_DIR}/triggers)  # ldconfig
  set(CPACK_DEBIAN_LIBRARY_DESCRIPTION "ELECTRA models on CPUs - C++ library
Loads ELECTRA models and computes what Hugging Face Transformers computes:
replaced tokens, masked words, labels, tags, answers, choices, embeddings.")
  set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libelectra0 (= ${PROJECT_VERSION})")
else()
  # What the archives are linked with: the packages that electraConfig.cmake and the pkg-config files ask for.
  set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS libdnnl-dev libfmt-dev libsentencepiece-dev libsnappy-dev libzip-dev
                                               ocl-icd-opencl-dev zlib1g-dev)
  list(JOIN CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS ", " CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS)
endif()

# HDF5 is loaded when a file of its kind is opened, and brings thirty other libraries.
find_program(ELECTRA_DPKG_QUERY dpkg-query)
mark_as_advanced(ELECTRA_DPKG_QUERY)
if(ELECTRA_DPKG_QUERY AND hdf5_library)
  execute_process(COMMAND ${ELECTRA_DPKG_QUERY} -S */${ELECTRA_HDF5_SONAME} OUTPUT_VARIABLE owner ERROR_QUIET)
  if(owner MATCHES "^([^:,]+)")
    set(CPACK_DEBIAN_COMMAND_PACKAGE_SUGGESTS ${CMAKE_MATCH_1})
    set(CPACK_DEBIAN_LIBRARY_PACKAGE_SUGGESTS ${CMAKE_MATCH_1})
  endif()
endif()

# What Debian wants in every package; debian_files.cmake puts it there.
set(CPACK_ELECTRA_DEBIAN_FILES ${CMAKE_CURRENT_BINARY_DIR}/debian)
file(STRINGS ${PROJECT_SOURCE_DIR}/lib/include/electra/version.h date REGEX "define ELECTRA_VERSION_DATE ")
string(REGEX REPLACE ".*\"(.*)\".*" "\\1" date "${date}")
execute_process(COMMAND date --utc --rfc-email --date ${date} OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE)
configure_file(debian_changelog.in debian/changelog @ONLY)
configure_file(debian_copyright debian/copyright COPYONLY)
