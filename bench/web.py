"""Runs bench/web.mjs with what it needs: the npm package, the collector and Chromium.

    web.py --build DIR [--rounds N] [--report-only] [--results FOLDER]
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, type=pathlib.Path)
    options, rest = parser.parse_known_args()
    chromium, node = shutil.which("chromium"), shutil.which("node")
    if chromium is None or node is None:
        print("bench/web.py needs chromium and node", file=sys.stderr)
        return 2
    subprocess.run(["cmake", "--build", str(options.build), "--target", "godwit_web",
                    "godwit-collector"], check=True, stdout=subprocess.DEVNULL)
    build = options.build.resolve()
    environment = dict(os.environ, GODWIT_CHROMIUM=chromium,
                       GODWIT_COLLECTOR=str(build / "bin/godwit-collector"),
                       GODWIT_WEB_DIST=str(build / "wasm/package/dist"))
    return subprocess.run([node, str(HERE / "web.mjs"), *rest], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
