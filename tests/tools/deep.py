"""`make check-deep`: every public page through the tools that are too slow for each change.

W3C's validator and html-validate on each page, axe-core in every width and mode, Lighthouse on one
page of each type; the mail failures of `tests/tools/mail_failures.py`, the races of
`tests/tools/race.py`, the readers of `tests/tools/calendars.py`. Node tools live in node_modules,
which nothing else uses.
`tests/tools/race.py` and the large file of `tests/tools/big_import.py`. Node tools live in
node_modules, which nothing else uses.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.e2e.paths import FIXED, path_of
from tests.e2e.watch import Watch
from tests.tools.big_import import import_problems
from tests.tools.calendars import calendar_problems
from tests.tools.chromium import QUIET, find_chromium
from tests.tools.crawl import crawl, fetch
from tests.tools.env import ROOT, exit_on_signals
from tests.tools.mail_failures import find_problems
from tests.tools.race import race_problems
from tests.tools.rush import rush_problems
from tests.tools.server import Server, demo_server
from tests.tools.timing import timing_problems

Problem = tuple[str, str]  # where, what
MODULES = ROOT / "node_modules"
WIDTHS = (320, 768, 1280)
MODES: tuple[dict[str, Any], ...] = (
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"forced_colors": "active"},
)
# Out of 100; performance varies with the machine, the others do not.
LIGHTHOUSE = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
LIGHTHOUSE_TRIES = 3
# These ask not to be indexed: their SEO score says so.
NOT_INDEXED = ("comment", "search", "empty search", "log in", "sign up")


def missing_tools() -> list[str]:
    wanted = {"node": "nodejs", "npm": "npm", "java": "default-jre-headless"}
    missing = [package for program, package in wanted.items() if not shutil.which(program)]
    return missing + ([] if find_chromium() else ["chromium"])


def install_node_tools() -> None:
    """npm ci, unless node_modules already holds what package-lock.json says."""
    digest = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    stamp = MODULES / "installed"
    if stamp.exists() and stamp.read_text() == digest:
        return
    print("Installing the Node tools into node_modules…", flush=True)
    words = ["npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"]
    if subprocess.run(words, cwd=ROOT).returncode:
        sys.exit("The Node tools could not be installed: npm says why above. Is there a network?")
    stamp.write_text(digest)


def save_pages(server: Server, folder: Path) -> dict[str, str]:
    """Each public HTML page as a file; file name → path on the site."""
    names: dict[str, str] = {}
    for path, status in sorted(crawl(server.url, variants=1).items()):
        _status, content_type, body = fetch(server.url, path)
        if status == 200 and content_type.startswith("text/html"):
            name = f"{len(names):03}.html"
            (folder / name).write_text(body)
            names[name] = path
    name = f"{len(names):03}.html"
    (folder / name).write_text(fetch(server.url, FIXED["not found"])[2])
    names[name] = FIXED["not found"]
    return names


def w3c(folder: Path, names: dict[str, str]) -> list[Problem]:
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [
        "java",
        "-Xss2m",
        "-jar",
        str(jar),
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
    ]
    done = subprocess.run(
        [*command, *sorted(str(folder / name) for name in names)],
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        (names[Path(message["url"]).name], f"{message['message']} {message.get('extract', '')!r}")
        for message in json.loads(done.stdout)["messages"]
        if message["type"] == "error" or message.get("subType") == "warning"
    ]


def html_validate(folder: Path, names: dict[str, str]) -> list[Problem]:
    config = ROOT / "tests" / "tools" / "htmlvalidate.json"
    command = [str(MODULES / ".bin" / "html-validate"), "--config", str(config)]
    # Into a file: Node ends before a pipe has taken more than 64 kB.
    report = folder / "html-validate.json"
    pages = sorted(str(folder / name) for name in names)
    with report.open("w") as output:
        done = subprocess.run(
            [*command, "--formatter", "json", *pages],
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
        )
    told = report.read_text()
    if not told.startswith("["):
        return [("html-validate", f"did not run: {told}{done.stderr}")]
    return [
        (
            f"{names[Path(result['filePath']).name]}, line {message['line']}",
            f"{message['ruleId']}: {message['message']}",
        )
        for result in json.loads(told)
        for message in result["messages"]
    ]


def axe(server: Server, paths: list[str]) -> list[Problem]:
    problems: list[Problem] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        for mode in MODES:
            for width in WIDTHS:
                context = browser.new_context(
                    base_url=server.url,
                    viewport={"width": width, "height": 900},
                    reduced_motion="reduce",
                    **mode,
                )
                page = context.new_page()
                watch = Watch(page, server.url)
                for path in paths:
                    page.goto(path, wait_until="load")
                    where = f"{path} at {width} px, {' '.join(mode.values())}"
                    # Forced colours are the browser's own: axe reads ours, which are not shown.
                    without = ["color-contrast"] if "forced_colors" in mode else []
                    problems += [(where, line) for line in watch.axe(*without)]
                    if watch.overflow():
                        problems.append((where, f"too wide by {watch.overflow()} px"))
                context.close()
        browser.close()
    return problems


def lighthouse(server: Server) -> list[Problem]:
    return [
        line
        for name in FIXED
        if name != "not found"
        for line in lighthouse_page(name, f"{server.url}{path_of(name, server.url)}")
    ]


def lighthouse_page(name: str, url: str) -> list[Problem]:
    """The shortfalls of one page; the best of a few tries, for the machine is not always idle."""
    wanted = {
        key: score for key, score in LIGHTHOUSE.items() if key != "seo" or name not in NOT_INDEXED
    }
    best: dict[str, float] = dict.fromkeys(wanted, 0)
    reasons: list[str] = []
    for _try in range(LIGHTHOUSE_TRIES):
        try:
            report = lighthouse_report(url, list(wanted))
        except subprocess.CalledProcessError as error:
            # Its browser went away: the scores stay as they are, so a page never measured fails.
            reasons = [f"Lighthouse stopped: {error.stderr.strip()[-300:]}"]
            continue
        for key in wanted:
            best[key] = max(best[key], 100 * (report["categories"][key]["score"] or 0))
        reasons = [
            f"{audit['title']} {audit.get('displayValue', '')}".strip()
            for audit in report["audits"].values()
            if audit["score"] is not None and audit["score"] < 0.9
        ]
        if all(best[key] >= wanted[key] for key in wanted):
            break
    print(f"  {name:<16}" + "  ".join(f"{key} {best[key]:.0f}" for key in wanted), flush=True)
    return [
        (f"{name}, {url}", f"{key} {best[key]:.0f} < {wanted[key]} ({'; '.join(reasons)})")
        for key in wanted
        if best[key] < wanted[key]
    ]


def lighthouse_report(url: str, categories: list[str]) -> dict:
    command = [
        str(MODULES / ".bin" / "lighthouse"),
        url,
        "--quiet",
        "--output=json",
        "--output-path=stdout",
        f"--only-categories={','.join(categories)}",
        f"--chrome-flags=--headless=new {' '.join(QUIET)}",
    ]
    env = {**os.environ, "CHROME_PATH": find_chromium() or ""}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    return json.loads(done.stdout)


def print_grouped(problems: list[Problem]) -> None:
    """Each problem once, with where it is first seen and how many times."""
    places: dict[str, list[str]] = {}
    for where, what in problems:
        places.setdefault(what, []).append(where)
    for what, found in sorted(places.items(), key=lambda item: -len(item[1])):
        print(f"  {len(found):4} × {what}\n         {found[0]}")


def main() -> int:
    exit_on_signals()
    if missing := missing_tools():
        words = " ".join(missing)
        print(f"Missing here: {words}.\n  Debian: sudo apt-get install {words}")
        return 2
    install_node_tools()
    print("Loading the demo network and starting the server…", flush=True)
    problems: dict[str, list[Problem]] = {}
    with demo_server(workers=2) as server, tempfile.TemporaryDirectory() as folder:
        names = save_pages(server, Path(folder))
        print(f"{len(names)} public pages.", flush=True)
        paths = list(names.values())
        checks = {
            "W3C": lambda: w3c(Path(folder), names),
            "html-validate": lambda: html_validate(Path(folder), names),
            f"axe, {len(WIDTHS)} widths × {len(MODES)} modes": lambda: axe(server, paths),
            "Lighthouse": lambda: lighthouse(server),
            "timing of known and unknown accounts": timing_problems,
            "mail failures": find_problems,
            "a file of 50 000 people": import_problems,
            "a rush over HTTP": rush_problems,
            "the last place, asked for by many": race_problems,
            "calendars, by three programs": calendar_problems,
        }
        for title, check in checks.items():
            before = time.monotonic()
            print(f"=== {title}", flush=True)
            problems[title] = check()
            print_grouped(problems[title])
            print(
                f"  {len(problems[title])} problems, {time.monotonic() - before:.0f} s", flush=True
            )
    print("\n=== Summary")
    for title, lines in problems.items():
        print(f"  {'FAILED' if lines else 'ok    '}  {len(lines):4}  {title}")
    return 1 if any(problems.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
