// A page's choices about schemas. schemas.cpp implements them, or no_schemas.cpp in the module
// without schemas. schemas.cpp needs ordinary_schemas.cpp or all_schemas.cpp beside it.
#pragma once

#include "schema/checked_event.h"

// Puts the version of an event's schema into `choice`, and returns it; nullptr in the module
// without schemas.
const godwit::SchemaChoice* choose_schema(godwit::SchemaChoice& choice, int model, int revision,
                                          int addition);
// True if the module checks packs that are not ordinary (pack::Header).
bool reads_all_packs();
