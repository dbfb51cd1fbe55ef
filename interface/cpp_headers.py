"""The regions of the public C++ headers."""

import re

from comment_text import line_comment
from description import ENUMERATIONS, amount

TYPES = {"uint32": "std::uint32_t", "uint64": "std::uint64_t", "time": "std::chrono::milliseconds"}


def bounds(limit):
    """The sentence that every limit's comment ends with."""
    least, most = amount(limit.least, limit.unit), amount(limit.most, limit.unit)
    unit = "" if limit.unit in ("ms",) or re.search("[A-Z]", least + most) else f" {limit.unit}"
    return f"{least} to {'kNever' if most == 'never' else most}{unit}."


def default(limit):
    written = limit.written
    if limit.type == "time":
        count, _, unit = written.partition(" * ")
        return f"std::chrono::{unit}s({count})"
    for name, factors in (("KiB", "1024"), ("MiB", "1024 * 1024")):
        written = written.replace(name, factors)
    return written


def limits(description):
    lines = []
    for limit in description.limits:
        lines += line_comment(f"{limit.comment} {bounds(limit)}")
        lines.append(f"{TYPES[limit.type]} {limit.name} = {default(limit)};")
    return lines


def values(description, macro):
    lines = []
    for value in description.enumerations[macro]:
        if value.section:
            lines += line_comment(f"--- {value.section}")
        lines += line_comment(value.comment)
        lines.append(f"{value.name} = {value.number},")
    return lines


def stats(description):
    lines, dropped = [], False
    for row in description.stats:
        name = row.arguments[0]
        member = {
            "COUNTER": f"std::uint64_t {name} = 0;",
            "GAUGE": f"std::uint64_t {name} = 0;",
            "BY_REASON": f"std::array<std::uint64_t, kRequestReasonCount> {name}{{}};",
        }.get(row.macro)
        if row.macro == "STATE":
            member = f"{row.arguments[1]} {name} = {row.arguments[1]}::{row.arguments[2]};"
        comment = row.comment
        if row.macro == "DROP_REASON":
            if dropped:
                continue
            dropped = True
            comment = "Accepted events that were dropped, by DropReason."
            member = "std::array<std::uint64_t, kDropReasonCount> dropped{};"
        lines += line_comment(comment) + [member]
    return lines


def render(description, name):
    """The lines of a region, or None."""
    if name == "limits":
        return limits(description)
    if name == "stats":
        return stats(description)
    if name == "drop_reason_count":
        count = len(description.enumerations["DROP_REASON"])
        return [f"inline constexpr std::size_t kDropReasonCount = {count};"]
    if name == "request_reason_count":
        count = len(description.request_reasons())
        return [f"inline constexpr std::size_t kRequestReasonCount = {count};"]
    macro = name.upper()
    return values(description, macro) if macro in ENUMERATIONS else None
