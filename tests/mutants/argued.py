"""Why a mutant may survive: nobody could tell it from the original."""

_ALWAYS_WRITTEN = "a default that is always overwritten"

# Path, and the line of the source as it stands.
_ARGUED = {
    ("platform/curl/curl_transport.cpp",
     "return static_cast<long>(std::max<std::chrono::milliseconds::rep>(timeout.count(), 1));"):
        "only a timeout of 0 ms, which a configuration cannot have, becomes another",
    ("platform/curl/curl_transport.cpp",
     'if (!set_request(request)) return finish(0, "out of memory");'):
        "needs an allocation within libcurl that fails",
    ("sdk/src/queue/staging_log.cpp", "0, sizeof(RecordHeader::position));"):
        "any bytes will do that are no position of this lap",
    ("sdk/src/properties.cpp", "if (text_.size() > 1) text_.push_back(',');"):
        "one member alone is longer than two characters",
    ("sdk/src/queue/staging_log.h",
     "std::uint64_t sequence = 0;  // Of a context: that of the event behind it."): _ALWAYS_WRITTEN,
    ("sdk/src/delivery/send_policy.h", "std::uint64_t events = 0;"): _ALWAYS_WRITTEN,
}


def argument_for(site):
    """The reason why this mutant may survive; "" where there is none."""
    return _ARGUED.get((site.path, site.source_line), "")
