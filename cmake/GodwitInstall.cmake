# Installing Godwit: for CMake, where find_package(godwit) gives the target godwit::godwit, for
# pkg-config, and the tools. The components are runtime, development and tools. An installed tree
# may be moved.
if(NOT TARGET godwit)
  return()  # Some adapters were left out, and with them the library.
endif()

include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/godwit)

install(TARGETS godwit EXPORT godwit-targets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT development
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/sdk/include/godwit
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development FILES_MATCHING PATTERN "*.h")
install(FILES ${PROJECT_BINARY_DIR}/sdk/include/godwit/version.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/godwit COMPONENT development)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE
  DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/godwit COMPONENT runtime)

if(GODWIT_TOOLS)
  file(RELATIVE_PATH bin_to_lib ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
  set_target_properties(godwit_cli PROPERTIES INSTALL_RPATH "$ORIGIN/${bin_to_lib}")
  install(TARGETS godwit_cli godwit-collector
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)
  if(GODWIT_MAN_PAGES)
    install(FILES ${GODWIT_MAN_PAGES} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT tools)
  endif()
endif()

# A shared library brings along what it links to; to a static one the application links that itself.
get_target_property(library_type godwit TYPE)
if(library_type STREQUAL "SHARED_LIBRARY")
  set(GODWIT_IS_STATIC OFF)
else()
  set(GODWIT_IS_STATIC ON)
endif()

include(cmake/GodwitPkgConfig.cmake)
configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/godwit-config.cmake.in ${PROJECT_BINARY_DIR}/godwit-config.cmake
  INSTALL_DESTINATION ${package_dir}
  NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/godwit-config-version.cmake
  COMPATIBILITY SameMinorVersion)
configure_file(
  ${PROJECT_SOURCE_DIR}/cmake/FindLibdeflate.cmake ${PROJECT_BINARY_DIR}/FindLibdeflate.cmake
  COPYONLY)
install(
  FILES ${PROJECT_BINARY_DIR}/godwit-config.cmake ${PROJECT_BINARY_DIR}/godwit-config-version.cmake
        ${PROJECT_BINARY_DIR}/FindLibdeflate.cmake
  DESTINATION ${package_dir} COMPONENT development)

install(EXPORT godwit-targets NAMESPACE godwit::
  DESTINATION ${package_dir} COMPONENT development)
export(EXPORT godwit-targets NAMESPACE godwit:: FILE ${PROJECT_BINARY_DIR}/godwit-targets.cmake)
