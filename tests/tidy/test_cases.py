"""ctest sees each Catch2 case of a build, and runs that one alone."""
import collections
import json
import os
import pathlib
import subprocess
import unittest


def listed(*command):
    """The names of the cases that a program of Catch2 would run."""
    done = subprocess.run([*command, "--list-test-names-only"], capture_output=True, text=True)
    return done.stdout.splitlines()


@unittest.skipUnless("GODWIT_BUILD" in os.environ, "needs the build's folder in GODWIT_BUILD")
class Cases(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        done = subprocess.run(
            [os.environ["GODWIT_CTEST"], "--test-dir", os.environ["GODWIT_BUILD"],
             "--show-only=json-v1", "-L", "^case$"], capture_output=True, text=True, check=True)
        cls.commands = {test["name"]: test["command"] for test in json.loads(done.stdout)["tests"]}

    def test_every_case_of_every_suite_is_there(self):
        suites = collections.defaultdict(set)
        for name, (program, _) in self.commands.items():
            suites[program].add(name)
        self.assertGreater(len(suites), 5)
        for program, names in suites.items():
            suite = pathlib.Path(program).name
            self.assertEqual(names, {f"{suite}: {name}" for name in listed(program)})

    def test_a_name_with_characters_that_mean_something_to_catch2_finds_its_case(self):
        special = [name for name in self.commands if set(name) & set(r",;[]\"*")]
        self.assertGreater(len(special), 5)
        for name in special:
            program, pattern = self.commands[name]
            suite = pathlib.Path(program).name
            self.assertEqual([f"{suite}: {each}" for each in listed(program, pattern)], [name])


if __name__ == "__main__":
    unittest.main()
