"""The directory small and large, on the database of DATABASE_URL.

    python -m tests.tools.postgres -- python -m bench.directory

Each question is asked of the service (a search with its counts, and the first page of its cards),
then as a whole page of the catalogue, made anew by the site in this process, and of the naive way:
`icontains` on the same fields. Prints the 95th percentiles at each size, how much the service grew,
and how many times longer the naive way takes.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SIZES = tuple(int(one) for one in os.environ.get("BENCH_PROFILES", "1000,100000").split(","))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "40"))
NAIVE_ROUNDS = 3
PER_PAGE = 24
ANEW = ", counted anew"  # nothing that was remembered of the counts is read
QUESTIONS = {
    "a trade": "q=comptabilite",
    "a trade near a commune": "q=compta&commune=Murat&km=20",
    "a skill": "competence=comptabilite",
    "a skill and a place": "competence=comptabilite&commune=Murat&km=20",
    "a skill and a centre": "competence=comptabilite&telecentre=murat",
    "a skill, free now": "competence=comptabilite&disponibilite=now",
    "two words": "q=comptabilite+murat",
    "a name": "q=chloe+vidal",
    "a typing error": "q=conptabilite",
    "a centre": "telecentre=murat",
    "a centre" + ANEW: "telecentre=murat",
    "everyone": "vue=cartes",
    "everyone" + ANEW: "vue=cartes",
}


@dataclass(frozen=True)
class Times:
    """95th percentiles, in milliseconds."""

    service: float
    page: float
    naive: float  # median of a few


def set_up() -> None:
    """The site as it is served, in this process, on an empty database."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    sys.path.insert(0, "site")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def measure(name: str, question: str) -> Times:
    from django.http import QueryDict
    from django.test import Client

    from bench.directory_naive import naive_search
    from club.members.directory import search
    from club.members.directory_query import read_query
    from club.members.visibility import Reader
    from club.telecentres.freshness import draw_version

    client = Client(SERVER_NAME="localhost")
    before: Callable[[], object] = draw_version if name.endswith(ANEW) else lambda: None

    def service(_turn: int) -> None:
        search(read_query(QueryDict(question)).filters, reader=Reader.VISITOR).cards(0, PER_PAGE)

    def page(turn: int) -> None:
        response = client.get(f"/annuaire/?{question}&turn={turn}")
        assert response.status_code == 200, response.status_code

    def naive(_turn: int) -> None:
        naive_search(read_query(QueryDict(question)).filters, PER_PAGE)

    draw_version()
    return Times(
        p95(service, before, ROUNDS), p95(page, before, ROUNDS), p95(naive, before, NAIVE_ROUNDS)
    )


def p95(ask: Callable[[int], Any], before: Callable[[], object], rounds: int) -> float:
    """The 95th percentile of so many rounds, after two that are not counted; of a few rounds,
    their median, after none."""
    warm = 2 if rounds >= 20 else 0
    times = []
    gc.collect()
    for turn in range(rounds + warm):
        before()
        start = time.perf_counter()
        ask(turn)
        times.append(1000 * (time.perf_counter() - start))
    kept = sorted(times[warm:])
    return kept[round(rounds * 0.95) - 1] if warm else kept[rounds // 2]


def heading() -> str:
    from django.db import connection

    if connection.vendor != "postgresql":
        return "SQLite"
    with connection.cursor() as cursor:
        told = []
        for name in ("server_version", "shared_buffers", "work_mem"):
            cursor.execute(f"SHOW {name}")
            told.append(f"{name} {cursor.fetchone()[0]}")
    return "PostgreSQL, " + ", ".join(told)


def main() -> None:
    set_up()
    from bench.directory_data import add_profiles, finish, load_network

    load_network()
    found: dict[str, list[Times]] = {name: [] for name in QUESTIONS}
    total = 0
    for size in SIZES:
        start = time.perf_counter()
        add_profiles(size - total)
        finish()
        total = size
        print(f"  {size:,} profiles written in {time.perf_counter() - start:.0f} s", flush=True)
        for name, question in QUESTIONS.items():
            found[name].append(measure(name, question))
    load = os.getloadavg()[1]
    print(f"\n  {heading()}; load of the machine {load:.1f} on {os.cpu_count()} cores")
    print(f"  {'p95, ms':<26}" + "".join(f"{size:>11,}" for size in SIZES), end="")
    print(f"{'growth':>10}{'whole page':>12}{'naive':>10}{'× naive':>9}")
    for name, times in found.items():
        last = times[-1]
        figures = "".join(f"{one.service:>11.1f}" for one in times)
        growth = last.service / times[0].service
        print(
            f"  {name:<26}{figures}{growth:>9.1f}×{last.page:>12.1f}{last.naive:>10.0f}"
            f"{last.naive / last.service:>8.1f}×",
            flush=True,
        )


if __name__ == "__main__":
    main()
