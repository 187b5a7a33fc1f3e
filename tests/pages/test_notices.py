"""Notices come, show where they should, and go by themselves."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from club.telecentres.models import Notice
from tests.club.telecentres.factories import TelecentreFactory
from tests.pages.factories import (
    make_home,
    make_standard,
    make_telecentre_index,
    make_telecentre_page,
)

pytestmark = pytest.mark.django_db

START = datetime(2026, 12, 1, 8, tzinfo=UTC)
END = datetime(2026, 12, 1, 18, tzinfo=UTC)


@pytest.fixture
def murat() -> Any:
    home = make_home()
    make_standard(home, slug="reseau")
    index = make_telecentre_index(home)
    make_telecentre_page(index, TelecentreFactory(slug="ydes"))
    return make_telecentre_page(index, TelecentreFactory(slug="murat")).telecentre


def shown(client: Client, path: str, at: datetime) -> bool:
    with time_machine.travel(at, tick=False):
        return "La route est coupée" in client.get(path).content.decode()


def notice(**fields: Any) -> Notice:
    told = {"text": "La route est coupée", "starts_at": START, "ends_at": END}
    return Notice.objects.create(**(told | fields))


@pytest.mark.parametrize(
    ("at", "is_shown"),
    [
        (START - timedelta(seconds=1), False),
        (START, True),
        (END - timedelta(seconds=1), True),
        (END, False),
    ],
)
def test_a_notice_shows_between_its_two_instants(
    client: Client, murat: Any, at: datetime, is_shown: bool
) -> None:
    notice()

    assert shown(client, "/reseau/", at) is is_shown


def test_a_notice_of_the_site_shows_on_every_page(client: Client, murat: Any) -> None:
    notice()

    paths = ("/", "/reseau/", "/telecentres/", "/telecentres/ydes/", "/compte/connexion/")

    assert [shown(client, path, START) for path in paths] == [True] * 5


def test_a_notice_of_a_centre_shows_on_its_page_only(client: Client, murat: Any) -> None:
    notice(telecentre=murat)

    paths = ("/", "/telecentres/ydes/", "/telecentres/murat/")

    assert [shown(client, path, START) for path in paths] == [False, False, True]


def test_the_gravest_notice_comes_first(client: Client, murat: Any) -> None:
    notice(text="Une information", severity="INFO")
    notice(text="Une alerte", severity="ALERT")

    with time_machine.travel(START, tick=False):
        html = client.get("/reseau/").content.decode()

    assert html.index("Une alerte") < html.index("Une information")


def test_what_a_notice_says_is_never_run(client: Client, murat: Any) -> None:
    notice(text="<script>alert(1)</script>")

    with time_machine.travel(START, tick=False):
        assert "<script>alert" not in client.get("/reseau/").content.decode()


def test_a_notice_cannot_end_before_it_starts(murat: Any) -> None:
    with pytest.raises(ValidationError, match="La fin de l’avis doit suivre son début"):
        Notice(text="Oups", starts_at=END, ends_at=START).full_clean()
