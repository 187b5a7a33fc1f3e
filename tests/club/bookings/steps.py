"""The pages of bookings as a member reads them: addresses, what can be chosen, what is refused."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client

from club.bookings.models import Booking, SlotClaim
from club.bookings.steps_query import stamp
from club.telecentres.models import Space
from club.users.models import User
from tests.club.bookings.factories import make_booker

NEW = "/club/reservations/nouvelle/"


def entered(user: User | None = None) -> Client:
    client = Client()
    client.force_login(user or make_booker())
    return client


def address(space: Space | None = None, *, base: str = NEW, **told: object) -> str:
    """`starts_at` and `ends_at` as instants; the rest as it is written in the address."""
    times = {"starts_at": "debut", "ends_at": "fin"}
    query = {"espace": space.pk} if space else {}
    for name, value in told.items():
        query[times.get(name, name)] = stamp(value) if name in times else value
    return f"{base}?{urlencode(query)}"


def soup_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def page_of(client: Client, url: str) -> BeautifulSoup:
    return soup_of(client.get(url))


def words(node: Any) -> str:
    """Its text on one line, with plain spaces."""
    for one in node.find_all("br"):
        one.replace_with("\n")
    return re.sub(r"\s+", " ", node.get_text()).strip()


def problem_of(response: Any) -> str:
    """Why not, and what to do; what was asked for is left out."""
    found = soup_of(response).select_one("#erreurs")
    for asked in found.select(".asked") if found else ():
        asked.decompose()
    return words(found) if found else ""


def chips_of(page: BeautifulSoup) -> dict[str, str]:
    """What can be chosen, by the name that is read aloud."""
    return {words(one): one["href"] for one in page.select("a.chip")}


def confirm(client: Client, url: str, **form: str) -> Any:
    """Send the third step as its form does."""
    field = page_of(client, url).select_one("input[name=form_token]")
    return client.post(url, {"form_token": field["value"] if field else "jeton", **form})


def written() -> tuple[int, int, int]:
    return Booking.objects.count(), SlotClaim.objects.count(), len(mail.outbox)
