"""The pages of bookings as a member reads them: addresses, what can be chosen, what is refused."""

from __future__ import annotations

import re
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


def page_of(client: Client, url: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(url).content, "html.parser")


def words(node) -> str:
    """Its text on one line, with plain spaces."""
    for one in node.find_all("br"):
        one.replace_with("\n")
    return re.sub(r"\s+", " ", node.get_text()).strip()


def problem_of(response) -> str:
    page = BeautifulSoup(response.content, "html.parser")
    found = page.select_one("#erreurs")
    return words(found) if found else ""


def chips_of(page: BeautifulSoup) -> dict[str, str]:
    """What can be chosen, by the name that is read aloud."""
    chips = page.select("a.chip")
    return {one["aria-label"].replace("\xa0", " "): one["href"] for one in chips}


def confirm(client: Client, url: str, **form: str):
    """Send the third step as its form does."""
    field = page_of(client, url).select_one("input[name=form_token]")
    return client.post(url, {"form_token": field["value"] if field else "jeton", **form})


def written() -> tuple[int, int, int]:
    return Booking.objects.count(), SlotClaim.objects.count(), len(mail.outbox)
