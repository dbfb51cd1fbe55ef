// The module with schemas that reads any pack.
#include "schemas.h"

bool reads_all_packs() {
  return true;
}
