"""Traces for bench/energy.py: drawn from seeds, or made of a web server's log.

A trace is (events, app): times in seconds at which events are tracked, and at which the application
itself uses the network.
"""
import collections
import datetime
import math
import random
import re

HOUR = 3600.0

# A session's length (log-normal): mean 5:26, median 1:46.
SESSION_MEDIAN, SESSION_MEAN = 106.0, 326.0
SESSION_SIGMA = math.sqrt(2 * math.log(SESSION_MEAN / SESSION_MEDIAN))

# A user acts three times on a page, so long after it was opened.
INTERACTIONS = 3
INTERACTION_AFTER = (4.0, 40.0)

LOG_LINE = re.compile(r'(\S+) \S+ \S+ \[([^\]]+)\] "(?:GET|POST) (\S+)')


def poisson(chance, mean, seconds):
    now, found = 0.0, []
    while (now := now + chance.expovariate(1 / mean)) < seconds:
        found.append(now)
    return found


def heavy_tailed(chance, mean, seconds):
    """Pauses from a Pareto distribution whose variance is not finite."""
    shape = 1.5
    scale = mean * (shape - 1) / shape
    now, found = 0.0, []
    while (now := now + scale * chance.paretovariate(shape)) < seconds:
        found.append(now)
    return found


def interactions(chance, page):
    return [page + chance.uniform(*INTERACTION_AFTER) for _ in range(INTERACTIONS)]


def sessions(chance, seconds, pause=1800.0):
    """Visits: pages 40 s apart on average, each with some requests, and what is done on it."""
    events, app, now = [], [], chance.expovariate(1 / pause)
    while now < seconds:
        end = now + min(chance.lognormvariate(math.log(SESSION_MEDIAN), SESSION_SIGMA), 2 * HOUR)
        page = now
        while page < end:
            request = page
            for _ in range(chance.randint(3, 13)):
                app.append(request)
                request += chance.expovariate(1 / 0.6)
            events += interactions(chance, page)
            page += chance.expovariate(1 / 40.0)
        now = end + chance.expovariate(1 / pause)
    return events, app


def polling(chance, seconds, period, event_mean, pause=600.0):
    """Sessions in which the application asks its server every `period` seconds."""
    events, app, now = [], [], chance.expovariate(1 / pause)
    while now < seconds:
        end = now + chance.lognormvariate(math.log(SESSION_MEDIAN), SESSION_SIGMA)
        events += [now + at for at in poisson(chance, event_mean, end - now)]
        while now < end:
            app.append(now)
            now += period * chance.uniform(0.95, 1.05)
        now = end + chance.expovariate(1 / pause)
    return events, app


def is_page(path):
    name = path.split("?")[0].rsplit("/", 1)[-1]
    return "." not in name or name.endswith(".html")


def clients_of(log, seed):
    """One trace for each client of the log: its requests, and interactions after its pages."""
    requests = collections.defaultdict(list)
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if match := LOG_LINE.match(line):
            client, time, path = match.groups()
            at = datetime.datetime.strptime(time, "%d/%b/%Y:%H:%M:%S %z").timestamp()
            requests[client].append((at, path))
    chance = random.Random(seed)
    traces = []
    for client in sorted(requests):
        begin = min(at for at, _ in requests[client])
        app = sorted(at - begin for at, _ in requests[client])
        events = [event for at, path in requests[client] if is_page(path)
                  for event in interactions(chance, at - begin)]
        if events:
            traces.append((sorted(events), app))
    return traces


def sorted_trace(trace):
    return sorted(trace[0]), sorted(trace[1])


def drawn(seed, count, draw):
    return [sorted_trace(draw(random.Random(f"{seed}/{i}"))) for i in range(count)]


def poisson_set(seed, event_mean, app_mean, count=3, hours=10):
    return drawn(f"{seed}/{event_mean}/{app_mean}", count, lambda chance: (
        poisson(chance, event_mean, hours * HOUR), poisson(chance, app_mean, hours * HOUR)))


def without_app(traces):
    return [(events, []) for events, _ in traces]
