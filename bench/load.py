"""A small HTTP load generator: keep-alive connections, one request at a time on each."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Result:
    per_second: float
    median_ms: float
    p99_ms: float


class WrongAnswer(RuntimeError):
    """The page measured does not answer 200 with a length: its speed would mean nothing."""


async def one_connection(port: int, request: bytes, until: float, times: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while time.perf_counter() < until:
            before = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            if not head.startswith(b"HTTP/1.1 200") or not length:
                raise WrongAnswer(head.decode("latin-1"))
            await reader.readexactly(int(length[1]))
            times.append(time.perf_counter() - before)
    finally:
        writer.close()


async def measure_async(port: int, path: str, connections: int, seconds: float) -> Result:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    times: list[float] = []
    start = time.perf_counter()
    until = start + seconds
    await asyncio.gather(*(one_connection(port, request, until, times) for _ in range(connections)))
    elapsed = time.perf_counter() - start
    times.sort()
    return Result(
        per_second=len(times) / elapsed,
        median_ms=1000 * times[len(times) // 2],
        p99_ms=1000 * times[int(len(times) * 0.99)],
    )


def measure(port: int, path: str, *, connections: int = 8, seconds: float = 5) -> Result:
    """GET `path` again and again for `seconds`, over `connections` connections at once."""
    return asyncio.run(measure_async(port, path, connections, seconds))
