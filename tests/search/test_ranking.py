"""What is found, in what order, and what never is."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from club.telecentres.models import Space
from club.telecentres.query import Query
from pages.models import HomePage, StandardPage, TelecentreIndexPage, TelecentrePage
from search.index import rebuild
from search.models import PageEntry
from search.provider import find_pages, read_pages
from tests.club.telecentres.factories import EquipmentFactory, SpaceFactory, TelecentreFactory
from tests.search.factories import make_article, make_home, make_news, make_page

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)


@pytest.fixture
def home() -> HomePage:
    return make_home()


def titles(asked: str) -> list[str]:
    found = find_pages(Query.parse(asked), AnonymousUser())
    return [match.title for match in sorted(found, key=lambda match: match.rank)]


def test_title_comes_before_introduction_before_text_then_the_newest(home: HomePage) -> None:
    news = make_news(home)
    make_article(news, "Dans le texte", day=TODAY, text="Un mot sur la gentiane.")
    make_article(news, "Introduite", day=TODAY - timedelta(days=1), introduction="La gentiane.")
    make_article(news, "La gentiane ancienne", day=TODAY - timedelta(days=900))
    make_article(news, "La gentiane nouvelle", day=TODAY - timedelta(days=800))
    assert titles("gentianes") == [
        "La gentiane nouvelle",
        "La gentiane ancienne",
        "Introduite",
        "Dans le texte",
    ]


def test_every_word_is_needed_else_some_will_do(home: HomePage) -> None:
    make_page(home, "Le burin et la gentiane")
    make_page(home, "Le burin")
    assert titles("burin gentiane") == ["Le burin et la gentiane"]
    found = find_pages(Query.parse("burin zzzz"), AnonymousUser())
    assert [match.missing for match in found] == [1, 1]
    assert titles("zzzz") == []


def test_every_block_is_read_and_what_editors_choose_is_not(home: HomePage) -> None:
    rich = "<p>marmotte</p><ul><li>renard</li><li>loup</li></ul>"
    page = make_page(home, "Blocs")
    page.body = [
        {"type": "accordion", "value": {"items": [{"question": "hermine ?", "answer": rich}]}},
        {"type": "table", "value": {"caption": "chamois", "rows": [["a", "b"], ["mouflon", "c"]]}},
        {"type": "quote", "value": {"text": "cigogne", "author": "Milan Royal"}},
        {"type": "callout", "value": {"tone": "advice", "title": "truite", "text": "<p>ombre</p>"}},
        {"type": "video", "value": {"title": "film", "transcription": "<p>busard</p>"}},
        {"type": "people", "value": {"people": [{"name": "Odile", "role": "bergère"}]}},
        {"type": "steps", "value": {"steps": [{"title": "estive", "text": "<p>burons</p>"}]}},
        {"type": "figures", "value": {"figures": [{"value": "12", "label": "salers"}]}},
    ]
    page.save()
    asked = "marmotte renard loup hermine chamois mouflon cigogne milan truite ombre busard odile"
    for word in [*asked.split(), "bergère", "estive", "buron", "salers", "film"]:
        assert titles(word) == ["Blocs"], word
    assert titles("conseil") == []
    entry = PageEntry.objects.get(page=page)
    assert "renard loup" in entry.body
    assert "<" not in entry.body


def test_tags_and_signature_of_an_article_are_found_once_published(home: HomePage) -> None:
    article = make_article(make_news(home), "Titre", day=TODAY, author_label="Odile Salers")
    article.tags.add("Estives")
    article.save_revision().publish()
    assert (titles("estive"), titles("odile")) == (["Titre"], ["Titre"])


def test_only_what_anyone_may_open_is_found(home: HomePage) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    secret, member = (
        {"restriction_type": "password", "password": "x"},
        {"restriction_type": "login"},
    )
    make_page(home, "La gentiane publique")
    make_page(home, "La gentiane en brouillon", live=False)
    make_page(home, "La gentiane expirée", expire_at=yesterday)
    PageViewRestriction.objects.create(page=make_page(home, "La gentiane privée"), **secret)
    section = make_page(home, "Section")
    make_page(section, "La gentiane des membres")
    PageViewRestriction.objects.create(page=section, **member)
    assert titles("gentiane") == ["La gentiane publique"]
    keys = list(PageEntry.objects.values_list("pk", flat=True))
    shown = {hit.title for hit in read_pages(keys, AnonymousUser()).values()}
    assert shown == {"Accueil", "La gentiane publique"}

    PageViewRestriction.objects.all().delete()  # the negative control
    assert len(titles("gentiane")) == 3


def test_an_unpublished_change_is_not_found(home: HomePage) -> None:
    page = make_page(home, "La gentiane")
    page.title = "Le myrtillier"
    page.save_revision()
    assert (titles("gentiane"), titles("myrtillier")) == (["La gentiane"], [])
    page.get_latest_revision().publish()
    assert (titles("gentiane"), titles("myrtillier")) == ([], ["Le myrtillier"])


def test_unpublished_published_and_deleted_pages_come_and_go(home: HomePage) -> None:
    page = make_page(home, "La gentiane")
    page.unpublish()
    assert titles("gentiane") == []
    page.save_revision().publish()
    assert titles("gentiane") == ["La gentiane"]
    page.delete()
    assert (titles("gentiane"), PageEntry.objects.count()) == ([], 1)


def test_rebuilding_gives_the_same_index(home: HomePage) -> None:
    make_page(home, "La gentiane", text="un texte")
    before = list(PageEntry.objects.order_by("pk").values())
    PageEntry.objects.all().delete()
    assert (rebuild(), list(PageEntry.objects.order_by("pk").values())) == (2, before)


@pytest.fixture
def centre_page(home: HomePage) -> TelecentrePage:
    index = TelecentreIndexPage(title="Télécentres", slug="telecentres")
    home.add_child(instance=index)
    centre = TelecentreFactory(name="Télécentre du Val", short_name="Val", host="La minoterie")
    page = TelecentrePage(
        title=centre.name, slug=centre.slug, telecentre=centre, introduction="Près du moulin."
    )
    index.add_child(instance=page)
    return page


def test_a_centre_is_found_once_by_its_facts_of_this_instant(centre_page: Any) -> None:
    centre = centre_page.telecentre
    assert titles("val") == ["Télécentre du Val"]
    assert titles("minoterie moulin") == ["Télécentre du Val"]
    space = SpaceFactory(telecentre=centre, kind=Space.Kind.VIDEO_ROOM)
    space.equipment.add(EquipmentFactory(name="Rétroprojecteur"))
    assert titles("visio conference retro-projecteurs") == ["Télécentre du Val"]
    centre.host = "La filature"
    centre.save()
    assert (titles("filature"), titles("minoterie")) == (["Télécentre du Val"], [])


def test_a_centre_out_of_service_or_without_open_page_is_not_found(centre_page: Any) -> None:
    centre = centre_page.telecentre
    centre.is_active = False
    centre.save()
    assert titles("minoterie") == []
    centre.is_active = True
    centre.save()
    centre_page.unpublish()
    assert titles("minoterie") == []


def test_a_page_of_another_kind_is_not_indexed() -> None:
    Page.get_first_root_node().add_child(instance=Page(title="Gentiane", slug="g"))
    assert (rebuild(), StandardPage.objects.count()) == (0, 0)
