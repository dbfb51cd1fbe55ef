"""The rules of the send policy, as docs/energy.md lists them, are the rows of the unit tests."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TESTS = ("tests/unit/delivery/policy_test.cpp", "tests/unit/delivery/riding_test.cpp")


def rows_of_tests():
    """{rule: (what happens, reason)}."""
    rows = {}
    for name in TESTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        # A row begins with its name, in quotes, and ends with its reason.
        for rule, between, reason in re.findall(
                r'\{"([^"]+)",((?:(?!SendReason::).)*)SendReason::(\w+)\}', text, re.DOTALL):
            sends = re.findall(r"\b(true|false),", between)[-1] == "true"
            rows[rule] = ("sends" if sends else "waits", reason)
    return rows


def rows_of_document():
    text = (ROOT / "docs/energy.md").read_text(encoding="utf-8")
    return {rule: (what, reason) for rule, what, reason in
            re.findall(r"^\| ([^|]+) \| (sends|waits) \| `(\w+)` \|$", text, re.MULTILINE)}


class Rules(unittest.TestCase):
    def test_every_rule_of_the_document_is_a_row_of_a_test_and_the_other_way_round(self):
        tested = rows_of_tests()
        self.assertGreater(len(tested), 50)
        self.assertEqual(rows_of_document(), tested)


if __name__ == "__main__":
    unittest.main()
