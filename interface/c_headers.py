"""The regions of the public C headers. A comment speaks of C's names there."""

import re

from comment_text import block_comment
from cpp_headers import bounds
from description import ENUMERATIONS, amount

TYPES = {"uint32": "uint32_t", "uint64": "uint64_t", "time": "int64_t"}
CALLS = ("track", "reset", "set_consent", "set_key", "flush", "close")


def in_c(description, comment):
    """A comment of the description, with C's names of calls, codes and times."""
    comment = re.sub(rf"\b({'|'.join(CALLS)})\(", r"godwit_\1(", comment)
    codes = "|".join(value.name for value in description.enumerations["STATUS_CODE"])
    comment = re.sub(rf"\b(answers|answered|returns|or|event:) ({codes})\b",
                     lambda match: f"{match[1]} GODWIT_{match[2].upper()}", comment)
    times = "|".join(limit.name for limit in description.limits if limit.type == "time")
    comment = re.sub(rf"\b({times})\b", r"\1_ms", comment)
    comment = comment.replace("(denied)", "(GODWIT_CONSENT_DENIED)")
    return comment.replace("SchemaMode::report", "GODWIT_SCHEMA_REPORT")


def limits(description):
    lines = []
    for limit in description.limits:
        text = in_c(description, f"{limit.comment} {bounds(limit)}").replace("kNever",
                                                                             "GODWIT_NEVER")
        text += f" Default: {amount(limit.default, limit.unit)}."
        lines += block_comment(text)
        lines.append(f"{TYPES[limit.type]} {limit.c_name};")
    return lines


def values(description, macro):
    lines = []
    prefix = ENUMERATIONS[macro][2]
    for value in description.enumerations[macro]:
        if value.section:
            lines += block_comment(f"--- {value.section}")
        lines += block_comment(in_c(description, value.comment))
        lines.append(f"{prefix}{value.name.upper()} = {value.number},")
    lines[-1] = lines[-1].removesuffix(",")  # Older compilers warn of it.
    return lines


def stats(description):
    lines = []
    for row in description.stats:
        name = row.arguments[0]
        if row.macro in ("COUNTER", "GAUGE"):
            member = f"uint64_t {name};"
        elif row.macro == "BY_REASON":
            member = f"uint64_t {name}[GODWIT_REQUEST_REASON_COUNT];"
        elif row.macro == "STATE":
            types = {each[0]: each[1] for each in ENUMERATIONS.values()}
            member = f"{types[row.arguments[1]]} {name};"
        else:
            member = f"uint64_t dropped_{row.arguments[1]};"
        lines += block_comment(in_c(description, row.comment))
        lines.append(member)
    return lines


def render(description, name):
    """The lines of a region, or None."""
    if name == "limits":
        return limits(description)
    if name == "stats":
        return stats(description)
    if name == "request_reason_count":
        return [f"#define GODWIT_REQUEST_REASON_COUNT {len(description.request_reasons())}"]
    macro = name.upper()
    return values(description, macro) if macro in ENUMERATIONS else None
