"""Makes the references of the C++ and the C interface with Doxygen, and that of pages with TypeDoc.

    reference.py SOURCE_DIR API_DIR VERSION
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def headers(root):
    """(C++, C): each public header belongs to one of the two."""
    include = root / "sdk/include/godwit"
    c = sorted(path for path in include.glob("godwit*.h"))
    cpp = sorted(path for path in include.rglob("*.h") if path not in c)
    return cpp, c


def doxygen(root, output, title, inputs, version, for_c):
    output.mkdir(parents=True, exist_ok=True)
    settings = (HERE / "Doxyfile.in").read_text()
    for name, value in {
            "TITLE": title, "VERSION": version, "OUTPUT": output, "FOR_C": for_c,
            "INPUT": " ".join(f'"{path}"' for path in inputs), "INCLUDE": root / "sdk/include",
            "MAIN_PAGE": HERE / f"{output.name}.md.in", "HERE": HERE,
            "FILTER": HERE / "comments.py"}.items():
        settings = settings.replace(f"@{name}@", str(value))
    done = subprocess.run(["doxygen", "-"], input=settings, text=True)
    if done.returncode != 0:
        raise SystemExit(f"docs: doxygen warns of the {title} headers, see above")
    remove_dead_summaries(output)


def remove_dead_summaries(output):
    """Doxygen 1.9 names "Classes" at the top of a page also if all of them are private."""
    dead = re.compile(r'<a href="#nested-classes">Classes</a>(?: &#124;)?\n?')
    for page in output.glob("*.html"):
        text = page.read_text()
        if 'name="nested-classes"' not in text and dead.search(text):
            page.write_text(dead.sub("", text))


def typedoc(root, output):
    """On a copy of the scripts, beside which stands what they import and a build generates."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder)
        shutil.copytree(root / "wasm/src", copy / "src")
        for name in ("tsconfig.json", "package.json"):
            shutil.copy(root / "wasm" / name, copy)
        subprocess.run([sys.executable, "-B", root / "interface/generate.py", "typescript",
                        copy / "src/interface.ts"], check=True)
        done = subprocess.run(
            [HERE / "node_modules/.bin/typedoc", "--options", HERE / "typedoc.json",
             "--tsconfig", copy / "tsconfig.json", "--out", output,
             copy / "src/index.ts", copy / "src/schemas.ts"])
    if done.returncode != 0:
        raise SystemExit("docs: typedoc warns, see above")


def main(root, output, version):
    shutil.rmtree(output, ignore_errors=True)
    cpp, c = headers(root)
    doxygen(root, output / "cpp", "C++", cpp, version, "NO")
    doxygen(root, output / "c", "C", c, version, "YES")
    typedoc(root, output / "ts")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), sys.argv[3])
