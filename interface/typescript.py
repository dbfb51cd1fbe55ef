"""Writes the module that pages import: names for the core's numbers, and public types."""

import re

from comment_text import doc_comment
from description import ENUMERATIONS, amount

# The enumerations that pages use, each with the name of its list.
LISTS = {"STATUS_CODE": "STATUS_CODES", "DROP_REASON": "DROP_REASONS",
         "SEND_REASON": "SEND_REASONS", "PRIORITY": "PRIORITIES", "CONSENT": "CONSENTS",
         "NETWORK_KIND": "NETWORK_KINDS", "APP_STATE": "APP_STATES",
         "DELIVERY_OUTCOME": "DELIVERY_OUTCOMES", "SCHEMA_MODE": "SCHEMA_MODES",
         "UNKNOWN_SCHEMA": "UNKNOWN_SCHEMAS"}
CALLS = ("track", "reset", "set_key", "set_consent", "flush", "close")
# Words that are other ones in a page.
WORDS = {"this process": "this page", "the process": "the page", "SchemaMode::report": "`report`",
         "(denied)": "('denied')", "`reason`": "its reason"}


def camel(name):
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name)


def in_js(description, comment):
    """A comment of the description, with JavaScript's names of calls and limits."""
    for word, other in WORDS.items():
        comment = comment.replace(word, other)
    names = "|".join([*(rf"{call}(?=\()" for call in CALLS),
                      *(limit.name for limit in description.limits)])
    return re.sub(rf"\b({names})", lambda match: camel(match[1]), comment)


def union(description, name, title, values):
    lines = [*doc_comment(title), f"export type {name} ="]
    for value in values:
        lines += [f"  {line}" for line in doc_comment(in_js(description, value.comment))]
        lines.append(f"  | '{value.name}'")
    lines[-1] += ";"
    return lines


def words(name, type_name, values, skipped=0):
    """A list; `skipped` places stand before the first word, so that a number is a place."""
    text = " " * skipped + " ".join(values)
    return [f"export const {name} = /* @__PURE__ */ '{text}'.split(' ') as {type_name}[];"]


def limits(description):
    lines = ["/** The limits that a page may set. Times are in ms. */", "export interface Limits {"]
    for limit, default in description.page_limits:
        shown = amount(default or limit.default, limit.unit)
        comment = f"{in_js(description, limit.comment)} Default: {shown}."
        lines += [f"  {line}" for line in doc_comment(comment)]
        lines.append(f"  {camel(limit.name)}?: number;")
    return [*lines, "}"]


def stats(description):
    lines = ["/** Every number that a tracker counts. */", "export interface Stats {"]
    for row in description.stats:
        where = row.arguments[-1]
        if row.macro == "DROP_REASON" or where == "native":
            continue
        type_name = {"BY_REASON": "Readonly<Record<RequestReason, number>>",
                     "STATE": row.arguments[1]}.get(row.macro, "number")
        only = " Only with `godwit/schemas`." if where == "schemas" else ""
        lines += [f"  {line}" for line in doc_comment(in_js(description, row.comment) + only)]
        lines.append(f"  readonly {camel(row.arguments[0])}{'?' if only else ''}: {type_name};")
    return [*lines, "  /** Accepted events that were dropped, by reason. */",
            "  readonly dropped: Readonly<Record<DropReason, number>>;", "}"]


def layout(description):
    """For each structure, the places of its members behind the first; then the sizes."""
    offsets, sizes = {}, []
    for row in description.layout:
        if row.macro == "SIZE":
            sizes.append(row.arguments)
        elif row.arguments[-1] != "0":
            type_name, member, place = row.arguments
            offsets.setdefault(f"{type_name}At", []).append((camel(member.rstrip("_")), place))
    lines = []
    for name, members in [*offsets.items(), ("SizeOf", sizes)]:
        lines += ["/** @internal */", f"export const enum {name} {{",
                  *(f"  {member} = {number}," for member, number in members), "}"]
    return lines


def module(description):
    """The text of interface.ts."""
    lines = ["// Written by interface/generate.py.", ""]
    for macro in LISTS:
        name, *_, title = ENUMERATIONS[macro]
        lines += [*union(description, name, title, description.enumerations[macro]), ""]
    requests = description.request_reasons()
    lines += [*union(description, "RequestReason", "The reasons for which requests are made.",
                     requests), "", *limits(description), "", *stats(description), ""]
    for macro, name in LISTS.items():
        values = description.enumerations[macro]
        lines += words(name, ENUMERATIONS[macro][0], [value.name for value in values],
                       values[0].number)
    first = f"/* @__PURE__ */ SEND_REASONS.slice(0, {len(requests)})"
    lines += [f"export const REQUEST_REASONS = {first};", "",
              "/** The order of core_counter(). */",
              *words("COUNTERS", "string", [camel(row.arguments[0])
                                            for row in description.counters("everywhere")]), "",
              "/** The order of core_open()'s limits, with a page's defaults; 0: the core's. */",
              "export const LIMITS = ["]
    lines += [f"  ['{camel(limit.name)}', {default}],"
              for limit, default in description.page_limits]
    lines += ["] as const;", "", *layout(description)]
    return "\n".join(lines) + "\n"
