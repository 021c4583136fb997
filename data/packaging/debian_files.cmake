# CPack runs this before it packs the trees of the .deb packages: each gets its copyright and changelog, and manual pages
# are compressed, as Debian wants it.
foreach(component IN ITEMS library development command models)
  string(TOUPPER ${component} upper)
  set(tree ${CPACK_TEMPORARY_DIRECTORY}/${component}/usr)
  if(NOT EXISTS ${tree})
    continue()
  endif()
  set(documents ${tree}/share/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
  file(COPY ${CPACK_ELECTRA_DEBIAN_FILES}/copyright ${CPACK_ELECTRA_DEBIAN_FILES}/changelog DESTINATION ${documents})
  file(REMOVE ${documents}/LICENSE)  # the same licence stands in copyright
  if(EXISTS ${tree}/share/zsh/site-functions)  # Debian's zsh looks for those of packages elsewhere
    file(RENAME ${tree}/share/zsh/site-functions ${tree}/share/zsh/vendor-completions)
  endif()
  file(CHMOD ${documents}/copyright ${documents}/changelog PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
  file(GLOB texts ${documents}/changelog ${documents}/CHANGELOG.md ${tree}/share/man/man*/*.[17])
  execute_process(COMMAND gzip -9 --no-name ${texts} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
