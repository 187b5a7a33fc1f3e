"""Can the time of an answer tell whether an account exists? Part of `make check-deep`.

For each door, many requests for a known account and as many for an unknown one, mixed; AUC is the
chance that a known one took longer than an unknown one (0.5: nothing to tell). The control: without
even answers, a password that is checked must be told from an address that is refused before.
"""

from __future__ import annotations

import random
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar

from tests.tools.server import demo_server

KNOWN = "membre@demo.example"
BAND = (0.45, 0.55)
PAIRS, CONTROL_PAIRS = 500, 150
CLIENTS = 4


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


def post_seconds(url: str, form: dict[str, str]) -> float:
    """How long the post of a form takes, in a browser that knows nothing."""
    browser = urllib.request.build_opener(
        NoRedirect,
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPCookieProcessor(CookieJar()),
    )
    page = browser.open(url, timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        raise RuntimeError(f"{url} has no form")
    data = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **form}).encode()
    began = time.perf_counter()
    try:
        answer = browser.open(urllib.request.Request(url, data), timeout=30)
    except urllib.error.HTTPError as redirect:
        answer = redirect
    answer.read()
    took = time.perf_counter() - began
    if answer.status not in (200, 302):
        raise RuntimeError(f"{url} answered {answer.status}")
    return took


DOORS: dict[str, tuple[str, Callable[[str], dict[str, str]]]] = {
    "log in": (
        "/compte/connexion/",
        lambda email: {"login": email, "password": "pas le bon du tout"},
    ),
    "reset": ("/compte/mot-de-passe/oublie/", lambda email: {"email": email}),
    "sign up": (
        "/compte/inscription/",
        lambda email: {
            "public_name": "Essai",
            "email": email,
            "password1": "une phrase assez longue",
        },
    ),
}


def area_under_curve(known: list[float], unknown: list[float]) -> float:
    """Mann-Whitney's U over the number of pairs, ties counted for half."""
    ordered = sorted(unknown)
    wins = sum(bisect_left(ordered, one) + bisect_right(ordered, one) for one in known)
    return wins / (2 * len(known) * len(unknown))


def measure(server_url: str, door: str, pairs: int, unlike: str = "") -> float:
    """AUC of KNOWN against addresses of nobody, or against `unlike`."""
    path, form = DOORS[door]
    asked = [(True, KNOWN)] * pairs + [
        (False, unlike or f"{random.randbytes(6).hex()}@essai.example") for _ in range(pairs)
    ]
    random.shuffle(asked)
    with ThreadPoolExecutor(CLIENTS) as pool:
        seconds = list(
            pool.map(lambda one: post_seconds(f"{server_url}{path}", form(one[1])), asked)
        )
    known = [took for (is_known, _), took in zip(asked, seconds, strict=True) if is_known]
    unknown = [took for (is_known, _), took in zip(asked, seconds, strict=True) if not is_known]
    return area_under_curve(known, unknown)


def timing_problems() -> list[tuple[str, str]]:
    """Each door that can be told apart, and a control that tells nothing."""
    problems = []
    unlimited = "tests.tools.unlimited"
    with demo_server(DJANGO_SETTINGS_MODULE=unlimited) as server:
        for door in DOORS:
            area = measure(server.url, door, PAIRS)
            print(f"  {door:<10} AUC {area:.3f}", flush=True)
            if not BAND[0] <= area <= BAND[1]:
                problems.append((door, f"AUC {area:.3f} outside {BAND[0]}–{BAND[1]}"))
    with demo_server(DJANGO_SETTINGS_MODULE=unlimited, ACCOUNT_ANSWER_STEP="0") as server:
        area = measure(server.url, "log in", CONTROL_PAIRS, unlike="not an address")
    print(f"  control, uneven answers to unlike forms: AUC {area:.3f}", flush=True)
    if BAND[0] <= area <= BAND[1]:
        problems.append(("control", f"AUC {area:.3f}: a checked password could not be told"))
    return problems


if __name__ == "__main__":
    print(timing_problems())
