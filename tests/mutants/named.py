"""Mutants made by hand: faults that an event queue must not have, each as one would make it.

Each replaces a text that stands exactly once in its file.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    name: str
    path: str
    before: str
    after: str

    def apply(self, text):
        if text.count(self.before) != 1:
            raise ValueError(f"{self.name}: its text stands {text.count(self.before)} times in "
                             f"{self.path}, not once; write the mutant anew")
        return text.replace(self.before, self.after)

    def describe(self):
        return f"{self.path}: {self.name}"


NAMED = [
    Named("ack before the reply", "sdk/src/delivery/uploader.cpp",
          "  state_ = State::sending;\n",
          "  state_ = State::sending;\n  resolve_all();\n"),
    Named("a sequence number reused after restart", "sdk/src/engine.cpp",
          "  opening_.stream = make_id(ports_.entropy);\n",
          "  opening_.stream = opening_.installation;\n"),
    Named("staging log truncated before commit", "sdk/src/engine.cpp",
          "const std::uint64_t position = queue_.releasable_position();",
          "const std::uint64_t position = queue_.drained_position();"),
    Named("jitter removed", "sdk/src/delivery/retry_policy.cpp",
          "(retry_after_ms > half ? retry_after_ms : half) + jitter;",
          "(retry_after_ms > half ? retry_after_ms : half) + 0 * jitter;"),
    Named("Retry-After ignored", "sdk/src/delivery/retry_policy.cpp",
          "(retry_after_ms > half ? retry_after_ms : half) + jitter;",
          "half + jitter;"),
    Named("newest evicted", "sdk/src/queue/segment_index.cpp",
          "(found == nullptr || entry.info.priority > found->info.priority)",
          "(found == nullptr || entry.info.priority >= found->info.priority)"),
    Named("a lease not released", "sdk/src/delivery/uploader.cpp",
          "void Uploader::begin_telling() {\n  queue_.release_all();\n",
          "void Uploader::begin_telling() {\n"),
    Named("one byte of CRC unchecked", "sdk/src/queue/staging_recovery.cpp",
          "return header.crc == staging::record_crc(header, stream_crc_);",
          "return (header.crc ^ staging::record_crc(header, stream_crc_)) << 8 == 0;"),
    Named("consent ignored on restart", "sdk/src/engine.cpp",
          "  if (consent_stored_) consent_ = static_cast<Consent>(decided[0]);\n",
          ""),
    Named("413 not split", "sdk/src/delivery/uploader.cpp",
          "    default:\n      search(read);\n",
          "    case Verdict::too_large:\n    case Verdict::foreign_413:\n"
          "      fail(read.message, read.retry_after_ms);\n      break;\n"
          "    default:\n      search(read);\n"),
    Named("foreign 200 accepted", "sdk/src/delivery/wire_v1_reply.cpp",
          "if (!ours) return status == 413 ? Verdict::foreign_413 : Verdict::failed;",
          "if (!ours && status != 200) {\n"
          "    return status == 413 ? Verdict::foreign_413 : Verdict::failed;\n  }"),
    Named("context of the sender instead of the event", "sdk/src/delivery/batch.cpp",
          "        add_section(opening, reader.context());\n",
          "        add_section(opening, leases.back().reader.context());\n"),
]
