"""Measures each page against the bare view, both on one granian, one after the other; then the
bill of a busy month, the directory and the bookings, small and large; then a closure."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from bench.load import Result, measure
from tests.tools.env import exit_on_signals
from tests.tools.server import demo_server

BARE = "/bench/bare"
PAGES = {
    "home": "/",
    "news": "/actualites/",
    "centres": "/telecentres/",
    "one centre": "/telecentres/murat/",
    "standard page": "/le-programme/",
}
# The page cache keeps no address with a parameter it does not know.
UNCACHED = "?sans-cache=1"
# Each page is measured between two measures of the bare view, whose mean it is compared with:
# the machine may be busier at one time than at another.
SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))
# A server with the memory that a million profiles ask for: the rows of both directories.
SETTINGS = "shared_buffers=1GB,work_mem=16MB,max_wal_size=8GB"


def line(name: str, result: Result, ratio: float) -> str:
    return (
        f"  {name:<24}{result.per_second:>9.0f}/s   median {result.median_ms:>7.1f} ms   "
        f"p99 {result.p99_ms:>7.1f} ms   {ratio:>6.3f} × bare"
    )


def main() -> None:
    exit_on_signals()
    print("Loading the demo network and starting the server…", flush=True)
    with demo_server(workers=2, DJANGO_SETTINGS_MODULE="bench.settings") as server:
        paths = {f"{name}, cached": path for name, path in PAGES.items()}
        paths |= {f"{name}, made anew": path + UNCACHED for name, path in PAGES.items()}
        for path in (BARE, *paths.values()):
            measure(server.port, path, seconds=1)
        before = measure(server.port, BARE, seconds=SECONDS)
        print(line("bare view", before, 1.0), flush=True)
        for name, path in paths.items():
            result = measure(server.port, path, seconds=SECONDS)
            after = measure(server.port, BARE, seconds=SECONDS)
            bare = (before.per_second + after.per_second) / 2
            print(line(name, result, result.per_second / bare), flush=True)
            before = after
    directory = [sys.executable, "-m", "bench.directory"]
    subprocess.run([sys.executable, "-m", "bench.passes"], check=True)
    print("Writing profiles into a PostgreSQL of its own…", flush=True)
    postgres = [sys.executable, "-m", "tests.tools.postgres", "--"]
    large = {"BENCH_PROFILES": "1000,100000,1000000", "THROWAWAY_SETTINGS": SETTINGS}
    subprocess.run([*postgres, *directory], check=True, env={**large, **os.environ})
    print("Writing bookings, then closing a centre for a week, on others…", flush=True)
    for name in ("bench.bookings", "bench.closures"):
        subprocess.run([*postgres, sys.executable, "-m", name], check=True)
    print("Writing profiles into SQLite…", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        there = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        subprocess.run(directory, check=True, env=there)


if __name__ == "__main__":
    main()
