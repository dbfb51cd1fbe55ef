# The options of the configure step. docs/building.md explains those of users and packagers.
if(CMAKE_SOURCE_DIR STREQUAL PROJECT_SOURCE_DIR)
  set(GODWIT_IS_TOP_LEVEL ON)
else()
  set(GODWIT_IS_TOP_LEVEL OFF)
endif()

if(PROJECT_SOURCE_DIR STREQUAL PROJECT_BINARY_DIR)
  message(FATAL_ERROR
    "godwit: the source folder cannot be the build folder. Use a folder of its own:\n"
    "  cmake -B build\n"
    "First delete what this attempt has left here: CMakeCache.txt and CMakeFiles.")
endif()

# The library alone is what a parent project gets, and a packager who asks for it.
option(GODWIT_DEVELOPER_MODE "Build everything: library, tools, tests, examples, benchmarks"
       ${GODWIT_IS_TOP_LEVEL})
include(CMakeDependentOption)
cmake_dependent_option(GODWIT_TOOLS "Build godwit, godwit-collector and their man pages" OFF
                       "NOT GODWIT_DEVELOPER_MODE" ON)
cmake_dependent_option(GODWIT_SCHEMA_COMPILER "Give godwit its schema commands" ON
                       "NOT GODWIT_DEVELOPER_MODE" ON)
option(GODWIT_INSTALL "Make install rules" ${GODWIT_IS_TOP_LEVEL})

# BUILD_SHARED_LIBS is CMake's own switch and counts if somebody has set it.
set(shared_default ON)
if(DEFINED BUILD_SHARED_LIBS)
  set(shared_default ${BUILD_SHARED_LIBS})
endif()
option(GODWIT_SHARED "Build libgodwit as a shared library" ${shared_default})

option(GODWIT_WITH_CURL "Build the libcurl transport; without it there is no libgodwit" ON)
option(GODWIT_WITH_SQLITE "Build the SQLite event store; without it there is no libgodwit" ON)

option(GODWIT_WERROR "Treat warnings as errors" OFF)
option(GODWIT_JOIN_SOURCES "Compile tools and tests a few files at a time" ON)
option(GODWIT_FUZZ "Of the tests, configure the fuzz targets alone (needs clang)" OFF)
option(GODWIT_CASES "Show ctest each Catch2 case beside the suites, with the label `case`" OFF)
# `./dev bench rounds` gives the long suites 5 times as many rounds.
set(GODWIT_LONG 1 CACHE STRING "Multiplies the rounds of the suites named long_*")
set(GODWIT_SANITIZE "" CACHE STRING
    "Sanitizers for everything built here, such as address,undefined")

# BUILD_TESTING is CMake's own switch too; a parent's tests are no reason to build ours.
set(GODWIT_TESTS ${GODWIT_DEVELOPER_MODE})
if(DEFINED BUILD_TESTING AND NOT BUILD_TESTING)
  set(GODWIT_TESTS OFF)
endif()

if(GODWIT_TOOLS AND NOT (GODWIT_WITH_CURL AND GODWIT_WITH_SQLITE))
  message(FATAL_ERROR
    "godwit: the tools need libcurl and SQLite. Leave GODWIT_WITH_CURL and GODWIT_WITH_SQLITE ON, "
    "or configure with -DGODWIT_DEVELOPER_MODE=OFF -DGODWIT_TOOLS=OFF.")
endif()

# A parent project chooses its build type itself.
get_property(is_multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
if(GODWIT_IS_TOP_LEVEL AND NOT is_multi_config AND NOT CMAKE_BUILD_TYPE)
  message(STATUS "godwit: CMAKE_BUILD_TYPE is not set: Release")
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, RelWithDebInfo, MinSizeRel or Debug" FORCE)
endif()
