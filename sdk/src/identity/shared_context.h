// The context: the facts that events share until one changes, as one JSON object.
//
// It is written to the staging log when it changes, and once in each segment. So an event keeps the
// user, session and super-properties of its time, whenever it is sent.
// Threads: the Recorder's lock guards it.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "godwit/status.h"
#include "identity/session.h"

namespace godwit {

class SharedContext {
 public:
  // `environment` has the facts that never change: the members of a JSON object without its
  // brackets, such as `"app":{…},"os":{…}`. It is trusted.
  void set_environment(std::string_view environment) { environment_.assign(environment); }
  // The values are JSON that the caller has checked: strings with their quotes, and any value.
  // Empty: no user, no such property. Errors: too_large; nothing changes then.
  [[nodiscard]] Status set_user(std::string_view user_id, std::uint32_t bytes_max);
  [[nodiscard]] Status set_super_property(std::string_view name, std::string_view value,
                                          std::uint32_t bytes_max);
  // Forgets user and super-properties.
  void reset();

  void compose(Bytes& out, const Session& session) const;

 private:
  Bytes environment_;
  Bytes user_;   // As JSON text; empty: no user.
  Bytes super_;  // Members without brackets: "name":value,…
};

}  // namespace godwit
