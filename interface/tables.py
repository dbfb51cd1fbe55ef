"""Tables of the documentation, and the whole description as data."""

from description import ENUMERATIONS, amount


def table(head, lines):
    return [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}",
            *(f"| {' | '.join(cells)} |" for cells in lines)]


def limit_rows(limits):
    for limit in limits:
        least, most = amount(limit.least, limit.unit), amount(limit.most, limit.unit)
        yield (f"`{limit.name}`", amount(limit.default, limit.unit), f"{least} to {most}",
               limit.reached)


def everything(description):
    """As data: what a binding in another language is made of."""
    return {
        "limits": [{"name": limit.name, "type": limit.type, "unit": limit.unit,
                    "default": limit.default, "min": limit.least, "max": limit.most,
                    "comment": limit.comment} for limit in description.limits],
        "enumerations": {
            macro.lower(): [{"number": value.number, "name": value.name, "comment": value.comment}
                            for value in description.enumerations[macro]]
            for macro in ENUMERATIONS},
        "stats": [{"kind": row.macro.lower(), "name": row.arguments[-1 if row.macro ==
                                                                    "DROP_REASON" else 0],
                   "comment": row.comment} for row in description.stats],
    }


def render(description, name):
    """The lines of a region `limits`, `limits NAME NAME…`, `stats` or of an enumeration."""
    kind, *chosen = name.split()
    if kind == "limits":
        limits = [limit for limit in description.limits if not chosen or limit.name in chosen]
        if chosen and len(limits) != len(chosen):
            return None
        return table(("limit", "default", "bounds", "when it is reached"), limit_rows(limits))
    if kind == "stats":
        return table(("counter", "meaning"),
                     ((f"`{row.arguments[0]}`", row.comment) for row in description.stats
                      if row.macro != "DROP_REASON"))
    if kind.upper() in ENUMERATIONS:
        return table(("number", "name", "meaning"),
                     ((str(value.number), f"`{value.name}`", value.comment)
                      for value in description.enumerations[kind.upper()]))
    return None
