"""House style as a test: prints every violation as FILE:LINE, and fails if there is one.

Usage: python3 tests/tidy/tidy.py ROOT
"""
import pathlib
import sys

import rule_files
import rule_layers
import rule_tests
from source_tree import Tree

RULES = rule_layers.RULES + rule_files.RULES + rule_tests.RULES


def check(tree):
    findings = set()
    for rule in RULES:
        findings.update(rule(tree))
    return sorted(findings)


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    tree = Tree.read(pathlib.Path(sys.argv[1]).resolve())
    findings = check(tree)
    for finding in findings:
        print(finding)
    print(f"tidy: {len(findings)} violations in {len(tree.sources)} files, {len(RULES)} rules")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
