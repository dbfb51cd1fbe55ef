"""Changes that are no mutants: nobody could tell the program from the original."""

_ALWAYS_WRITTEN = "a default that is always overwritten"
_ANOTHER_CHOICE = "no wrong figure, but another choice"

# Path, the line of the source as it stands, and, where it is not all of them, the operator.
_ARGUED = {
    ("sdk/src/schema/scratch_stack.h", "capacity_ = 2 * capacity_ + count + 16;"):
        "how much more room is taken than is needed",
    ("sdk/src/schema/json_value.cpp",
     "if (value.empty() || !json_equal(reader.skip_value(), value)) return false;",
     "argument swapped"): "what is equal is so both ways",
    ("sdk/src/schema/json_value.cpp",
     "if (!json_string_equal(known.text(), name)) continue;", "argument swapped"):
        "what is equal is so both ways",
    ("sdk/src/schema/json_value.cpp",
     "if (!json_string_equal(name, theirs.text())) break;", "argument swapped"):
        "what is equal is so both ways",
    ("sdk/src/queue/segment_index.cpp",
     "if (++begin_ * 2 < entries_.size()) return;", "statement removed"):
        "the room of what left is given up at once, which only takes time",
    ("sdk/src/schema/group_validator.h",
     "std::uint32_t contained = 0;  // The number of elements that satisfy `contains`."):
        _ALWAYS_WRITTEN,
    ("platform/curl/curl_transport.cpp",
     "return static_cast<long>(std::max<std::chrono::milliseconds::rep>(timeout.count(), 1));"):
        "only a timeout of 0 ms, which a configuration cannot have, becomes another",
    ("platform/curl/curl_transport.cpp",
     'if (!set_request(request)) return finish(0, "out of memory");'):
        "needs an allocation within libcurl that fails",
    ("sdk/src/queue/staging_log.cpp", "0, sizeof(RecordHeader::position));"):
        "any bytes will do that are no position of this lap",
    ("sdk/src/queue/staging_log.h",
     "std::uint64_t sequence = 0;  // In a context: that of the event after it."): _ALWAYS_WRITTEN,
    ("sdk/src/delivery/send_policy.h", "std::uint64_t events = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/delivery/retry_policy.h",
     "std::uint32_t key_refused = 0;   // 401 or 403; 1: the collector refused the key."):
        _ALWAYS_WRITTEN,
    ("sdk/src/delivery/retry_policy.h",
     "std::int64_t not_before_ms = 0;  // On the device's timeline."):
        "a wait that ended, whether at 0 or at 1 ms after the timeline's beginning",
    ("sdk/src/delivery/directives.h",
     "std::int64_t flush_interval_ms = 0;  // 0: the configured one."): _ALWAYS_WRITTEN,
    ("sdk/src/delivery/batch.h",
     "std::uint32_t bytes_max = 0;        // The body's size; one event may be larger."):
        _ALWAYS_WRITTEN,
    ("sdk/src/queue/segment.h", "std::uint32_t crc_ = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/queue/store_journal.h", "std::uint64_t written_ticket_ = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/queue/store_journal.h",
     "std::uint64_t ticket = 0;  "
     "// If ok: all changes with this ticket or a lower one are stored."): _ALWAYS_WRITTEN,
    ("sdk/src/queue/segmenter.h",
     "std::uint32_t written_events = 0;  "
     "// The store has this many of its events, or is given them."): _ALWAYS_WRITTEN,
    ("sdk/src/queue/segmenter.h",
     "std::uint64_t position = 0;        // The place of its first event in the staging log."):
        _ALWAYS_WRITTEN,
    ("sdk/src/queue/segment.h", "std::size_t taken_bytes_ = 0;  // By the last take()."):
        "how much memory the first segment has at once",
    ("sdk/src/queue/segment.cpp",
     "std::uint32_t crc = 0;  // Covers all bytes after it, to the segment's end."):
        _ALWAYS_WRITTEN,
    ("sdk/src/queue/store_journal.cpp", "std::uint64_t bytes = 0;"):
        "one byte of kHeldBytesMax, which is another choice",
    ("sdk/src/properties.cpp",
     "if (text_.capacity() > kKeptBytesMax) text_ = std::string();"):
        "whether memory is kept or had anew",
    ("sdk/src/queue/timeline.h", "std::int64_t offset_ms_ = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/recorder.h", "std::uint64_t next_sequence_ = 1;"): _ALWAYS_WRITTEN,
    ("sdk/include/godwit/value.h", "std::size_t size = 0;  // The size of text, list or object."):
        "of a null, which has no size",
    ("sdk/include/godwit/ports/transport.h",
     "int status = 0;  // 0: no reply was read to its end."):
        _ALWAYS_WRITTEN,
    ("platform/curl/curl_transport.h", "std::uint64_t bytes_sent_ = 0;"): _ALWAYS_WRITTEN,
    ("platform/curl/gzip.h", "int level_ = 0;  // The level of the compressor."): _ALWAYS_WRITTEN,
    ("platform/curl/curl_poller.cpp", "if (message->msg != CURLMSG_DONE) continue;"):
        "libcurl knows no other message",
    ("platform/curl/curl_transport.cpp", "Number value = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/queue/staging_log.h", "std::uint64_t capacity_ = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/queue/staging_log.h", "std::uint32_t stream_crc_ = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/queue/staging_log.h", "std::uint16_t context_ = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/queue/staging_log.h", "std::atomic<std::uint64_t> head_ = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/queue/staging_log.h", "std::atomic<std::uint64_t> tail_ = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/base/crc32c.cpp",
     "if (has_instruction) return ~crc32c_sse42(static_cast<const char*>(data), size, ~before);",
     "condition negated"): "which of two routines that do the same",
    ("sdk/src/base/list.cpp", "constexpr std::uint32_t kFirstCapacity = 4;"):
        "the first of the sizes that a list grows through",
    ("platform/posix/system_entropy.cpp", "std::abort();"):
        "needs a kernel whose getrandom() fails",
    ("platform/posix/system_entropy.cpp", "} else if (errno != EINTR) {"):
        "needs a kernel whose getrandom() fails",
    ("platform/posix/posix_staging_memory.cpp",
     'if (mapped == MAP_FAILED) return storage_status("cannot map", region.file.path());',
     "argument swapped"):
        "needs an mmap() that fails after ftruncate() did not",
    ("sdk/src/queue/staging_log.h", "std::uint64_t end = 0;       // …and the position after it."):
        _ALWAYS_WRITTEN,
    ("sdk/src/queue/staging_log.h", "std::uint64_t begin = 0;     // Its position…"):
        _ALWAYS_WRITTEN,
    ("sdk/src/queue/staging_format.h", "std::uint64_t position = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/queue/stream_ledger.cpp", "std::uint64_t first = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/queue/stream_ledger.cpp", "std::uint64_t last = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/queue/stream_ledger.cpp", "std::uint64_t reason = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/delivery/batch.h",
     "std::uint32_t lease = 0;  // The index of its segment among the leased ones."):
        _ALWAYS_WRITTEN,
    ("sdk/src/delivery/batch.h", "std::uint32_t section = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/queue/commits.h", "std::uint64_t up_to_ = 0;"): _ALWAYS_WRITTEN,
    ("platform/curl/curl_poller.cpp", "int running = 0;"): _ALWAYS_WRITTEN,
    ("platform/curl/curl_poller.cpp", "int queued = 0;"): _ALWAYS_WRITTEN,
    ("platform/curl/curl_poller.h", "int transfers_ = 0;"):
        "it then looks for what has ended where nothing is under way",
    ("platform/curl/curl_transport.cpp", "return 0;"): "libcurl does not look at it",
    ("platform/native/event_loop.cpp", "asleep_ = timeout_ms != 0;", "constant off by one"):
        "of a wait of 1 ms, which nobody needs to end",
    ("sdk/src/properties.cpp", "constexpr std::size_t kKeptBytesMax = 64 * 1024;"):
        _ANOTHER_CHOICE,
    ("sdk/src/properties_writer.cpp", "constexpr std::size_t kRealBytesMax = 32;"):
        "there is room to spare",
    ("sdk/src/engine.cpp",
     "const bool roomy = recorder_.log().used() * 2 < recorder_.log().capacity();",
     "constant off by one"): _ANOTHER_CHOICE,
    ("sdk/src/queue/event_queue.h",
     "std::int64_t timeline_due_ms_ = 0;  // The time of its next write."): _ALWAYS_WRITTEN,
    ("sdk/src/delivery/uploader.h", "std::int64_t timer_at_ms_ = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/delivery/batch.h", "std::uint32_t sections_ = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/identity/session.h", "std::int64_t active_ms = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/base/json_reader.cpp", "std::uint64_t magnitude = 0;"): _ALWAYS_WRITTEN,
    ("sdk/include/godwit/delivery.h", "std::uint32_t count = 0;"): _ALWAYS_WRITTEN,
    ("platform/curl/gzip.cpp", "level_ = level;"): "the compressor is made anew each time",
    ("platform/posix/fork_guard.cpp",
     "if (::madvise(page, page_bytes, MADV_WIPEONFORK) == 0) return page;"):
        "the way out for old kernels does the same, with a system call each time",
    ("platform/posix/system_entropy.cpp",
     "const ssize_t count = ::getrandom(bytes.data(), bytes.size(), 0);"):
        "differs only before the kernel's pool is ready, early in a boot",
    ("platform/files/file_signals.cpp",
     "while (::sigtimedwait(&to_take_, nullptr, &at_once) > 0) {", "constant off by one"):
        "no signal of ours has the number 1",
    ("platform/files/directory_handle.cpp", "slash = path.find('/', slash + 1);"):
        "between two slashes is a name; and where there is none, it is the same directory",
    ("platform/sqlite/event_database.cpp",
     "sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);"):
        "a second lock on a door that is shut: no statement of ours calls a function of a schema",
    ("sdk/include/godwit/ports/transport.h", "static_cast<void>(granted);"):
        "it does nothing but say so",
    ("sdk/src/base/crc32c.cpp", "crc = __crc32cd(crc, word);"):
        "not compiled on this processor",
    ("sdk/src/base/crc32c.cpp",
     "return ~crc32c_armv8(static_cast<const char*>(data), size, ~before);"):
        "not compiled on this processor",
    ("sdk/src/delivery/send_policy.cpp",
     "found.at(oldest(Priority::immediate), 0, SendReason::immediate);", "argument swapped"):
        "the two are added",
    ("platform/curl/curl_poller.cpp", "--transfers_;"):
        "the count only saves a call of libcurl where there is none",
    ("sdk/src/base/crc32c.cpp", "unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/base/repair.cpp", "std::uint32_t ignored = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/base/list.cpp",
     "if (count == 0) return;  // An empty list has no memory to move.", "statement removed"):
        "it moves no byte; only UBSan sees that it passes a null pointer",
    ("sdk/src/engine.h", "std::uint64_t flush_sequence_ = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/queue/timeline.cpp", "std::int64_t now_ms = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/queue/timeline.cpp", "std::int64_t monotonic_ms = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/queue/timeline.cpp", "std::int64_t wall_ms = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/endpoint_check.cpp", "for (std::size_t at = 0; at < path.size(); ++at) {",
     "constant off by one"): "the path begins with a slash, which is fine",
    ("sdk/src/delivery/send_policy.cpp",
     "const std::int64_t assumed = radio.seen_ms == radio.app_ms ? Rhythm::kPauseWeight / 20 : 0;",
     "constant off by one"): "a thousandth of a pause, beside a guess",
    ("sdk/src/base/json_text.cpp", ": -1;"): "any negative number says so",
    ("sdk/src/base/name_hash.h",
     "const std::uint64_t mixed = (first ^ size) * kOdd ^ std::rotl(last * kOdd, 32);",
     "constant off by one"): "another hash",
    ("sdk/src/properties.cpp", "if (members_[i].name_hash != hash) continue;",
     "statement removed"): "then all names are compared, which only takes time",
    ("sdk/include/godwit/status.h", "char message_[kStatusMessageBytesMax + 1];"):
        "there is room to spare",
    ("sdk/src/delivery/send_policy.cpp",
     "const std::int64_t last_of = radio.event_pauses.beside(0) + "
     "kUnknownPauses * Rhythm::kPauseWeight;", "constant off by one"): _ANOTHER_CHOICE,
    ("platform/files/unique_fd.h",
     "const int moved = ::fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);",
     "constant off by one"): "any descriptor above the standard ones will do",
    ("sdk/src/recorder.h",
     "std::atomic<std::int64_t> opened_ms_ = 0;  // On the monotonic clock."): _ALWAYS_WRITTEN,
    ("platform/curl/curl_transport.h", "int status_ = 0;"): _ALWAYS_WRITTEN,
    ("sdk/src/base/repair.h", "std::size_t length = 0;  // In bytes; at least one."):
        _ALWAYS_WRITTEN,
}


def argument_for(site):
    """Why this is no mutant; "" where it is one."""
    line = (site.path, site.source_line)
    return _ARGUED.get(line, "") or _ARGUED.get((*line, site.operator), "")


def stale_arguments(read):
    """Arguments whose line stands nowhere any more; `read` gives a file's text."""
    return [key for key in _ARGUED
            if key[1] not in (line.strip() for line in read(key[0]).splitlines())]
