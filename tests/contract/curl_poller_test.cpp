#include "curl/curl_poller.h"

#include "contract/scheduler_contract.h"

using namespace godwit;

TEST_CASE("curl_poller: an event loop over it keeps the contract of a Scheduler",
          "[contract][scheduler]") {
  check_scheduler_contract<CurlPoller>();
}
