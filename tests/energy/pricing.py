"""The energy of instants of traffic by the formula alone, apart from the C++ that is tested.

Gaps between neighbours cost the tail's stages; where the radio falls asleep in between, idle power
and a promotion too. The first promotion and the last tail come once.
"""


def gap_joules(radio, gap):
    joules, left = 0.0, gap
    for stage in ("tail", "second_tail"):
        seconds = min(left, radio[f"{stage}_seconds"])
        joules += seconds * radio[f"{stage}_milliwatts"] / 1e3
        left -= seconds
    if gap > radio["tail_seconds"] + radio["second_tail_seconds"]:
        joules += left * radio["idle_milliwatts"] / 1e3 + promotion_joules(radio)
    return joules


def promotion_joules(radio):
    return radio["promotion_seconds"] * radio["promotion_milliwatts"] / 1e3


def joules(radio, instants):
    instants = sorted(instants)
    if not instants:
        return 0.0
    tail = gap_joules(radio, radio["tail_seconds"] + radio["second_tail_seconds"])
    gaps = sum(gap_joules(radio, b - a) for a, b in zip(instants, instants[1:]))
    return promotion_joules(radio) + gaps + tail


def marginal_joules(radio, app, flushes, bytes_sent):
    seconds = bytes_sent * 8e-6 / radio["uplink_mbps"]
    milliwatts = (radio["upload_milliwatts_per_mbps"] * radio["uplink_mbps"] +
                  radio["upload_milliwatts"])
    return (joules(radio, [*app, *flushes]) - joules(radio, app) + seconds * milliwatts / 1e3)
