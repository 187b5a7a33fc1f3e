"""What a browser saw while it showed a page."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"]


class Watch:
    """Notes the requests (with the bytes that travelled) and the errors of one page."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.urls: list[str] = []
        self.bytes = 0
        self.errors: list[str] = []
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._note_request)
        session.on("Network.loadingFinished", self._note_end)

    def _note_console(self, message: ConsoleMessage) -> None:
        # A violation of the content security policy is told here as an error.
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def _note_request(self, event: dict) -> None:
        url = event["request"]["url"]
        if not url.startswith("data:"):
            self.urls.append(url)

    def _note_end(self, event: dict) -> None:
        self.bytes += event["encodedDataLength"]

    @property
    def foreign_urls(self) -> list[str]:
        return [url for url in self.urls if not url.startswith(f"{self.origin}/")]

    @property
    def cookies(self) -> list[str]:
        return [cookie["name"] for cookie in self.page.context.cookies()]

    def axe(self, *without: str) -> list[str]:
        """The violations axe-core finds, a line per element; `without` names rules left out."""
        if not self.page.evaluate("typeof window.axe === 'object'"):
            self.page.evaluate(AXE)
        rules = {rule: {"enabled": False} for rule in without}
        options = json.dumps({"runOnly": AXE_TAGS, "rules": rules, "resultTypes": ["violations"]})
        found = self.page.evaluate(f"axe.run(document, {options})")
        return [
            f"{violation['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    def overflow(self) -> int:
        """How many pixels the page is wider than the window (0: no sideways scrolling)."""
        return self.page.evaluate(
            "Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"
        )
