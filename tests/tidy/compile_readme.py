"""The README's C and C++ compile: each block becomes the body of a function.

Usage: python3 compile_readme.py README CC CXX INCLUDE_DIRECTORY…
"""
import pathlib
import re
import subprocess
import sys

WARNINGS = ["-Wall", "-Werror", "-fsyntax-only"]


def program(block):
    lines = block.splitlines()
    includes = [line for line in lines if line.startswith("#include")]
    body = [line for line in lines if not line.startswith("#include")]
    return "\n".join(includes + ["void quick_start(const char* path);",
                                 "void quick_start(const char* path) {"] + body + ["}", ""])


def compile_block(language, block, compilers, directories):
    name, standard = (compilers[1], "-std=c++20") if language == "cpp" else (compilers[0],
                                                                             "-std=c11")
    includes = [f"-I{directory}" for directory in directories]
    return subprocess.run(
        [name, "-x", "c++" if language == "cpp" else "c", standard, *WARNINGS, *includes, "-"],
        input=program(block), text=True, check=False).returncode == 0


def main():
    readme, cc, cxx, *directories = sys.argv[1:]
    blocks = re.findall(r"^```(cpp|c)\n(.*?)^```$", pathlib.Path(readme).read_text("utf-8"),
                        re.MULTILINE | re.DOTALL)
    failed = [language for language, block in blocks
              if not compile_block(language, block, (cc, cxx), directories)]
    if {language for language, _ in blocks} != {"c", "cpp"}:
        print("the README should show one block of C and one of C++")
        return 1
    print(f"{len(blocks) - len(failed)} of the README's {len(blocks)} blocks compile")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
