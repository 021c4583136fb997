# Settings that every target of the project shares, as flags on the target itself.
function(electra_target_defaults target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON
                                             CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(${target} PRIVATE -Wno-restrict)  # GCC 12 sees overlaps in "x" + string (its bug 105651)
  endif()
  if(ELECTRA_WARNINGS_AS_ERRORS AND NOT ELECTRA_SANITIZE)  # under which GCC warns of what is not there
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(ELECTRA_SANITIZE)
    # Little optimised, for the compiler's time; a null pointer shows without a check of its own.
    target_compile_options(${target} PRIVATE -fsanitize=${ELECTRA_SANITIZE} -fno-sanitize=null,vptr,object-size
                                             -fno-sanitize-recover=all -fno-omit-frame-pointer -g1 -O1)
    target_link_options(${target} PUBLIC -fsanitize=${ELECTRA_SANITIZE})
  endif()
  if(ELECTRA_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link -O1)
  endif()
endfunction()

# electra_precompiled(NAME HEADERS header... PACKAGES target...): headers that most files include and that take most of
# the compiler's time, compiled once for all that electra_precompile gives them to. For the presets of developers: a
# release build without them shows that every file includes what it uses.
function(electra_precompiled name)
  cmake_parse_arguments(arg "" "" "HEADERS;PACKAGES" ${ARGN})
  if(ELECTRA_PRECOMPILE)
    file(CONFIGURE OUTPUT ${name}.cc CONTENT "")
    add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cc)
    electra_target_defaults(${name})
    target_link_libraries(${name} PRIVATE ${arg_PACKAGES})
    target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
    target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)  # ccache then knows them
  endif()
endfunction()

# electra_precompile(TARGET NAME): of the same flags.
function(electra_precompile target name)
  if(ELECTRA_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${name})
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  endif()
endfunction()

# electra_room(TARGET FOLDER SOURCES file... SEES target... PACKAGES target...)
# One layer of the library, or one room of the program or of the converters: an object library. Its headers are included
# by their path in the project (without lib/), and by those alone that name it after SEES: these are the walls that
# lib/DESIGN.md draws and tests/walls tests. FOLDER is the room's, below the project.
function(electra_room target folder)
  cmake_parse_arguments(arg "" "" "SOURCES;SEES;PACKAGES" ${ARGN})
  add_library(${target} OBJECT ${arg_SOURCES})
  electra_target_defaults(${target})
  electra_include_root(${target} ${folder} ${arg_SEES})
  electra_sees(${target} ${target} ${arg_SEES})
  target_link_libraries(${target} PRIVATE ${arg_PACKAGES})
  if(fmt::fmt IN_LIST arg_PACKAGES)
    electra_precompile(${target} electra_packages)
  elseif(NOT OpenMP::OpenMP_CXX IN_LIST arg_PACKAGES)  # whose flags are others
    electra_precompile(${target} electra_standard)
  endif()
endfunction()

# electra_header_room(TARGET FILE SEES target...): a room that is one header. SEES: what this includes, for tests/walls;
# whoever sees the header has to see it too.
function(electra_header_room target file)
  cmake_parse_arguments(arg "" "" "SEES" ${ARGN})
  add_library(${target} INTERFACE)
  electra_include_root(${target} ${file} ${arg_SEES})
endfunction()

# electra_include_root(TARGET PATH [SEEN TARGET...]): the include root of a room, a folder of the build tree that holds
# nothing but a link to PATH, a folder or a file. Puts the room on the list ELECTRA_ROOMS.
function(electra_include_root target path)
  set(root ${PROJECT_BINARY_DIR}/include_roots/${target})
  string(REGEX REPLACE "^lib/" "" as_included ${path})
  cmake_path(GET as_included PARENT_PATH parent)
  file(MAKE_DIRECTORY ${root}/${parent})
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${path} ${root}/${as_included} SYMBOLIC)
  set_target_properties(${target} PROPERTIES ELECTRA_INCLUDE_ROOT ${root} ELECTRA_PATH ${path} ELECTRA_SEES "${ARGN}")
  set_property(GLOBAL APPEND PROPERTY ELECTRA_ROOMS ${target})
endfunction()

# electra_sees(TARGET ROOM...): the sources of TARGET may include the headers of these rooms, and the installed ones.
function(electra_sees target)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/lib/include)
  foreach(room IN LISTS ARGN)
    target_include_directories(${target} PRIVATE $<TARGET_PROPERTY:${room},ELECTRA_INCLUDE_ROOT>)
  endforeach()
endfunction()

# electra_pkg_config(NAME DESCRIPTION text REQUIRES module... LIBS flag...): NAME.pc for the installed library libNAME. It
# finds its prefix from where it lies, so an installation can be moved.
function(electra_pkg_config name)
  cmake_parse_arguments(arg "" "DESCRIPTION" "REQUIRES;LIBS" ${ARGN})
  if(ELECTRA_SANITIZE)
    list(APPEND arg_LIBS -fsanitize=${ELECTRA_SANITIZE})
  endif()
  list(JOIN arg_REQUIRES ", " requires)
  list(JOIN arg_LIBS " " libs)
  # By the full names: what packagers give as CMAKE_INSTALL_LIBDIR may be absolute.
  file(RELATIVE_PATH prefix_from_file ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
  file(RELATIVE_PATH libdir ${CMAKE_INSTALL_PREFIX} ${CMAKE_INSTALL_FULL_LIBDIR})
  file(RELATIVE_PATH includedir ${CMAKE_INSTALL_PREFIX} ${CMAKE_INSTALL_FULL_INCLUDEDIR})
  configure_file(${PROJECT_SOURCE_DIR}/lib/cmake/library.pc.in ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
          COMPONENT development)
endfunction()

# electra_layer(NAME SOURCES file... SEES layer... PACKAGES target...): the room lib/NAME, as target electra_NAME.
function(electra_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;SEES;PACKAGES" ${ARGN})
  list(TRANSFORM arg_SEES PREPEND electra_)
  electra_room(electra_${name} lib/${name} SOURCES ${arg_SOURCES} SEES ${arg_SEES} PACKAGES ${arg_PACKAGES})
endfunction()
