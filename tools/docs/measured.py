"""Writes the page of figures: each result in bench/results as bars, beside floors and peers.

    measured.py SOURCE_DIR PAGE

Nothing is measured here. A file that has another form than its program writes ends this with 1.
"""

import json
import pathlib
import re
import sys

import plots

HEAD = """# Measured

This page is for those who choose or compare. It shows the cost of one event beside the least that
it could cost, and beside other programs. `./dev bench` writes the figures to `bench/results`;
[bench](bench/README.md) says how each one is measured. A floor is a program of ours that does only
the work that nobody can leave out. The dashed line is the bar that the figure is held to.

"""


def native(results):
    data = json.loads((results / "native.json").read_text())
    machine = data["machine"]
    yield "## Native library and collector\n"
    yield (f"{machine['cpu']}, {machine['cores']} cores, Linux {machine['kernel']}, "
           f"{machine['compiler']}, {machine['build_type']}, revision `{machine['revision']}`.\n")
    alone = []
    for metric in data["metrics"]:
        if metric.get("floor") is None:
            alone.append(metric)
            continue
        rows = [("Godwit", metric["ours"], True), ("floor", metric["floor"], False)]
        bound = ("bar", metric["bar"] * metric["floor"])
        yield plots.bars(f"{metric['name']} ({better(metric)})", metric["unit"], rows, bound) + "\n"
    yield "| figure | ours | bar |\n| --- | ---: | ---: |"
    for metric in alone:
        sign = "≥" if metric["at_least"] else "≤"
        yield (f"| {metric['name']} | {plots.figure(metric['ours'])} {metric['unit']} | "
               f"{sign} {plots.figure(metric['bar'])} |")
    yield ""


def better(metric):
    return "more is better" if metric["at_least"] else "less is better"


def matched(pattern, text, path):
    found = re.search(pattern, text, re.MULTILINE)
    if found is None:
        raise SystemExit(f"{path}: {pattern} is not there; tools/docs/measured.py reads it")
    return [float(group.replace(",", "")) for group in found.groups()]


def schema(results):
    path = results / "schema.txt"
    text = path.read_text()
    ours, peer = matched(r"^natively.*; ([\d,.]+) ns beside ([\d,.]+);", text, path)
    page, ajv, parse = matched(
        r"^in Node.*; ([\d,.]+) ns beside ([\d,.]+); JSON\.parse\(\) alone ([\d,.]+)", text, path)
    checked, unchecked = matched(r"p50 ([\d,.]+) ns beside ([\d,.]+)",
                                 (results / "checked.txt").read_text(), results / "checked.txt")
    yield "## Schemas\n"
    yield text.splitlines()[-1] + ".\n"
    yield plots.bars("Check of one event, natively (less is better)", "ns",
                     [("Godwit", ours, True), ("nlohmann/json and valijson", peer, False)]) + "\n"
    yield plots.bars("Check of one event, in Node (less is better)", "ns",
                     [("Godwit", page, True), ("JSON.parse() and ajv", ajv, False),
                      ("JSON.parse() alone", parse, False)]) + "\n"
    yield plots.bars("track(), p50 (less is better)", "ns",
                     [("with the check", checked, True), ("without", unchecked, True)]) + "\n"


WEB_LINE = re.compile(
    r"^(?P<name>.+?)  +(?P<ours>[\d.]+) (?P<unit>KB|ms|us)  bar (?P<bar>[\d.]+)  "
    r"(?P<verdict>held|MISSED)(?:  floor (?P<floor>[\d.]+) \w+)?$")


def web(results):
    lines = (results / "web.txt").read_text().splitlines()
    yield "## Pages\n"
    yield f"{lines[-1]}; Chromium.\n"
    for line in lines:
        found = WEB_LINE.match(line)
        if found is None:
            continue
        rows = [("Godwit", float(found["ours"]), True)]
        if found["floor"]:
            rows.append(("floor", float(found["floor"]), False))
        missed = ", bar missed" if found["verdict"] == "MISSED" else ""
        yield plots.bars(f"{found['name'].strip()} (less is better{missed})", found["unit"], rows,
                         ("bar", float(found["bar"]))) + "\n"


def energy(results):
    lines = (results / "energy.txt").read_text().splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")]
            for line in lines[:lines.index("")]]
    yield "## Energy of the radio\n"
    yield ("Joules of one modelled LTE radio, deadline 60 s: Godwit beside other policies and "
           "the offline optimum, which knows the future. "
           "[Energy](docs/energy.md) has the models.\n")
    for column, trace in enumerate(rows[0][1:], 1):
        values = [(row[0], float(row[column].split()[0].replace(",", "")), row[0] == "godwit")
                  for row in rows[2:]]
        yield plots.bars(f"{trace} (less is better)", "J", values) + "\n"


def main(root, page):
    results = root / "bench/results"
    parts = [line for section in (native, web, schema, energy) for line in section(results)]
    page.write_text(HEAD + "\n".join(parts))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
