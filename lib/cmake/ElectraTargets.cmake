# Settings that every target of the project shares, as flags on the target itself.
function(electra_target_defaults target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON
                                             CXX_VISIBILITY_PRESET default)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion)
  if(ELECTRA_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(ELECTRA_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=address,undefined -fno-sanitize-recover=all)
    target_link_options(${target} PUBLIC -fsanitize=address,undefined)
  endif()
endfunction()

# electra_layer(NAME SOURCES file... DEPENDS layer... PACKAGES target...)
# One layer of the library (DESIGN: dependencies point one way): its headers are included as "NAME/header.h", and only
# those of the layers in DEPENDS can be found.
function(electra_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;PACKAGES" ${ARGN})
  set(target electra_${name})
  add_library(${target} OBJECT ${arg_SOURCES})
  electra_target_defaults(${target})
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/lib/include ${PROJECT_SOURCE_DIR}/lib)
  target_link_libraries(${target} PRIVATE ${arg_PACKAGES})
  foreach(layer IN LISTS arg_DEPENDS)
    target_link_libraries(${target} PUBLIC electra_${layer})
  endforeach()
endfunction()
