# Interface targets that the project's own targets link privately.

# Warnings for our own code; consumers never see them. In somebody else's build, whose compiler and
# whose -Werror we have not tried, there are none.
add_library(godwit_warnings INTERFACE)
if(GODWIT_IS_TOP_LEVEL OR GODWIT_DEVELOPER_MODE)
  target_compile_options(godwit_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    -Wimplicit-fallthrough -Wno-sign-conversion
    $<$<BOOL:${GODWIT_WERROR}>:-Werror>)
else()
  target_compile_options(godwit_warnings INTERFACE -w)
endif()

# The core behaves the same everywhere because it is built the same everywhere.
add_library(godwit_no_exceptions INTERFACE)
target_compile_options(godwit_no_exceptions INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti>)

# The adapters catch what the C++ library throws, in a parent project without exceptions too.
add_library(godwit_exceptions INTERFACE)
target_compile_options(godwit_exceptions INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fexceptions>)

# For code that runs at start-up or seldom: small rather than fast.
add_library(godwit_seldom_run INTERFACE)
target_compile_options(godwit_seldom_run INTERFACE $<$<NOT:$<CONFIG:Debug>>:-Os>)

if(GODWIT_SANITIZE)
  # The core has no RTTI, which the check of virtual tables would need.
  add_compile_options(-fsanitize=${GODWIT_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${GODWIT_SANITIZE})
endif()

# godwit_join_sources(TARGET): tools and tests are compiled a few files at a time, which halves the
# time where headers are large. That each file stands alone, clang-tidy shows (`./dev lint --deep`);
# what is shipped is never joined.
function(godwit_join_sources target)
  if(GODWIT_JOIN_SOURCES)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
  endif()
endfunction()

# godwit_join_if_sanitized(TARGET): what is shipped is joined only in builds that are not shipped.
function(godwit_join_if_sanitized target)
  if(GODWIT_SANITIZE)
    godwit_join_sources(${target})
  endif()
endfunction()

# godwit_compile_fast(TARGET): a tool, which a sanitized build compiles without optimisation. That
# takes half the time, and the tests wait for it longer than for the tool. The fuzz targets run all
# the time, and stay as fast as they are.
function(godwit_compile_fast target)
  if(GODWIT_SANITIZE AND NOT GODWIT_FUZZ)
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()

# The linker leaves out functions that a program does not reach, such as those for pages only.
add_compile_options(-ffunction-sections -fdata-sections)

set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_UNITY_BUILD OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
