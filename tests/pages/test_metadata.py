"""What machines read of a page."""

import json
import re
from datetime import date, time
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client

from club.telecentres.json_ld import as_script
from club.telecentres.models import ExceptionalHours, OpeningHours
from tests.club.telecentres.factories import TelecentreFactory
from tests.pages.factories import (
    make_article,
    make_home,
    make_news,
    make_private,
    make_standard,
    make_telecentre_index,
    make_telecentre_page,
)

pytestmark = pytest.mark.django_db

JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
PROPERTY = re.compile(r'<meta property="([^"]+)" content="([^"]*)">')


def structured(html: str) -> dict[str, Any]:
    return json.loads(JSON_LD.findall(html)[0])


def test_an_article_is_a_news_article(client: Client) -> None:
    article = make_article(
        make_news(make_home()), title="Neige </script><script>alert(1)", slug="neige"
    )

    html = client.get("/actualites/neige/").content.decode()

    data = structured(html)
    assert len(JSON_LD.findall(html)) == 1
    assert (data["@context"], data["@type"]) == ("https://schema.org", "NewsArticle")
    assert data["headline"] == article.title
    assert data["datePublished"] == "2026-05-01T12:00:00+00:00"
    assert data["mainEntityOfPage"] == "http://testserver/actualites/neige/"


def test_nothing_in_the_data_can_end_its_script() -> None:
    script = as_script({"name": "</script><!-- & \u2028"})

    assert script.count("<") == 2  # the element's own two tags
    assert json.loads(JSON_LD.findall(script)[0])["name"] == "</script><!-- & \u2028"


def test_a_centre_is_a_coworking_space_with_its_hours(client: Client) -> None:
    centre = TelecentreFactory(slug="murat", phone="04 65 71 15 03")
    for weekday, opens, closes, access in (
        (0, 9, 12, "HOST"),
        (1, 9, 12, "HOST"),
        (0, 14, 18, "HOST"),
        (0, 18, 22, "CODE"),
    ):
        OpeningHours.objects.create(
            telecentre=centre,
            weekday=weekday,
            opens=time(opens),
            closes=time(closes),
            access=access,
        )
    ExceptionalHours.objects.create(telecentre=centre, day=date(2026, 11, 24), reason="Foire")
    make_telecentre_page(make_telecentre_index(make_home()), centre)

    with time_machine.travel("2026-11-23 10:00:00+01:00", tick=False):
        data = structured(client.get("/telecentres/murat/").content.decode())

    assert data["@type"] == ["LocalBusiness", "CoworkingSpace"]
    assert data["telephone"] == "04 65 71 15 03"
    assert [
        (row["opens"], row["closes"], [day.rsplit("/", 1)[1] for day in row["dayOfWeek"]])
        for row in data["openingHoursSpecification"]
    ] == [("09:00", "12:00", ["Monday", "Tuesday"]), ("14:00", "18:00", ["Monday"])]
    assert [
        (row["validFrom"], row["opens"], row["closes"])
        for row in data["specialOpeningHoursSpecification"]
    ] == [("2026-11-24", "00:00", "00:00")]


def test_a_page_has_a_card_and_one_canonical_address(client: Client) -> None:
    make_standard(make_home(), title="Le réseau", slug="reseau", introduction="Dix « lieux ».")

    html = client.get("/reseau/?jour=2026-11-23").content.decode()

    card = dict(PROPERTY.findall(html))
    assert card["og:title"] == "Le réseau"
    assert card["og:url"] == "http://testserver/reseau/"
    assert card["og:description"] == "Dix « lieux »."
    assert re.findall(r'rel="canonical" href="([^"]+)"', html) == ["http://testserver/reseau/"]


def test_the_site_map_lists_what_anyone_may_read(client: Client) -> None:
    home = make_home()
    make_standard(home, slug="reseau")
    make_private(make_standard(home, slug="prive"))
    make_standard(home, slug="brouillon", live=False)

    response = client.get("/sitemap.xml")

    tree = ElementTree.fromstring(response.content)  # noqa: S314 (our own answer)
    found = [node.text for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert found == [f"http://testserver{path}" for path in ("/", "/reseau/", "/annuaire/")]


def test_robots_are_told_what_to_leave_and_where_the_map_is(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /gestion/" in text
    assert text.rstrip().endswith("Sitemap: http://testserver/sitemap.xml")
