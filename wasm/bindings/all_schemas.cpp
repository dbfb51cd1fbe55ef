// The module with schemas that checks any pack.
#include "schemas.h"

bool reads_all_packs() {
  return true;
}
