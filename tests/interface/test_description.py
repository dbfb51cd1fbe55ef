"""A row of the description that cannot be right is refused with its file and line."""

import pathlib
import re
import shutil
import sys
import tempfile
import unittest

INTERFACE = pathlib.Path(__file__).resolve().parents[2] / "interface"
sys.path.insert(0, str(INTERFACE))

import description
import generate
import tables
import typescript


class Descriptions(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for path in INTERFACE.glob("*.def"):
            shutil.copy(path, self.folder)

    def append(self, name, row):
        path = self.folder / name
        path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")

    def assert_refused(self, pattern):
        with self.assertRaisesRegex(description.DescriptionError, pattern):
            description.Description(self.folder)

    def test_the_description_of_the_tree_is_read(self):
        found = description.Description(self.folder)
        self.assertGreater(len(found.limits), 20)
        self.assertEqual(found.enumerations["CONSENT"][0].number, 1)
        self.assertEqual(len(found.request_reasons()), 6)

    def test_a_default_outside_of_its_bounds(self):
        self.append("limits.def", 'GODWIT_LIMIT(uint32, a, bytes, 9, 1, 8, "x")')
        self.assert_refused(r"limits\.def:\d+: the default is not within the bounds")

    def test_an_unknown_unit(self):
        self.append("limits.def", 'GODWIT_LIMIT(uint32, a, bytes, 9 * parsecs, 1, 8, "x")')
        self.assert_refused(r"limits\.def:\d+: `parsecs` is neither a number nor one of")

    def test_a_number_that_the_type_does_not_hold(self):
        self.append("limits.def", 'GODWIT_LIMIT(uint32, a, bytes, 1, 1, 1 * TiB, "x")')
        self.assert_refused("the type holds no such number")

    def test_a_page_limit_of_32_bits_or_of_no_name(self):
        self.append("limits.def", "GODWIT_PAGE_LIMIT(name_bytes_max, same)")
        self.assert_refused("name_bytes_max is no limit of 64 bits")

    def test_a_number_that_is_left_out_or_taken(self):
        for number in (13, 15):
            self.append("enumerations.def", f"GODWIT_STATUS_CODE({number}, spare)")
            self.assert_refused("the number must be 14")

    def test_a_row_of_an_unknown_kind_and_one_without_an_end(self):
        self.append("stats.def", "GODWIT_COUNTERS(a, everywhere)")
        self.assert_refused("GODWIT_COUNTERS is unknown")
        self.append("layout.def", "GODWIT_ALIGNMENT(Status, 1)")
        self.assert_refused("GODWIT_ALIGNMENT is unknown")
        shutil.copy(INTERFACE / "layout.def", self.folder)
        self.append("stats.def", "GODWIT_COUNTER(a,")
        self.assert_refused("the row does not end")

    def test_pages_import_the_places_of_members_from_the_layout(self):
        self.append("layout.def", "GODWIT_OFFSET(StoreWrite, wait_for_disk, 24)")
        text = typescript.module(description.Description(self.folder))
        self.assertRegex(text, r"export const enum StoreWriteAt \{[^}]* waitForDisk = 24,\n\}")
        self.assertRegex(text, r"export const enum SizeOf \{[^}]* SegmentPut = 72,")

    def test_a_header_that_is_not_up_to_date_is_named_and_not_written(self):
        tree = self.folder / "tree"
        shutil.copytree(INTERFACE, tree / "interface")
        headers = tree / generate.HEADERS
        headers.mkdir(parents=True)
        header = headers / "consent.h"
        header.write_text("// <interface: consent>\n// </interface>\n", encoding="utf-8")
        found = description.Description(tree / "interface")
        self.assertEqual(generate.write_headers(found, tree, check=True), 1)
        self.assertNotIn("granted", header.read_text(encoding="utf-8"))
        self.assertEqual(generate.write_headers(found, tree, check=False), 0)
        self.assertIn("granted = 1,", header.read_text(encoding="utf-8"))
        self.assertEqual(generate.write_headers(found, tree, check=True), 0)

    def test_the_tables_of_a_page_are_filled_from_the_description(self):
        found = description.Description(self.folder)
        page = "# Limits\n\n<!-- <interface: limits staging_bytes> -->\n<!-- </interface> -->\n"
        text = generate.filled(page, lambda name: tables.render(found, name), "a.md")
        self.assertIn("| `staging_bytes` | 8 MiB | 64 KiB to 1 GiB | `track()` answers ", text)
        self.assertNotIn("flush_interval", text)

    def test_the_limits_in_the_readme_have_the_defaults_of_the_description(self):
        defaults = {limit.name: description.amount(limit.default, limit.unit)
                    for limit in description.Description(self.folder).limits}
        readme = (INTERFACE.parent / "README.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", readme, re.MULTILINE)
        shown = [(name, default) for name, default in rows if name in defaults]
        self.assertGreater(len(shown), 4)
        for name, default in shown:
            self.assertEqual(default, defaults[name], name)

    def test_a_region_of_an_unknown_name_is_refused(self):
        with self.assertRaisesRegex(description.DescriptionError, "nothing called `nonsense`"):
            generate.filled("// <interface: nonsense>\n// </interface>\n", lambda name: None, "a.h")


if __name__ == "__main__":
    unittest.main()
