"""A rush over HTTP: 500 people ask for 20 desks within ten seconds, of three web processes.

    python -m tests.tools.rush

On SQLite and on PostgreSQL. Exactly 20 are booked, everyone else reads why not, nobody meets an
error page.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.tools.env import exit_on_signals
from tests.tools.postgres import throwaway_postgres
from tests.tools.server import Server, demo_server

PEOPLE, DESKS, SECONDS, WORKERS = 500, 20, 10.0, 3
STEPS = "/club/reservations/nouvelle/"
BOOKED, REFUSED = "booked", "told that it is taken"
TAKEN = "Cette place vient d’être prise".encode()
SECRET = "0123456789abcdefghijklmnopqrstuv"  # of the form's guard: cookie and field are the same
PREPARE = f"from tests.tools.rush_people import prepare; prepare({PEOPLE}, {DESKS})"
COUNT = "from tests.tools.rush_people import count; count()"


@dataclass
class Rush:
    """What everyone was answered, and how long it took."""

    answers: Counter[str]
    seconds: list[float]


async def ask(server: Server, told: dict, number: int, rush: Rush) -> None:
    """One person: waits for their moment, then sends the last step of a booking."""
    draw = random.Random(number)
    await asyncio.sleep(draw.uniform(0, SECONDS))
    desk = draw.choice(told["desks"])
    query = urlencode({"espace": desk, "debut": told["starts_at"], "fin": told["ends_at"]})
    body = urlencode({"form_token": f"ruee-{number}", "csrfmiddlewaretoken": SECRET}).encode()
    cookies = f"{told['session_cookie']}={told['sessions'][number]}; csrftoken={SECRET}"
    head = (
        f"POST {STEPS}?{query} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        f"Cookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    before = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(head.encode() + body)
    answer = await reader.read()
    writer.close()
    rush.seconds.append(time.monotonic() - before)
    rush.answers[_kind(answer)] += 1


def _kind(answer: bytes) -> str:
    status = answer[9:12]
    if status == b"302" and b"/club/reservations/" in answer:
        return BOOKED
    if status in (b"200", b"409") and TAKEN in answer:
        return REFUSED
    return f"something else, {answer[:12].decode(errors='replace')}"


async def everyone(server: Server, told: dict) -> Rush:
    rush = Rush(Counter(), [])
    await asyncio.gather(*(ask(server, told, number, rush) for number in range(PEOPLE)))
    return rush


def rush_on(name: str, **extra: str) -> list[tuple[str, str]]:
    """One rush; what went wrong."""
    with demo_server(workers=WORKERS, **extra) as server:
        told = json.loads(server.manage("shell", "-v0", "-c", PREPARE).splitlines()[-1])
        rush = asyncio.run(everyone(server, told))
        held = int(server.manage("shell", "-v0", "-c", COUNT).splitlines()[-1])
        broken = server.breakages()
    ordered = sorted(rush.seconds)
    print(
        f"  {name:<12} {held} held, {dict(rush.answers)}, "
        f"p95 {ordered[int(len(ordered) * 0.95)]:.2f} s",
        flush=True,
    )
    wanted = {BOOKED: DESKS, REFUSED: PEOPLE - DESKS}
    problems = [(name, line) for line in broken]
    if held != DESKS:
        problems.append((name, f"{held} desks held instead of {DESKS}"))
    if rush.answers != wanted:
        problems.append((name, f"{dict(rush.answers)} instead of {wanted}"))
    return problems


def rush_problems() -> list[tuple[str, str]]:
    """Both engines."""
    problems = rush_on("SQLite")
    with throwaway_postgres() as url:
        problems += rush_on("PostgreSQL", DATABASE_URL=url)
    return problems


if __name__ == "__main__":
    exit_on_signals()
    found = rush_problems()
    for where, what in found:
        print(f"{where}: {what}")
    sys.exit(1 if found else 0)
