// The page's choices about schemas. schemas.cpp implements them, or no_schemas.cpp in the module
// without schemas. schemas.cpp needs ordinary_schemas.cpp or all_schemas.cpp beside it.
#pragma once

#include "schema/checked_event.h"

// The schemas that events are checked against, or nullptr.
godwit::EventSchemas* page_schemas();
// The schema of the next event, if the page has chosen one; it counts for one event.
const godwit::SchemaChoice* take_schema_choice();
// True if the module checks packs that are not ordinary (pack::Header).
bool reads_all_packs();
