# Makes and installs godwit.pc. `pkg-config --static --libs godwit` must link with what is installed
# here. The static list of a dependency often names libraries whose development packages nobody has:
# Debian's libcurl.pc wants OpenLDAP and librtmp. So each dependency is tried: one whose static list
# links stands in Requires.private, another one by its library alone in Libs.private.
include(CheckCSourceCompiles)
find_package(PkgConfig QUIET)

set(GODWIT_PC_REQUIRES "")
set(GODWIT_PC_LIBS "")

# godwit_pc_dependency(NAME CONDITION LIBRARY): of NAME.pc, such as " >= 3.33", and -lLIBRARY.
function(godwit_pc_dependency name condition library)
  set(links OFF)
  if(PKG_CONFIG_FOUND)
    execute_process(COMMAND ${PKG_CONFIG_EXECUTABLE} --static --libs ${name}
      OUTPUT_VARIABLE flags ERROR_QUIET RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(failed EQUAL 0)
      separate_arguments(flags UNIX_COMMAND "${flags}")
      set(CMAKE_REQUIRED_LIBRARIES ${flags})
      set(CMAKE_REQUIRED_QUIET ON)
      check_c_source_compiles("int main(void) { return 0; }" GODWIT_STATIC_${name}_LINKS)
      set(links ${GODWIT_STATIC_${name}_LINKS})
    endif()
  endif()
  if(links)
    set(GODWIT_PC_REQUIRES ${GODWIT_PC_REQUIRES} "${name}${condition}" PARENT_SCOPE)
  else()
    set(GODWIT_PC_LIBS ${GODWIT_PC_LIBS} -l${library} PARENT_SCOPE)
  endif()
endfunction()

godwit_pc_dependency(libcurl " >= ${GODWIT_CURL_VERSION}" curl)
godwit_pc_dependency(sqlite3 " >= ${GODWIT_SQLITE_VERSION}" sqlite3)
godwit_pc_dependency(libdeflate "" deflate)

# The C++ library, for a linker that is called as gcc.
set(GODWIT_CXX_LIBRARIES ${CMAKE_CXX_IMPLICIT_LINK_LIBRARIES})
list(FILTER GODWIT_CXX_LIBRARIES INCLUDE REGEX "^(stdc\\+\\+|c\\+\\+|c\\+\\+abi|m)$")
list(REMOVE_DUPLICATES GODWIT_CXX_LIBRARIES)
foreach(library ${GODWIT_CXX_LIBRARIES} ${CMAKE_DL_LIBS})
  list(APPEND GODWIT_PC_LIBS -l${library})
endforeach()
if(CMAKE_THREAD_LIBS_INIT)
  list(APPEND GODWIT_PC_LIBS ${CMAKE_THREAD_LIBS_INIT})
endif()

string(REPLACE ";" ", " GODWIT_PC_REQUIRES "${GODWIT_PC_REQUIRES}")
string(REPLACE ";" " " GODWIT_PC_LIBS "${GODWIT_PC_LIBS}")

# Folders are told from where the file is, so that the tree may be moved; an absolute one stays.
set(pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
if(IS_ABSOLUTE ${CMAKE_INSTALL_LIBDIR})
  set(GODWIT_PC_PREFIX ${CMAKE_INSTALL_PREFIX})
  set(GODWIT_PC_LIBDIR ${CMAKE_INSTALL_LIBDIR})
else()
  file(RELATIVE_PATH to_prefix /prefix/${pc_dir} /prefix)
  string(REGEX REPLACE "/$" "" to_prefix ${to_prefix})
  set(GODWIT_PC_PREFIX "\${pcfiledir}/${to_prefix}")
  set(GODWIT_PC_LIBDIR "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
endif()
if(IS_ABSOLUTE ${CMAKE_INSTALL_INCLUDEDIR})
  set(GODWIT_PC_INCLUDEDIR ${CMAKE_INSTALL_INCLUDEDIR})
else()
  set(GODWIT_PC_INCLUDEDIR "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()

configure_file(${PROJECT_SOURCE_DIR}/cmake/godwit.pc.in ${PROJECT_BINARY_DIR}/godwit.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/godwit.pc DESTINATION ${pc_dir} COMPONENT development)
