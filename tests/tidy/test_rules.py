"""Each rule finds what it is for, and leaves alone what is right."""
import unittest

import rule_files
import rule_layers
import rule_tests
from source_tree import Source, Tree

CORE_LIST = ("sdk/CMakeLists.txt", "add_library(godwit_core STATIC\n  src/base/a.cpp\n)\n")


def found(rule, *files):
    tree = Tree([Source(path, text) for path, text in files])
    return [(finding.path, finding.line) for finding in rule(tree)]


class Code(unittest.TestCase):
    def test_comments_and_strings_are_no_code_and_lines_stay(self):
        source = Source("a.cpp", '// throw\n"throw" /* throw\n throw */ R"(throw\n)" \'"\' throw\n')
        self.assertEqual([line for line, _ in source.find(r"\bthrow\b")], [4])

    def test_a_digit_separator_opens_no_character(self):
        source = Source("a.cpp", "int a = 1'000;\nthrow 2'000;\n")
        self.assertEqual([line for line, _ in source.find(r"\bthrow\b")], [2])

    def test_an_include_in_a_comment_is_none(self):
        source = Source("a.cpp", '// #include "x.h"\n#include "y.h"\n#include <z>\n')
        self.assertEqual(source.includes, [(2, "y.h", False), (3, "z", True)])


class Layers(unittest.TestCase):
    def test_a_lower_layer_must_not_include_a_higher_one(self):
        header = ("sdk/src/delivery/b.h", "// B.\n")
        self.assertEqual(found(rule_layers.check_core_layers, header,
                               ("sdk/src/queue/a.cpp", '\n#include "delivery/b.h"\n')),
                         [("sdk/src/queue/a.cpp", 2)])
        self.assertEqual(found(rule_layers.check_core_layers, header,
                               ("sdk/src/engine.cpp", '#include "delivery/b.h"\n')), [])

    def test_the_core_must_not_include_an_adapter(self):
        self.assertEqual(found(rule_layers.check_core_layers, ("platform/posix/b.h", "// B.\n"),
                               ("sdk/src/engine.cpp", '#include "posix/b.h"\n')),
                         [("sdk/src/engine.cpp", 1)])

    def test_a_file_without_a_place_is_reported(self):
        self.assertEqual(found(rule_layers.check_core_layers, ("sdk/src/novelty.cpp", "")),
                         [("sdk/src/novelty.cpp", 1)])

    def test_only_native_knows_the_engine(self):
        engine = ("sdk/src/engine.h", "// E.\n")
        use = '#include "engine.h"\n'
        self.assertEqual(found(rule_layers.check_platform, engine, ("platform/curl/a.cpp", use)),
                         [("platform/curl/a.cpp", 1)])
        self.assertEqual(found(rule_layers.check_platform, engine, ("platform/native/a.cpp", use)),
                         [])

    def test_only_native_chooses_adapters(self):
        self.assertEqual(found(rule_layers.check_platform, ("platform/native/b.h", "// B.\n"),
                               ("platform/curl/a.cpp", '#include "native/b.h"\n')),
                         [("platform/curl/a.cpp", 1)])

    def test_of_the_adapters_the_collector_knows_the_file_layer(self):
        for header, findings in (("platform/files/b.h", 0), ("platform/sqlite/statement.h", 0),
                                 ("platform/sqlite/event_database.h", 1),
                                 ("platform/posix/b.h", 1)):
            use = f'#include "{header.removeprefix("platform/")}"\n'
            self.assertEqual(len(found(rule_layers.check_collector, (header, "// B.\n"),
                                       ("collector-stub/src/a.cpp", use))), findings, header)

    def test_the_collector_goes_round_the_file_layer_nowhere(self):
        for call, findings in (("std::filesystem::path p;", 0), ("directory.rename(a, b);", 0),
                               ("std::filesystem::remove(p);", 1), ("std::ifstream in;", 1),
                               ("::open(p, 0);", 1), ("sqlite3_open_v2(p);", 1)):
            self.assertEqual(len(found(rule_layers.check_collector,
                                       ("collector-stub/src/a.cpp", call))), findings, call)

    def test_cycles_are_found(self):
        self.assertEqual(len(found(rule_layers.check_cycles,
                                   ("sdk/src/base/a.h", '#include "base/b.h"\n'),
                                   ("sdk/src/base/b.h", '#include "base/a.h"\n'))), 1)


