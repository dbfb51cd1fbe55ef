"""Reads the description of what crosses an edge of the library: the .def files of this folder."""

import dataclasses
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent

KIB, SECOND = 1024, 1000
UNITS = {"KiB": KIB, "MiB": KIB**2, "TiB": KIB**4, "second": SECOND, "minute": 60 * SECOND,
         "hour": 3600 * SECOND, "day": 24 * 3600 * SECOND, "never": 1 << 40}

# By the macro of a value: the type in C++ and JavaScript, the type in C, the prefix of constants in
# C, and a sentence.
ENUMERATIONS = {
    "STATUS_CODE": ("StatusCode", "godwit_code", "GODWIT_",
                    "The result of a call."),
    "SEND_REASON": ("SendReason", "godwit_send_reason", "GODWIT_SEND_",
                    "Why a tracker makes a request, or why it makes none."),
    "CONSENT": ("Consent", "godwit_consent", "GODWIT_CONSENT_",
                    "Whether the user agreed to be tracked."),
    "DURABILITY": ("Durability", "godwit_durability", "GODWIT_DURABILITY_",
                    "The failures that an accepted event survives."),
    "PRIORITY": ("Priority", "godwit_priority", "GODWIT_PRIORITY_",
                    "How urgent an event is."),
    "NETWORK_KIND": ("NetworkKind", "godwit_network_kind", "GODWIT_NETWORK_",
                    "The kind of network that the device uses."),
    "APP_STATE": ("AppState", "godwit_app_state", "GODWIT_APP_",
                    "How the application is seen by its user."),
    "DELIVERY_OUTCOME": ("DeliveryOutcome", "godwit_delivery_outcome", "GODWIT_DELIVERY_",
                    "The outcome for accepted events."),
    "SCHEMA_MODE": ("SchemaMode", "godwit_schema_mode", "GODWIT_SCHEMA_",
                    "The handling of an event that violates its schema."),
    "UNKNOWN_SCHEMA": ("UnknownSchema", "godwit_unknown_schema", "GODWIT_UNKNOWN_SCHEMA_",
                    "The handling of an event whose name or version is not in the pack."),
    "LOG_LEVEL": ("LogLevel", "godwit_log_level", "GODWIT_LOG_",
                    "How serious a sentence of the log is."),
    "DROP_REASON": ("DropReason", "godwit_drop_reason", "GODWIT_DROP_",
                    "Why an accepted event left the device undelivered."),
}

STATS_KINDS = ("COUNTER", "DROP_REASON", "GAUGE", "BY_REASON", "STATE")
LAYOUT_KINDS = ("OFFSET", "PRIVATE_OFFSET", "SIZE")


class DescriptionError(Exception):
    pass


@dataclasses.dataclass(frozen=True)
class Row:
    macro: str  # Without GODWIT_.
    arguments: list
    comment: str  # One paragraph.
    section: str  # The comment line "--- …" above it, if any.
    place: str  # FILE:LINE


def unquoted(argument):
    """The text of C string literals that stand one behind the other, or the argument itself."""
    pieces = re.findall(r'"((?:[^"\\]|\\.)*)"', argument)
    return "".join(pieces) if argument.startswith('"') else argument


def split_arguments(text):
    """At the commas that stand outside of string literals."""
    pieces = re.findall(r'(?:"(?:[^"\\]|\\.)*"|[^,"])+', text)
    return [unquoted(" ".join(piece.split())) for piece in pieces]


def rows(path):
    """The rows of a .def file, in their order."""
    found, comment, section, pending, start = [], [], "", "", 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        if pending or re.match(r"GODWIT_\w+\(", text):
            start = number if not pending else start
            pending = f"{pending} {text}".strip()
            if not pending.endswith(")"):
                continue
            macro, inner = re.fullmatch(r"GODWIT_(\w+)\((.*)\)", pending).groups()
            found.append(Row(macro, split_arguments(inner), " ".join(comment), section,
                             f"{path.name}:{start}"))
            comment, section, pending = [], "", ""
        elif text.startswith("// --- "):
            section = text.removeprefix("// --- ")
        elif text.startswith("//"):
            comment.append(text.removeprefix("//").strip())
        else:
            comment = []
    if pending:
        raise DescriptionError(f"{path.name}:{start}: the row does not end")
    return found


