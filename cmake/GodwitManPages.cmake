# The man pages, printed by the programs themselves. A program that this machine cannot run, as in a
# cross build without an emulator, prints nothing: then there are none.
set(GODWIT_MAN_PAGES "")
if(GODWIT_SANITIZE OR (CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR))
  message(STATUS "godwit: no man pages: the programs cannot be run while they are built")
  return()
endif()

# godwit_add_man_page(NAME TARGET WORD …): NAME.1 is what `TARGET WORD … --man` prints.
function(godwit_add_man_page name target)
  set(page ${PROJECT_BINARY_DIR}/man/${name}.1)
  set(GODWIT_MAN_PAGES ${GODWIT_MAN_PAGES} ${page} PARENT_SCOPE)
  set(printed "$<TARGET_FILE:${target}>" ${ARGN} --man)
  if(CMAKE_CROSSCOMPILING)
    set(printed ${CMAKE_CROSSCOMPILING_EMULATOR} ${printed})
  endif()
  add_custom_command(OUTPUT ${page}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/man
    COMMAND ${printed} > ${page}
    DEPENDS ${target} COMMENT "Writing ${name}.1" VERBATIM)
endfunction()

# tests/cli compares the list with what `godwit --help` names.
godwit_add_man_page(godwit godwit_cli)
godwit_add_man_page(godwit-send godwit_cli send)
godwit_add_man_page(godwit-queue-status godwit_cli queue status)
godwit_add_man_page(godwit-queue-export godwit_cli queue export)
godwit_add_man_page(godwit-energy godwit_cli energy)
if(GODWIT_SCHEMA_COMPILER)
  godwit_add_man_page(godwit-schema-compile godwit_cli schema compile)
  godwit_add_man_page(godwit-schema-diff godwit_cli schema diff)
  godwit_add_man_page(godwit-schema-validate godwit_cli schema validate)
endif()
godwit_add_man_page(godwit-collector godwit-collector)
add_custom_target(godwit_man ALL DEPENDS ${GODWIT_MAN_PAGES})
