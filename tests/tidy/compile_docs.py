"""An application's code compiles: the snippets of README and docs, and each public header.

    compile_docs.py SOURCE_DIR GENERATED_INCLUDE_DIR build|others

With the compilers of the build, or with each other one of COMPILERS that is there; one that is not
is skipped, and named. No program is linked. What must not compile is tried too: C++17, and values
that could be meant in two ways.
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

# By language; GODWIT_CC and GODWIT_CXX name those of the build.
COMPILERS = {"c": ["gcc-12", "clang-14", "clang-19"],
             "cpp": ["g++-12", "clang++-14", "clang++-19"]}
OF_BUILD = {"c": "GODWIT_CC", "cpp": "GODWIT_CXX"}
STANDARDS = {"c": ["c11", "c17"], "cpp": ["c++20", "c++2b"]}
# The C interface in the oldest languages that it promises.
OLD_STANDARDS = {"c": ["c99"], "cpp": ["c++98", "c++11"]}
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
C_WARNINGS = ["-Wstrict-prototypes"]
NEEDS_CPP20 = "godwit needs C++20: -std=c++20"

# Code that does not compile, and the remedy in its message.
REFUSED = {
    """{{"a", 'c'}}""": "write::text_in_double_quotes_or_static_cast_to_int",
    """{{"a", u8'c'}}""": "write::text_in_double_quotes_or_static_cast_to_int",
    """{{"a", L"text"}}""": "write::text_in_UTF_8",
    """{{"a", std::u16string()}}""": "write::text_in_UTF_8",
    """{{"a", Colour::red}}""": "write::its_name_in_double_quotes_or_static_cast_to_int",
    """{{"a", std::chrono::seconds(5)}}""": "write::its_count_and_put_the_unit_into_the_name",
    """{{"a", std::chrono::system_clock::now()}}""":
        "write::its_milliseconds_since_1970_or_its_text",
    """{{"a", &tracker}}""": "write::the_object_instead_of_the_pointer",
    """{{"a", static_cast<const void*>(nullptr)}}""": "write::the_object_instead_of_the_pointer",
    """{{"a", function}}""": "write::the_object_instead_of_the_pointer",
    """{{"a", 1.0L}}""": "write::static_cast_to_double",
    """{{"a", static_cast<__int128>(1)}}""":
        "write::static_cast_to_int64_t_or_its_digits_as_text",
    """{{"a", std::vector<char>()}}""": "write::std_string_view_of_the_characters",
    """{{"a", std::map<std::string, int>()}}""": "write::Properties_with_one_set_for_each_entry",
    """{{"a", std::vector<Colour>()}}""": "write::a_list_of_numbers_text_lists_or_Properties",
    """{{"a", Colours()}}""": "write::a_number_text_list_or_Properties",
    """{{"a", godwit::Value::list({1, 'c'})}}""":
        "write::text_in_double_quotes_or_static_cast_to_int",
    """godwit::Properties().set("a", 'c')""":
        "write::text_in_double_quotes_or_static_cast_to_int",
    """{}, {.time = std::chrono::seconds(5)}""":
        "write std::chrono::system_clock::now() - duration",
    """{}, {.time = std::chrono::steady_clock::now()}""":
        "write a time_point of std::chrono::system_clock",
    """{}, {.time = 1700000000}""": "godwit::WallTime{milliseconds since 1970-01-01 UTC}",
}

REFUSED_PROGRAM = """#include <godwit/tracker.h>
#include <map>
enum class Colour { red };
struct Colours {};
void function();
void f(godwit::Tracker& tracker);
void f(godwit::Tracker& tracker) {
"""


def refused_program():
    """One call a line, and the number of the first one's."""
    calls = [f'tracker.track("x", {arguments});\n' for arguments in REFUSED]
    return REFUSED_PROGRAM + "".join(calls) + "}\n", REFUSED_PROGRAM.count("\n") + 1


def present(language, which):
    """The compilers that are there; says which are not."""
    of_build = os.environ[OF_BUILD[language]]
    if which == "build":
        return [of_build]
    found = {}
    for name in COMPILERS[language]:
        path = shutil.which(name)
        if path:
            found.setdefault(os.path.realpath(path), name)
        else:
            print(f"skipped: {name} is not installed")
    found.pop(os.path.realpath(shutil.which(of_build)), None)
    return list(found.values())


def blocks_of(document):
    """Language, line and text of each block of C or C++."""
    text = document.read_text("utf-8")
    for match in re.finditer(r"^```(cpp|c)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield match[1], text.count("\n", 0, match.start()) + 1, match[2]


def program_of(block):
    """A block with a main() or at namespace scope is whole; another is the body of a function."""
    includes = [line for line in block.splitlines() if line.startswith("#include")]
    body = [line for line in block.splitlines() if not line.startswith("#include")]
    if "main(" not in block:
        body = ["void snippet(const char* path);", "void snippet(const char* path) {",
                "(void)path;", *body, "}"]
    return "\n".join([*includes, *body, ""])


class Compilation:
    def __init__(self, directories):
        self.includes = [f"-I{directory}" for directory in directories]
        self.count = 0
        self.failures = []
        self.pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count())
        self.running = []

    def start(self, what, compiler, language, standard, program, judge, warnings=WARNINGS):
        flags = [*warnings, *(C_WARNINGS if language == "c" else [])]
        if standard == "c++98":
            flags.append("-Wno-variadic-macros")
        # The lines of the source, which may say it too, are not part of the message.
        flags.append("-fno-caret-diagnostics" if "clang" in compiler
                     else "-fno-diagnostics-show-caret")
        command = [compiler, "-x", "c++" if language == "cpp" else "c", f"-std={standard}", *flags,
                   *self.includes, "-fsyntax-only", "-"]
        self.running.append(self.pool.submit(self._run, f"{what}, {compiler} -std={standard}",
                                             command, program, judge))

    def _run(self, what, command, program, judge):
        done = subprocess.run(command, input=program, text=True, capture_output=True, check=False)
        wrong = judge(done)
        self.count += 1
        if wrong:
            self.failures.append(f"{what}: {wrong}\n{done.stderr[:3000]}")

    def finish(self):
        for each in self.running:
            each.result()
        return self.count, self.failures


def compiles(done):
    return "does not compile" if done.returncode != 0 or done.stderr else None


def says_what_to_write(first_line):
    def judge(done):
        for line, (arguments, advice) in enumerate(REFUSED.items(), first_line):
            if f"<stdin>:{line}:" not in done.stderr:
                return f"compiles: {arguments}"
            if advice not in done.stderr:
                return f"does not say for {arguments}: {advice}"
        return None
    return judge


def says_only_that_it_needs_cpp20(done):
    errors = re.findall(r"(?:error|warning): .*", done.stderr)
    if len(errors) == 1 and NEEDS_CPP20 in errors[0] and "error" in errors[0]:
        return None
    return f"{len(errors)} diagnostics, not the one #error"


def is_c(header):
    return header.name == "export.h" or header.name.startswith("godwit")


def main():
    source, generated = map(pathlib.Path, sys.argv[1:3])
    compilers = {language: present(language, sys.argv[3]) for language in COMPILERS}
    include = source / "sdk/include"
    compilation = Compilation([include, generated])
    documents = [source / "README.md", *sorted((source / "docs").rglob("*.md"))]
    snippets = [(document, *block) for document in documents for block in blocks_of(document)]
    for document, language, line, block in snippets:
        for compiler in compilers[language]:
            for standard in STANDARDS[language]:
                compilation.start(f"{document.relative_to(source)}:{line}", compiler, language,
                                  standard, program_of(block), compiles)
    for header in sorted(include.rglob("*.h")):
        name = header.relative_to(include)
        program = f"#include <{name}>\n#include <{name}>\n"
        for compiler in compilers["cpp"]:
            if not is_c(header):
                compilation.start(str(name), compiler, "cpp", "c++17", program,
                                  says_only_that_it_needs_cpp20)
        for language in ("c", "cpp") if is_c(header) else ():
            for compiler in compilers[language]:
                for standard in OLD_STANDARDS[language] + STANDARDS[language]:
                    compilation.start(str(name), compiler, language, standard,
                                      program + "int main(void) { return 0; }\n", compiles)
    program, first_line = refused_program()
    for compiler in compilers["cpp"]:
        limit = "-ferror-limit=0" if "clang" in compiler else "-fmax-errors=0"
        compilation.start("what could be meant in two ways", compiler, "cpp", "gnu++20", program,
                          says_what_to_write(first_line), warnings=[limit])
    count, failures = compilation.finish()
    in_readme = {language for document, language, *_ in snippets if document.name == "README.md"}
    if in_readme != {"c", "cpp"}:
        failures.append("README.md should show C and C++")
    print(*failures, sep="\n")
    print(f"{count} programs tried, {len(failures)} not as they should be")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
