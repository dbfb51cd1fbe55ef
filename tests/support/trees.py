"""Folders that stand for those in which the kernel tells of power and network."""

import os

DEFAULT_ROUTE = """\
Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
"""


def write_tree(root, **supplies):
    """`supplies`: the attributes of each, as /sys/class/power_supply has them."""
    for name, attributes in supplies.items():
        os.makedirs(os.path.join(root, name), exist_ok=True)
        for attribute, value in attributes.items():
            with open(os.path.join(root, name, attribute), "w", encoding="utf-8") as file:
                file.write(f"{value}\n")


def write_routes(root, text):
    os.makedirs(root, exist_ok=True)
    with open(os.path.join(root, "route"), "w", encoding="utf-8") as file:
        file.write(text)