def whole(expression, place):
    """The number that a product of numbers and UNITS says."""
    product = 1
    for factor in expression.split("*"):
        factor = factor.strip()
        if factor in UNITS:
            product *= UNITS[factor]
        elif factor.isdigit():
            product *= int(factor)
        else:
            raise DescriptionError(f"{place}: `{factor}` is neither a number nor one of "
                                   + ", ".join(UNITS))
    return product


@dataclasses.dataclass(frozen=True)
class Limit:
    name: str
    type: str  # uint32, uint64, time.
    unit: str
    written: str  # The default, as the description has it.
    default: int
    least: int
    most: int
    reached: str
    comment: str

    @property
    def c_name(self):
        return self.name + ("_ms" if self.type == "time" else "")


@dataclasses.dataclass(frozen=True)
class Value:
    number: int
    name: str
    comment: str
    section: str


class Description:
    def __init__(self, folder=HERE):
        limits = rows(folder / "limits.def")
        self.limits = [self._limit(row) for row in limits if row.macro != "PAGE_LIMIT"]
        self.page_limits = [self._page_limit(row) for row in limits if row.macro == "PAGE_LIMIT"]
        self.layout = rows(folder / "layout.def")
        for row in self.layout:
            if row.macro not in LAYOUT_KINDS:
                raise DescriptionError(f"{row.place}: GODWIT_{row.macro} is unknown")
        self.stats = rows(folder / "stats.def")
        for row in self.stats:
            if row.macro not in STATS_KINDS:
                raise DescriptionError(f"{row.place}: GODWIT_{row.macro} is unknown")
        self.enumerations = {macro: [] for macro in ENUMERATIONS}
        drops = [row for row in self.stats if row.macro == "DROP_REASON"]
        for row in rows(folder / "enumerations.def") + drops:
            if row.macro not in self.enumerations:
                raise DescriptionError(f"{row.place}: GODWIT_{row.macro} is unknown")
            number, name = row.arguments
            values = self.enumerations[row.macro]
            if values and int(number) != values[-1].number + 1:
                raise DescriptionError(f"{row.place}: the number must be {values[-1].number + 1}")
            values.append(Value(int(number), name, row.comment, row.section))

    @staticmethod
    def _limit(row):
        if row.macro != "LIMIT" or len(row.arguments) != 7:
            raise DescriptionError(f"{row.place}: this is no GODWIT_LIMIT of seven arguments")
        kind, name, unit, default, least, most, reached = row.arguments
        limit = Limit(name, kind, unit, default, *(whole(each, row.place) for each in
                                                   (default, least, most)), reached, row.comment)
        if kind not in ("uint32", "uint64", "time"):
            raise DescriptionError(f"{row.place}: the type is none of uint32, uint64, time")
        if not limit.least <= limit.default <= limit.most:
            raise DescriptionError(f"{row.place}: the default is not within the bounds")
        if kind == "uint32" and limit.most >= 1 << 32:
            raise DescriptionError(f"{row.place}: the type holds no such number")
        return limit

    def _page_limit(self, row):
        """The limit, and its default in a page, 0 for the core's own."""
        name, default = row.arguments
        limit = next((each for each in self.limits if each.name == name), None)
        if limit is None or limit.type == "uint32":
            raise DescriptionError(f"{row.place}: {name} is no limit of 64 bits")
        return limit, 0 if default == "same" else whole(default, row.place)

    def counters(self, *where):
        """The plain numbers that are found there, in the order of the description."""
        return [row for row in self.stats if row.macro in ("COUNTER", "GAUGE")
                and row.arguments[-1] in where]

    def request_reasons(self):
        """Those of SendReason for which requests are made: the first section."""
        values = self.enumerations["SEND_REASON"]
        end = next(i for i, value in enumerate(values) if i and value.section)
        return values[:end]


def amount(number, unit):
    """A number with its unit, for people: 64 KiB, 30 s, 1,000,000 events."""
    if unit == "ms":
        if number >= UNITS["never"]:
            return "never"
        if number == 0:
            return "0"
        for size, name in ((UNITS["day"], "day"), (UNITS["hour"], "h"), (UNITS["minute"], "min"),
                           (SECOND, "s")):
            if number % size == 0:
                count = number // size
                if name == "day":
                    if count == 1:
                        continue  # 24 h says the same.
                    return f"{count} days"
                return f"{count} {name}"
        return f"{number} ms"
    if unit == "bytes":
        for size, name in ((KIB**4, "TiB"), (KIB**3, "GiB"), (KIB**2, "MiB"), (KIB, "KiB")):
            if number and number % size == 0:
                return f"{number // size} {name}"
    return f"{number:,}"
