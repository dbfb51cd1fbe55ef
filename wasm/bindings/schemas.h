// What the page chose of schemas. One of two files stands behind it: schemas.cpp, or no_schemas.cpp
// for the module that has none. Beside schemas.cpp stands ordinary_schemas.cpp or all_schemas.cpp.
#pragma once

#include "schema/checked_event.h"

// What events are checked against, or nullptr.
godwit::EventSchemas* page_schemas();
// Which schema the next event follows, if the page has said that; it counts for one event.
const godwit::SchemaChoice* take_schema_choice();
// Whether the module checks packs that are not ordinary (pack::Header).
bool reads_all_packs();
