"""Typed code of `godwit schema compile --cpp --ts`, as compilers see it.

    GODWIT_CLI=… GODWIT_CXX=… [GODWIT_TSC=…] [GODWIT_IGLU=…] typed_code.py

GODWIT_CXX is a C++ compiler that takes the flags of GCC, GODWIT_TSC a TypeScript compiler, and
GODWIT_IGLU a folder with the schemas of Iglu. What needs one that is not there is skipped.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import textwrap
import unittest

PROGRAM = os.environ["GODWIT_CLI"]
CXX = os.environ.get("GODWIT_CXX", "c++")
TSC = os.environ.get("GODWIT_TSC", "")
IGLU = os.environ.get("GODWIT_IGLU", "")
PATIENCE = int(os.environ.get("GODWIT_PATIENCE") or 1)

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FIXTURES = HERE / "typed"

STANDARD = ["-std=c++20", f"-I{ROOT / 'sdk/include'}"]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
# With what a program needs that writes events without a tracker.
WRITER_SOURCES = ["properties", "properties_writer", "base/bytes", "base/json_reader",
                  "base/json_text", "base/json_writer", "base/repair", "base/utf8"]


def run(*command):
    return subprocess.run([str(each) for each in command], capture_output=True, text=True,
                          timeout=240 * PATIENCE)


def said(process):
    return (process.stdout + process.stderr)[:4000]


class TypedCodeCase(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="godwit-typed-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def generate(self, schemas, name="events"):
        """The header, the module and the pack."""
        files = [self.folder / f"{name}.{ending}" for ending in ("h", "ts", "pack")]
        done = run(PROGRAM, "schema", "compile", schemas, "-o", files[2], "--cpp", files[0],
                   "--ts", files[1])
        self.assertEqual(done.returncode, 0, said(done))
        return files

    def compile_cpp(self, source, *flags):
        file = self.folder / "snippet.cpp"
        file.write_text(source)
        return run(CXX, *STANDARD, *WARNINGS, *flags, file)

    def compile_ts(self, *files):
        if not TSC or not pathlib.Path(TSC).exists():
            self.skipTest("no TypeScript compiler: GODWIT_TSC names none")
        return run(TSC, "--strict", "--noEmit", "--target", "es2020", "--module", "esnext",
                   "--noUnusedLocals", "--isolatedModules", *files)

    def iglu(self):
        if not IGLU or not pathlib.Path(IGLU).exists():
            self.skipTest("no schemas of Iglu: GODWIT_IGLU names no folder")
        return pathlib.Path(IGLU)


RIGHT = """
    {.sku = "A-1",
     .price = {{.amount = 9.5, .currency = Event::PriceCurrency::EUR}},
     .currency = Event::Currency::CHF,
     .tags = {"new", "sale"},
     .in_stock = true,
     .quantity = 3,
     .discount = std::optional<double>(),
     .seller = std::nullopt}"""

# Code that does not compile: each row replaces one thing in code that does.
WRONG = {
    "a number for text": ('.sku = "A-1"', ".sku = 1"),
    "nothing for text": ('.sku = "A-1"', ".sku = nullptr"),
    "a fraction for a whole number": (".quantity = 3", ".quantity = 2.5"),
    "a large unsigned number": (".quantity = 3", ".quantity = std::uint64_t{3}"),
    "text for a boolean": (".in_stock = true", '.in_stock = "yes"'),
    "a number for a boolean": (".in_stock = true", ".in_stock = 1"),
    "text for a number": (".amount = 9.5", '.amount = "9.5"'),
    "text for an enum": ("Event::Currency::CHF", '"CHF"'),
    "an enum of another field": ("Event::Currency::CHF", "Event::PriceCurrency::EUR"),
    "an enum of another event":
        ("Event::Currency::CHF", "events::com_acme::ProductViewed_1_0_1::Currency::CHF"),
    "a value that the enum lacks": ("Event::Currency::CHF", "Event::Currency::GBP"),
    "numbers in a list of texts": ('{"new", "sale"}', "{1, 2}"),
    "a required field that is missing": ('.sku = "A-1",', ""),
    "a required field that is missing, last": (".seller = std::nullopt", ""),
    "a nested required field that is missing": (".amount = 9.5, ", ""),
    "a misspelt field": (".in_stock", ".instock"),
    "a field of a later version":
        (".seller = std::nullopt", ".seller = std::nullopt, .variants = {}"),
    "null where it is not permitted": (".sku = \"A-1\"", ".sku = std::nullopt"),
    "a constant": (".seller = std::nullopt", '.seller = std::nullopt, .event = "view"'),
}


def snippet(event):
    return (f'#include "events.h"\nusing Event = events::com_acme::ProductViewed_1_0_0;\n'
            "godwit::Receipt send(godwit::Tracker& tracker);\n"
            "godwit::Receipt send(godwit::Tracker& tracker) {\n"
            f"  const Event event{event};\n  return track(tracker, event);\n}}\n")


class Cpp(TypedCodeCase):
    def test_right_events_compile(self):
        self.generate(FIXTURES)
        done = self.compile_cpp(snippet(RIGHT), "-fsyntax-only")
        self.assertEqual(done.returncode, 0, said(done))
        done = self.compile_cpp(snippet(RIGHT), "-fsyntax-only", "-fno-exceptions", "-fno-rtti")
        self.assertEqual(done.returncode, 0, said(done))

    def test_wrong_events_do_not_compile(self):
        acme = self.folder / "acme"
        shutil.copytree(FIXTURES / "com.acme", acme)
        header = self.generate(acme)[0]
        # Read once for all; a compiler that looks for no such file reads the header itself.
        run(CXX, *STANDARD, "-x", "c++-header", header, "-o", f"{header}.gch")
        done = self.compile_cpp(snippet(RIGHT), "-fsyntax-only")
        self.assertEqual(done.returncode, 0, said(done))
        for what, (right, wrong) in WRONG.items():
            with self.subTest(what):
                self.assertIn(right, RIGHT)
                source = snippet(RIGHT.replace(right, wrong))
                self.assertNotEqual(self.compile_cpp(source, "-fsyntax-only").returncode, 0)

    def test_events_are_written_as_they_are(self):
        self.generate(FIXTURES)
        program = self.folder / "program"
        sources = [ROOT / "sdk/src" / f"{name}.cpp" for name in WRITER_SOURCES]
        done = run(CXX, *STANDARD, *WARNINGS, f"-I{self.folder}", f"-I{ROOT / 'sdk/src'}", "-O0",
                   HERE / "typed_events.cpp", *sources, "-o", program)
        self.assertEqual(done.returncode, 0, said(done))
        done = run(program)
        self.assertEqual(done.returncode, 0, said(done))
        cases = done.stdout.rstrip("\n").split("\n")
        self.assertGreater(len(cases), 5)
        for case in cases:
            written, expected = case.split("\t")
            self.assertEqual(json.loads(written), json.loads(expected))
            self.assertNotIn(",}", written)

    def test_each_compiler_takes_it_in_each_standard(self):
        self.generate(FIXTURES)
        for compiler in filter(shutil.which, ["g++-12", "clang++-14", "clang++-19"]):
            for standard in ("c++20", "c++2b"):
                done = run(compiler, *STANDARD, f"-std={standard}", *WARNINGS, f"-I{self.folder}",
                           "-fsyntax-only", HERE / "typed_events.cpp")
                self.assertEqual(done.returncode, 0, said(done))

    def test_in_cpp17_the_only_error_asks_for_cpp20(self):
        self.generate(FIXTURES)
        done = self.compile_cpp('#include "events.h"\n', "-std=c++17", "-fsyntax-only")
        errors = re.findall("error: .*", done.stderr)
        self.assertEqual(len(errors), 1, said(done))
        self.assertIn("godwit needs C++20: -std=c++20", errors[0])

    def test_all_of_iglu_compiles(self):
        self.generate(self.iglu())
        done = self.compile_cpp('#include "events.h"\n', "-fsyntax-only")
        self.assertEqual(done.returncode, 0, said(done))


TS_HEAD = """
import { trackProductViewed_1_0_0$com_acme as track } from './events.js';
interface Status { readonly code: string }
declare class Tracker {
  track(name: string, properties?: Readonly<Record<string, unknown>>,
        options?: { priority?: 'immediate' | 'normal' | 'deferred'; time?: number;
                    schema?: string }): void;
  flush(): Promise<Status>;
}
declare const tracker: Tracker;
"""

TS_RIGHT = """{ sku: 'A-1', price: { amount: 9.5, currency: 'EUR' }, currency: 'CHF',
  tags: ['new'], in_stock: true, quantity: 3, discount: null, seller: null, event: 'view' }"""

TS_WRONG = {
    "a number for text": ("'A-1'", "1"),
    "text for a number": ("9.5", "'9.5'"),
    "a value that the enum lacks": ("'CHF'", "'GBP'"),
    "a value of another field": ("currency: 'EUR'", "currency: 'CHF'"),
    "numbers in a list of texts": ("['new']", "[1]"),
    "text for a boolean": ("true", "'yes'"),
    "a required field that is missing": ("sku: 'A-1', ", ""),
    "a nested required field that is missing": ("amount: 9.5, ", ""),
    "a misspelt field": ("in_stock", "instock"),
    "null where it is not permitted": ("quantity: 3", "quantity: null"),
    "another constant": ("'view'", "'click'"),
}


class TypeScript(TypedCodeCase):
    def test_right_events_compile_and_wrong_ones_do_not(self):
        self.generate(FIXTURES)
        uses = [f"track(tracker, {TS_RIGHT});",
                f"track(tracker, {TS_RIGHT}, {{ priority: 'immediate' }});"]
        for what, (right, wrong) in TS_WRONG.items():
            self.assertIn(right, TS_RIGHT)
            one_line = TS_RIGHT.replace(right, wrong, 1).replace("\n", " ")
            uses.append(f"// @ts-expect-error {what}\ntrack(tracker, {one_line});")
        uses.append("// @ts-expect-error an event of another type\ntrack(tracker, { id: 1 });")
        (self.folder / "use.ts").write_text(TS_HEAD + "\n".join(uses) + "\n")
        done = self.compile_ts(self.folder / "events.ts", self.folder / "use.ts")
        self.assertEqual(done.returncode, 0, said(done))

    def test_all_of_iglu_compiles(self):
        module = self.generate(self.iglu())[1]
        done = self.compile_ts(module)
        self.assertEqual(done.returncode, 0, said(done))
        names = re.findall(r"^export (?:interface|type|function) ([\w$]+)", module.read_text(),
                           re.MULTILINE)
        self.assertEqual(len(names), len(set(names)))


class Names(TypedCodeCase):
    def test_a_copy_gives_the_same_bytes(self):
        copy = self.folder / "another name"
        shutil.copytree(FIXTURES, copy)
        for first, second in zip(self.generate(FIXTURES), self.generate(copy, "copy")):
            self.assertEqual(first.read_bytes(), second.read_bytes())

    def test_other_schemas_change_nothing(self):
        copy = self.folder / "schemas"
        shutil.copytree(FIXTURES, copy)
        whole = self.generate(copy, "whole")
        for left_out in ("shop/product-viewed.json", "com.acme/product_viewed/1-0-0",
                         "product_viewed.json", "shop/odd_values.json"):
            with self.subTest(left_out):
                (copy / left_out).unlink()
                for more, fewer in zip(whole[:2], self.generate(copy, "fewer")[:2]):
                    lines = iter(more.read_text().splitlines())
                    missing = [line for line in fewer.read_text().splitlines()
                               if line not in lines]
                    self.assertEqual(missing, [])
                shutil.copy(FIXTURES / left_out, copy / left_out)

    def test_no_event_has_the_name_of_another(self):
        header = self.generate(FIXTURES)[0].read_text()
        names, space = [], ""
        for line in header.splitlines():
            if found := re.match(r"namespace ([\w:]+) \{", line):
                space = found.group(1)
            elif found := re.match(r"struct (\w+) \{", line):
                names.append(f"{space}::{found.group(1)}")
        schemas = [path for path in FIXTURES.rglob("*") if path.is_file()]
        self.assertEqual(len(names), len(schemas))
        self.assertEqual(len(names), len(set(names)))

    def test_generated_files_say_so(self):
        for file in self.generate(FIXTURES)[:2]:
            self.assertIn("Do not edit", textwrap.shorten(file.read_text(), 200))

    def test_the_pack_knows_what_types_hold(self):
        plain = self.folder / "plain.pack"
        done = run(PROGRAM, "schema", "compile", FIXTURES, "-o", plain)
        self.assertEqual(done.returncode, 0, said(done))
        self.assertNotEqual(plain.read_bytes(), self.generate(FIXTURES)[2].read_bytes())


if __name__ == "__main__":
    unittest.main(verbosity=2)
