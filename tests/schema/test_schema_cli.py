"""`godwit schema`: what its users meet, exit codes above all (GODWIT_CLI names the program)."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["GODWIT_CLI"]
DONE, FAILED, NO_GOOD, INVALID = 0, 1, 2, 3


class SchemaCase(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="godwit-schema-")
        self.addCleanup(directory.cleanup)
        self.folder = pathlib.Path(directory.name)

    def write(self, name, schema):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(schema if isinstance(schema, str) else json.dumps(schema))
        return path

    def run_schema(self, *arguments, stdin=""):
        return subprocess.run([PROGRAM, "schema", *map(str, arguments)], input=stdin, text=True,
                              encoding="utf-8", capture_output=True)


class Validate(SchemaCase):
    def validate(self, schema, stdin, *flags):
        return self.run_schema("validate", self.write("s.json", schema), *flags, stdin=stdin)

    def test_a_line_of_verdict_for_each_line_of_json(self):
        done = self.validate({"properties": {"a/b": {"type": "string"}}},
                             '{"a/b":"x"}\n{"a/b":1}\n[\n"é"\n')
        self.assertEqual(done.returncode, INVALID)
        lines = done.stdout.split("\n")
        self.assertEqual(lines[0], "valid")
        self.assertEqual(lines[1], "invalid\t/a~1b\ttype\tmust be a string")
        self.assertEqual(lines[2].split("\t")[:3], ["invalid", "", "json"])
        self.assertEqual(lines[3:], ["valid", ""])

    def test_all_valid_is_exit_code_0_and_so_is_nothing(self):
        self.assertEqual(self.validate(True, "1\n2").returncode, DONE)
        self.assertEqual(self.validate(True, "").returncode, DONE)

    def test_a_schema_that_is_no_good_is_exit_code_2_and_told_whole(self):
        done = self.validate({"type": "x", "minLength": -1}, "1\n")
        self.assertEqual((done.returncode, done.stdout), (NO_GOOD, ""))
        self.assertIn("s.json#/type: type: ", done.stderr)
        self.assertIn("s.json#/minLength: minLength: ", done.stderr)
        self.assertEqual(self.run_schema("validate", self.folder / "none.json").returncode,
                         NO_GOOD)
        self.assertEqual(self.run_schema("validate").returncode, NO_GOOD)

    def test_control_characters_do_not_break_the_fields(self):
        done = self.validate({"additionalProperties": False}, '{"a\\tb\\n":1}\n')
        self.assertEqual(done.stdout.split("\t")[:2], ["invalid", "/a\\u0009b\\u000a"])

    def test_draft_and_formats_are_chosen_by_flags(self):
        old = {"minimum": 1, "exclusiveMinimum": True}
        self.assertEqual(self.validate(old, "1\n").returncode, NO_GOOD)
        self.assertEqual(self.validate(old, "1\n", "--draft", "4").returncode, INVALID)
        date = {"format": "date"}
        self.assertEqual(self.validate(date, '"x"\n').returncode, INVALID)
        self.assertEqual(self.validate(date, '"x"\n', "--formats", "annotate").returncode, DONE)
        self.assertEqual(self.validate(date, "1\n", "--formats", "maybe").returncode, NO_GOOD)

    def test_a_named_draft_counts_more_than_the_flag(self):
        schema = {"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1,
                  "exclusiveMinimum": True}
        self.assertEqual(self.validate(schema, "2\n", "--draft", "2020-12").returncode, DONE)

    def test_remotes_stand_for_a_uri_and_siblings_for_themselves(self):
        self.write("far/a b.json", {"type": "string"})
        self.write("near one.json", {"type": "string"})
        flag = f"http://example.com/x/={self.folder}/far"
        schema = {"$ref": "http://example.com/x/a%20b.json"}
        self.assertEqual(self.validate(schema, "1\n").returncode, NO_GOOD)
        self.assertEqual(self.validate(schema, "1\n", "--remotes", flag).returncode, INVALID)
        self.assertEqual(self.validate({"$ref": "near%20one.json"}, "1\n").returncode, INVALID)
        self.assertEqual(self.validate(True, "", "--remotes", "/no/such").returncode, NO_GOOD)

    def test_nothing_outside_of_the_folder_is_read(self):
        outside = self.write("outside.json", {"type": "string"})
        self.write("in/schema.json", True)
        for reference in (f"file:///{outside}", "../outside.json", "%2E%2E/outside.json",
                          "a/..%2F..%2Foutside.json"):
            path = self.write("in/schema.json", {"$ref": reference})
            done = self.run_schema("validate", path, stdin="1\n")
            self.assertEqual(done.returncode, NO_GOOD, reference)


class Diff(SchemaCase):
    def diff(self, before, after, names=("old.json", "new.json")):
        return self.run_schema("diff", self.write(names[0], before), self.write(names[1], after))

    def test_the_change_and_its_reasons(self):
        done = self.diff({"properties": {"a": {"maximum": 2}}},
                         {"properties": {"a": {"maximum": 1}}})
        self.assertEqual(done.returncode, DONE)  # Neither says its version.
        self.assertEqual(done.stdout, "REVISION\nREVISION\t/a\tmust be at most 1 now, not 2\n")
        self.assertEqual(self.diff({}, True).stdout, "NONE\n")

    def test_a_version_that_says_less_than_the_change_is_exit_code_3(self):
        narrower = ({"maximum": 2}, {"maximum": 1})
        for new, code in (("1-0-1", INVALID), ("1-1-0", DONE), ("2-0-0", DONE), ("1-0-0", INVALID),
                          ("0-9-0", INVALID)):
            done = self.diff(*narrower, (f"old/1-0-0.json", f"new/{new}.json"))
            self.assertEqual(done.returncode, code, new)
            if code == INVALID:
                self.assertIn("it must be one of REVISION", done.stderr)
        wider = (narrower[1], narrower[0])
        self.assertEqual(self.diff(*wider, ("a/1-0-0", "b/1-0-1")).returncode, DONE)

    def test_versions_of_iglu_count(self):
        def schema(version, maximum):
            return {"self": {"vendor": "v", "name": "n", "format": "jsonschema",
                             "version": version}, "maximum": maximum}
        self.assertEqual(self.diff(schema("1-0-0", 2), schema("1-0-1", 1)).returncode, INVALID)
        self.assertEqual(self.diff(schema("1-0-0", 1), schema("1-0-1", 2)).returncode, DONE)

    def test_a_schema_that_is_no_good_is_exit_code_2(self):
        done = self.diff({"type": "x"}, {"type": "y"})
        self.assertEqual((done.returncode, done.stdout), (NO_GOOD, ""))
        self.assertIn("old.json#/type", done.stderr)
        self.assertIn("new.json#/type", done.stderr)


class Compile(SchemaCase):
    SCHEMAS = {"b.json": {"$ref": "a/1-0-0.json"}, "a/1-0-0.json": {"pattern": "^a+$"},
               "a/1-0-1.json": {"type": "object", "properties": {"x": {"$ref": "../b.json"}}},
               "c d.json": {"enum": [1, {"a": 2}]}}

    def compile(self, folder, pack):
        return self.run_schema("compile", self.folder / folder, "-o", self.folder / pack)

    def test_the_same_files_give_the_same_bytes(self):
        for name, schema in self.SCHEMAS.items():
            self.write(f"one/{name}", schema)
        for name, schema in reversed(self.SCHEMAS.items()):
            self.write(f"two/of another name/{name}", schema)
        shutil.copytree(self.folder / "one", self.folder / "three")
        packs = []
        for folder in ("one", "two/of another name", "three"):
            done = self.compile(folder, "pack")
            self.assertEqual(done.returncode, DONE, done.stderr)
            packs.append((self.folder / "pack").read_bytes())
            self.assertEqual(done.stdout, f"4 schemas, {len(packs[0])} bytes\n")
        self.assertEqual(packs[0], packs[1])
        self.assertEqual(packs[0], packs[2])

    def test_a_mistake_leaves_the_old_pack_alone(self):
        self.write("s/a.json", True)
        self.assertEqual(self.compile("s", "pack").returncode, DONE)
        before = (self.folder / "pack").read_bytes()
        self.write("s/b.json", {"type": "x"})
        done = self.compile("s", "pack")
        self.assertEqual((done.returncode, done.stdout), (NO_GOOD, ""))
        self.assertIn("godwit: b.json#/type: type: ", done.stderr)
        self.assertEqual((self.folder / "pack").read_bytes(), before)
        self.assertEqual(sorted(os.listdir(self.folder)), ["pack", "s"])

    def test_a_pack_that_cannot_be_written_is_exit_code_1(self):
        self.write("s/a.json", True)
        self.assertEqual(self.compile("s", "no/such/folder").returncode, FAILED)

    def test_no_folder_is_exit_code_2(self):
        self.assertEqual(self.compile("none", "pack").returncode, NO_GOOD)


if __name__ == "__main__":
    unittest.main()
