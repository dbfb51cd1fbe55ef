"""Verdicts of `godwit schema validate` on folders of the JSON-Schema-Test-Suite's shape.

    official_suite.py PROGRAM FOLDER

A folder has draft4/*.json, draft2020-12/*.json, those of optional/format below them, and remotes/,
whose files stand for http://localhost:1234/. Each file is a list of groups: a schema, and values
with their verdicts. Each value is given as it is, and with all that is not ASCII escaped.

Exits with 77, which ctest takes for skipped, where the folder is not there.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
USAGE = 2  # The exit code of `godwit schema validate` if it does not take the schema.

DRAFTS = {"draft4": "4", "draft2020-12": "2020-12"}
FORMATS = ("date date-time duration ecmascript-regex email hostname ipv4 ipv6 json-pointer regex "
           "time unknown uri uri-reference uuid").split()

# Groups refused at compile time, and why. Any other refusal is a failure.
REFUSED = {
    ("draft2020-12", "vocabulary.json", "schema that uses custom metaschema with with no "
     "validation vocabulary"): "a dialect of one's own, without the validation vocabulary",
}
REFUSED_PERCENT_MAX = 4


class Number(str):
    """A number as it is written, so that none of its digits is lost."""


def to_json(value, escaped):
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(to_json(each, escaped) for each in value) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name, ensure_ascii=escaped)}:{to_json(each, escaped)}"
                              for name, each in value.items()) + "}"
    return json.dumps(value, ensure_ascii=escaped)


class Suite:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.groups = self.verdicts = 0
        self.wrong = []
        self.refused = []

    def validate(self, draft, formats, schema, lines):
        """The finished process. Its schema stands alone in a folder."""
        with tempfile.TemporaryDirectory(prefix="godwit-schema-") as folder:
            path = pathlib.Path(folder, "schema.json")
            path.write_text(to_json(schema, False))
            command = [self.program, "schema", "validate", path, "--draft", DRAFTS[draft],
                       "--formats", formats]
            if (remotes := self.folder / "remotes").is_dir():
                command += ["--remotes", remotes]
            return subprocess.run(command, input="\n".join(lines) + "\n", text=True,
                                  encoding="utf-8", capture_output=True)

    def run_group(self, draft, formats, path, group):
        self.groups += 1
        name = f"{draft}/{path.name}: {group['description']}"
        tests = [(test, escaped) for test in group["tests"] for escaped in (False, True)]
        done = self.validate(draft, formats, group["schema"],
                             [to_json(test["data"], escaped) for test, escaped in tests])
        if done.returncode == USAGE:
            self.refused.append(name)
            if (draft, path.name, group["description"]) not in REFUSED:
                self.wrong.append(f"{name}: refused: {done.stderr.strip()}")
            return
        lines = done.stdout.split("\n")[:-1]
        if len(lines) != len(tests):
            self.wrong.append(f"{name}: exit code {done.returncode}: {done.stderr.strip()}")
            return
        for (test, escaped), line in zip(tests, lines):
            self.verdicts += 1
            if line.startswith("valid") != test["valid"]:
                self.wrong.append(f"{name}: {test['description']}: {to_json(test['data'], escaped)}"
                                  f" is said to be {line}")

    def run(self):
        for draft in DRAFTS:
            required = sorted((self.folder / draft).glob("*.json"))
            formats = [path for path in sorted((self.folder / draft).glob("optional/format/*.json"))
                       if path.stem in FORMATS]
            for mode, paths in (("annotate", required), ("assert", formats)):
                for path in paths:
                    groups = json.loads(path.read_text(encoding="utf-8"), parse_int=Number,
                                        parse_float=Number)
                    for group in groups:
                        self.run_group(draft, mode, path, group)


def main(program, folder):
    folder = pathlib.Path(folder)
    if not folder.is_dir():
        print(f"skipped: there is no {folder}")
        return SKIPPED
    suite = Suite(program, folder)
    suite.run()
    for wrong in suite.wrong:
        print(wrong)
    percent = 100 * len(suite.refused) / max(suite.groups, 1)
    print(f"{suite.groups} groups, {suite.verdicts} verdicts, {len(suite.wrong)} wrong; "
          f"refused: {len(suite.refused)} groups ({percent:.1f} %)")
    if not suite.groups:
        print(f"{folder} has no groups")
    return 1 if suite.wrong or percent > REFUSED_PERCENT_MAX or not suite.groups else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
