# CPack runs this before it packs: folders are for everybody, whatever the umask of whoever makes the packages.
file(GLOB trees ${CPACK_TEMPORARY_DIRECTORY}/*)
file(CHMOD_RECURSE ${trees} DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
                                                  WORLD_EXECUTE)
