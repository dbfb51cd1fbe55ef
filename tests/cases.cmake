# Read by ctest, when it starts: one test for each Catch2 case of a suite, named "SUITE: CASE".
# The suite sets `suite`, `program`, `timeout` and `labels` before.
if(NOT EXISTS ${program})
  add_test("${suite}: is not built, so its cases are not known" ${program})
  set_tests_properties("${suite}: is not built, so its cases are not known" PROPERTIES LABELS case)
  return()
endif()

# Version 2 of Catch2 ends with the number of the cases instead of 0.
execute_process(COMMAND ${program} --list-test-names-only
  OUTPUT_VARIABLE names ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
# A list ends its elements with a semicolon, which names may have.
string(ASCII 31 semicolon)
string(REPLACE ";" "${semicolon}" names "${names}")
string(REPLACE "\n" ";" names "${names}")
foreach(name IN LISTS names)
  string(REPLACE "${semicolon}" ";" name "${name}")
  # In a pattern of Catch2, a comma begins another one, and a bracket a tag.
  string(REGEX REPLACE "([\\\\,[])" "\\\\\\1" pattern "${name}")
  add_test("${suite}: ${name}" ${program} "${pattern}")
  set_tests_properties("${suite}: ${name}" PROPERTIES LABELS "case;${labels}" TIMEOUT ${timeout}
    FAIL_REGULAR_EXPRESSION "No test cases matched")
endforeach()
