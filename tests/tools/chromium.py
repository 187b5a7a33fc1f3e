"""Debian's Chromium, driven by Playwright (which downloads none of its own)."""

import shutil

# It must not talk to anyone by itself: tests assert that no request leaves our origin.
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
]


def find_chromium() -> str | None:
    """The path of the system's Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")
