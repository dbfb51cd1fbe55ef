"""The table of seconds says what ctest wrote, and nothing else."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

import suite_times  # noqa: E402


def junit(*cases):
    return "<testsuite>" + "".join(
        f'<testcase name="{name}" classname="{name}" time="{time}" status="{status}">'
        "<system-out>\x01</system-out></testcase>" for name, time, status in cases) + "</testsuite>"


class SuiteTimes(unittest.TestCase):
    def read(self, **files):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                (pathlib.Path(folder) / f"{name}.xml").write_text(text)
            return suite_times.read_times(pathlib.Path(folder))

    def test_each_suite_has_a_line_with_the_seconds_of_each_preset(self):
        times = self.read(release=junit(("unit", 0.4, "run"), ("sim", 31.6, "run")),
                          dev=junit(("unit", 2.2, "fail")))
        self.assertEqual(suite_times.tables(times),
                         "| suite of `./dev test` | release | dev | tsan |\n"
                         "| --- | ---: | ---: | ---: |\n"
                         "| `unit` | < 1 | 2 |  |\n"
                         "| `sim` | 32 |  |  |\n")

    def test_a_suite_that_was_not_run_has_no_seconds(self):
        self.assertEqual(self.read(release=junit(("unit", 0, "notrun"))), {"release": {}})

    def test_the_suites_of_full_have_a_table_of_their_own(self):
        text = suite_times.tables(self.read(full=junit(("long_sim", 160, "run"))))
        self.assertIn("| `long_sim` | 160 |", text)

    def test_only_what_stands_between_the_marks_is_replaced(self):
        text = "a\n<!-- seconds: begin, by a tool -->\nold\n<!-- seconds: end -->\nb\n"
        self.assertEqual(suite_times.MARKS.sub(r"\1new\n\2", text),
                         "a\n<!-- seconds: begin, by a tool -->\nnew\n<!-- seconds: end -->\nb\n")


if __name__ == "__main__":
    unittest.main()