class Core(unittest.TestCase):
    def check(self, text, *more):
        return found(rule_layers.check_core_purity, CORE_LIST, ("sdk/src/base/a.cpp", text), *more)

    def test_banned_headers_are_found_also_behind_others(self):
        self.assertEqual(self.check("#include <sys/mman.h>\n"), [("sdk/src/base/a.cpp", 1)])
        self.assertEqual(self.check('#include "base/b.h"\n',
                                    ("sdk/src/base/b.h", "// B.\n#include <thread>\n")),
                         [("sdk/src/base/b.h", 2)])

    def test_banned_calls_are_found(self):
        for call in ("std::snprintf(a, b);", "strtod(a, b);", "std::to_chars(a, b, c);",
                     "std::function<void()> f;", "std::chrono::steady_clock::now();",
                     "rand();", "throw 1;", "dynamic_cast<A*>(b);"):
            self.assertEqual(self.check(call + "\n"), [("sdk/src/base/a.cpp", 1)], call)

    def test_what_only_looks_like_one_is_not(self):
        self.assertEqual(self.check("std::atomic<int> n; int retime(int); int t = retime(1);\n"
                                    "// snprintf(a)\n"), [])

    def test_a_source_that_is_not_there_is_reported(self):
        self.assertEqual(found(rule_layers.check_core_purity, CORE_LIST),
                         [("sdk/CMakeLists.txt", 1)])


class Files(unittest.TestCase):
    def test_long_lines_tabs_and_spaces_at_the_end(self):
        text = "x" * 100 + "\n" + "x" * 101 + "\n\tx\nx \n"
        self.assertEqual([line for _, line in found(rule_files.check_columns, ("a.cpp", text))],
                         [2, 3, 4])

    def test_long_files(self):
        self.assertEqual(found(rule_files.check_length, ("a.py", "x\n" * 499)), [])
        self.assertEqual(found(rule_files.check_length, ("a.py", "x\n" * 500)), [("a.py", 500)])

    def test_paths_of_a_machine(self):
        # In two parts, so that the rule does not find them here.
        for path in ("/ho" "me/jane/x", "/ro" "ot/x", "/Us" "ers/jane"):
            self.assertEqual(found(rule_files.check_machine_paths, ("a.md", path)), [("a.md", 1)])
        self.assertEqual(found(rule_files.check_machine_paths, ("a.md", "/var/lib/godwit")), [])

    def test_todo_needs_a_number(self):
        self.assertEqual(found(rule_files.check_todo, ("a.h", "// TO" "DO: x\n")), [("a.h", 1)])
        self.assertEqual(found(rule_files.check_todo, ("a.h", "// TO" "DO(#12): x\n")), [])

    def test_headers_promise_and_are_guarded(self):
        self.assertEqual(found(rule_files.check_headers, ("sdk/a.h", "int a;\n")),
                         [("sdk/a.h", 1), ("sdk/a.h", 1)])
        self.assertEqual(found(rule_files.check_headers, (
            "sdk/a.h", "// A.\n#pragma once\nusing namespace std;\n")), [("sdk/a.h", 3)])

    def test_installed_headers_include_only_the_standard_library_and_ours(self):
        promise = "// A sentence that says what is promised here.\n"
        self.assertEqual(found(rule_files.check_public_headers, (
            "sdk/include/godwit/a.h",
            promise + '#include <string>\n#include "base/b.h"\n#include <nlohmann/json.hpp>\n')),
            [("sdk/include/godwit/a.h", 3), ("sdk/include/godwit/a.h", 4)])

    def test_links_lead_somewhere(self):
        self.assertEqual(found(rule_files.check_links, ("docs/b.md", ""), (
            "docs/a.md", "[b](b.md#part)\n[c](c.md)\n[up](../docs/b.md)\n[web](https://x.y)\n")),
            [("docs/a.md", 2)])


class Tests(unittest.TestCase):
    def test_a_file_that_no_list_names_is_found(self):
        lists = ("tests/unit/CMakeLists.txt", "add(base/a_test.cpp  # b_test.cpp\n)\n")
        self.assertEqual(found(rule_tests.check_built, lists, ("tests/unit/base/a_test.cpp", ""),
                               ("tests/unit/base/b_test.cpp", "")),
                         [("tests/unit/base/b_test.cpp", 1)])

    def test_a_list_elsewhere_may_name_it_by_folder(self):
        lists = ("platform/CMakeLists.txt", "target(${PROJECT_SOURCE_DIR}/sdk/src/a.cpp)\n")
        self.assertEqual(found(rule_tests.check_built, lists, ("sdk/src/a.cpp", "")), [])

    def test_python_tests_are_named_by_module(self):
        lists = ("tests/cli/CMakeLists.txt", "foreach(suite queue)\n")
        self.assertEqual(found(rule_tests.check_built, lists, ("tests/cli/test_queue.py", ""),
                               ("tests/cli/test_more.py", "")), [("tests/cli/test_more.py", 1)])

    def test_a_folder_of_tests_that_is_left_out_is_found(self):
        self.assertEqual(found(rule_tests.check_suites, ("tests/CMakeLists.txt", "unit\n"),
                               ("tests/unit/CMakeLists.txt", ""),
                               ("tests/more/CMakeLists.txt", "")),
                         [("tests/more/CMakeLists.txt", 1)])

    def test_sleeps_are_found_but_not_where_real_time_passes(self):
        text = "std::this_thread::sleep_for(a);\n"
        self.assertEqual(found(rule_tests.check_sleeps, ("tests/unit/a.cpp", text),
                               ("tests/e2e/a.cpp", text)), [("tests/unit/a.cpp", 1)])


if __name__ == "__main__":
    unittest.main()
