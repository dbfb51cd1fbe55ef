"""The tools that make the documents' pages follow links and read comments and results."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = ROOT / "tools/docs"
sys.path.insert(0, str(TOOLS))

import comments  # noqa: E402
import links  # noqa: E402
import measured  # noqa: E402
import pages  # noqa: E402


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="godwit docs ")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve()

    def write(self, name, text):
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text)


class Links(Folder):
    def test_a_link_to_no_file_or_to_no_anchor_is_named(self):
        self.write("a.html", '<p id="here"><a href="sub/b.html#there">')
        self.write("sub/b.html",
                   '<a href="../a.html#here"><a href="../a.html#gone"><img src="c.png">')
        broken, page_count, _ = links.check(self.root)
        self.assertEqual(broken, ["a.html: sub/b.html#there", "sub/b.html: ../a.html#gone",
                                  "sub/b.html: c.png"])
        self.assertEqual(page_count, 2)

    def test_a_link_out_of_the_site_leads_nowhere_and_one_to_another_site_is_left_alone(self):
        self.write("site/a.html", '<a href="../b.html"><a href="https://godwit.example/gone">')
        self.write("b.html", "")
        self.assertEqual(links.check(self.root / "site")[0], ["a.html: ../b.html"])


class Comments(unittest.TestCase):
    def test_a_comment_belongs_to_what_follows_it_and_behind_code_to_what_stands_before(self):
        self.assertEqual(
            list(comments.line_comments(["#pragma once", "// Units: ms.", "int a;  // Never 0."])),
            ["#pragma once", "/// <b>Units:</b> ms.", "int a;  ///< Never 0."])

    def test_indented_lines_of_the_first_comment_are_a_program(self):
        self.assertEqual(
            comments.line_header("// A <b>.\n//\n//   a < b;\n//\n// C.\n#pragma once\n"),
            ["/// @file", r"/// A \<b\>.", "///", "///@code", "///   a < b;", "///",
             "///@endcode", "/// C.", "#pragma once"])

    def test_a_comment_over_a_group_belongs_to_none_of_its_members(self):
        lines = ["struct A {", "// The network:", "int a;  // Of all."]
        self.assertEqual(list(comments.line_comments(lines))[1], "// The network:")

    def test_signs_that_mean_something_to_doxygen_are_escaped_but_not_in_code(self):
        self.assertEqual(comments.escape(" a<b> of `c<d>`"), r" a\<b\> of `c<d>`")

    def test_a_comment_of_c_is_read_the_same_way(self):
        text = "/* Why. */\nint a; /* More. */\n/* ---- X ---- */"
        self.assertEqual(comments.block_comments(text),
                         "/** Why. */\nint a; /**< More. */\n/* ---- X ---- */")


class Pages(Folder):
    def test_a_list_behind_a_sentence_is_a_list_but_not_in_a_program(self):
        self.assertEqual(pages.for_markdown("Two:\n- a\n- b\n```\nx\n- y\n```\n"),
                         "Two:\n\n- a\n- b\n```\nx\n- y\n```\n")

    def test_a_linked_source_is_copied_as_text(self):
        self.write("src/a.cpp", "int a;")
        text = "[a](src/a.cpp) [b](b.md#c)\n"
        pages.write(self.root, self.root / "out", "x.md", text)
        pages.copy_linked(self.root, self.root / "out", "x.md", text)
        self.assertEqual((self.root / "out/x.md").read_text(),
                         "[a](src/a.cpp.txt) [b](b.md#c)\n")
        self.assertEqual((self.root / "out/src/a.cpp.txt").read_text(), "int a;")

    def test_every_document_of_this_tree_has_a_place(self):
        placed = {path for paths in pages.sections(ROOT).values() for path in paths}
        for document in (ROOT / "docs").rglob("*.md"):
            self.assertIn(document.relative_to(ROOT).as_posix(), placed)


class Measured(Folder):
    def test_each_result_of_this_tree_has_a_plot(self):
        measured.main(ROOT, self.root / "page.md")
        text = (self.root / "page.md").read_text()
        for name in ("track() p50, one thread", "end to end, acknowledged", "valijson", "ajv",
                     "optimum", "script and open(), main thread"):
            self.assertIn(name, text)

    def test_a_result_of_another_form_is_an_error(self):
        for name in ("native.json", "web.txt", "energy.txt", "checked.txt"):
            self.write(f"bench/results/{name}", (ROOT / "bench/results" / name).read_text())
        self.write("bench/results/schema.txt", "natively: fast\n")
        done = subprocess.run([sys.executable, "-B", TOOLS / "measured.py", self.root,
                               self.root / "page.md"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("schema.txt: ", done.stderr)


if __name__ == "__main__":
    unittest.main()
