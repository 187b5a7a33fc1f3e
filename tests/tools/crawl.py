"""Every public page of a running server, found by following its links as a visitor would."""

from __future__ import annotations

import http.client
from collections import deque
from html.parser import HTMLParser
from urllib.parse import quote, urldefrag, urljoin, urlsplit

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


def crawl(base: str, start: str = "/", limit: int = 400) -> dict[str, int]:
    """Path (with its query) → status, of all that links lead to without logging in."""
    seen: dict[str, int] = {}
    waiting = deque([start])
    while waiting and len(seen) < limit:
        path = waiting.popleft()
        if path in seen:
            continue
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
