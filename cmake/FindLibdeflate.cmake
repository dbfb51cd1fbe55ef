# Finds libdeflate, and gives the target Libdeflate::Libdeflate. Versions before 1.15, such as that
# of Debian 12, bring no CMake package of their own.
find_path(Libdeflate_INCLUDE_DIR libdeflate.h)
find_library(Libdeflate_LIBRARY NAMES deflate libdeflate)
mark_as_advanced(Libdeflate_INCLUDE_DIR Libdeflate_LIBRARY)

if(Libdeflate_INCLUDE_DIR)
  file(STRINGS ${Libdeflate_INCLUDE_DIR}/libdeflate.h Libdeflate_VERSION
    REGEX "define LIBDEFLATE_VERSION_STRING")
  string(REGEX REPLACE ".*\"(.*)\".*" "\\1" Libdeflate_VERSION "${Libdeflate_VERSION}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Libdeflate
  REQUIRED_VARS Libdeflate_LIBRARY Libdeflate_INCLUDE_DIR
  VERSION_VAR Libdeflate_VERSION)

if(Libdeflate_FOUND AND NOT TARGET Libdeflate::Libdeflate)
  add_library(Libdeflate::Libdeflate UNKNOWN IMPORTED)
  set_target_properties(Libdeflate::Libdeflate PROPERTIES
    IMPORTED_LOCATION ${Libdeflate_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${Libdeflate_INCLUDE_DIR})
endif()
