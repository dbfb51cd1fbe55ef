"""The demo's count notices what it is there to notice."""
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools" / "demo"))

import count  # noqa: E402
from problem import Problem  # noqa: E402
from sender import Run  # noqa: E402

ROWS = [{"name": "flight_landed", "properties": {"row": row, "delay": -row}} for row in range(6)]
# Rows 0 to 3 were sent by one process, 4 and 5 by the next.
RUNS = [Run(first_row=0, claimed=3, taken=4, killed=True), Run(first_row=4, claimed=2, taken=2)]
STREAMS = [("a", 1), ("a", 2), ("a", 3), ("a", 4), ("b", 1), ("b", 2)]


def stored():
    return [{"stream": stream, "sequence": sequence, **row}
            for (stream, sequence), row in zip(STREAMS, ROWS)]


def judge(events, missing=0, hits=1):
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory)
        (path / "1.ndjson").write_text("".join(json.dumps(event) + "\n" for event in events))
        result = count.count(path, ROWS, RUNS)
    count.judge(result, {"missing": missing, "unique": len(events)}, [{"nth": 1, "status": 503,
                                                                       "hits": hits}])
    return result


class Count(unittest.TestCase):
    def test_everything_once_is_well(self):
        self.assertEqual(judge(stored()).stored_once, 6)

    def test_a_missing_event_is_noticed(self):
        with self.assertRaisesRegex(Problem, "sequence 4 of process 1"):
            judge(stored()[:3] + stored()[4:])

    def test_the_same_event_twice_is_noticed(self):
        with self.assertRaisesRegex(Problem, "twice"):
            judge(stored() + stored()[:1])

    def test_the_same_row_under_another_number_is_noticed(self):
        with self.assertRaisesRegex(Problem, "twice"):
            judge(stored() + [{**stored()[0], "stream": "c", "sequence": 9}])

    def test_an_altered_event_is_noticed(self):
        events = stored()
        events[2]["properties"] = {**events[2]["properties"], "delay": 7}
        with self.assertRaisesRegex(Problem, "not as it was sent"):
            judge(events)

    def test_an_event_that_nobody_sent_is_noticed(self):
        with self.assertRaisesRegex(Problem, "not as it was sent"):
            judge(stored() + [{"stream": "x", "sequence": 1, "name": "y", "properties": {}}])

    def test_a_collector_that_thinks_otherwise_is_noticed(self):
        with self.assertRaisesRegex(Problem, "counts 1 event missing"):
            judge(stored(), missing=1)

    def test_a_fault_that_was_never_met_is_noticed(self):
        with self.assertRaisesRegex(Problem, "answer 503"):
            judge(stored(), hits=0)


if __name__ == "__main__":
    unittest.main()
