"""Every public page of a running server, found by following its links as a visitor would."""

from __future__ import annotations

import http.client
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urldefrag, urljoin, urlsplit

# Doors for people who have an account: not read by visitors.
PRIVATE = ("/gestion/", "/django-admin/", "/club/", "/documents/", "/media/", "/static/")


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = {"a": "href", "form": "action"}.get(tag)
        self.found += [value for name, value in attrs if name == wanted and value]


def fetch(base: str, path: str) -> tuple[int, str, str]:
    """Status, content type, text; redirects are not followed."""
    parts = urlsplit(base)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        connection.request("GET", quote(path, safe="/?&=+%#"))  # as a browser does
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        return answer.status, answer.headers.get("Content-Type", ""), body
    finally:
        connection.close()


def shape(path: str) -> tuple[str, tuple[str, ...]]:
    """The same for all weeks of one centre, or all pages of one list."""
    parts = urlsplit(path)
    return parts.path, tuple(sorted(parse_qs(parts.query, keep_blank_values=True)))


def crawl(base: str, start: str = "/", variants: int = 2) -> dict[str, int]:
    """Path (with its query) → status, of all that links lead to without logging in.

    Of addresses that differ by the values of their query only, `variants` are followed: the links
    « semaine suivante » never end.
    """
    seen: dict[str, int] = {}
    shapes: Counter[tuple[str, tuple[str, ...]]] = Counter()
    waiting = deque([start])
    while waiting:
        path = waiting.popleft()
        if path in seen or shapes[shape(path)] >= variants:
            continue
        shapes[shape(path)] += 1
        seen[path], content_type, body = fetch(base, path)
        if seen[path] != 200 or not content_type.startswith("text/html"):
            continue
        links = Links()
        links.feed(body)
        for link in links.found:
            target = urldefrag(urljoin(f"{base}{path}", link)).url
            local = target.removeprefix(base) or "/"
            if target.startswith(f"{base}/") and not local.startswith(PRIVATE):
                waiting.append(local)
    return seen
