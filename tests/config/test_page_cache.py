"""Pages kept for readers: fast, shared by no one else, right at once after a change."""

import gzip
from datetime import timedelta
from typing import Any

import brotli
import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from club.telecentres.freshness import VERSION_KEY
from club.telecentres.models import Notice
from club.users.models import User
from pages.models import HomePage, StandardPage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> Any:
    cache.clear()
    cache.set(VERSION_KEY, "first")
    yield
    cache.clear()


@pytest.fixture
def page() -> StandardPage:
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Accueil", slug="accueil", heading="Bonjour"))
    Site.objects.update(is_default_site=False, hostname="elsewhere.example")
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    return home.add_child(
        instance=StandardPage(title="Le réseau", slug="reseau", introduction="Dix lieux.")
    )


def get(client: Client, path: str = "/reseau/", **headers: str) -> Any:
    return client.get(
        path, headers={key.replace("_", "-"): value for key, value in headers.items()}
    )


def test_a_second_reader_is_answered_without_a_query(
    client: Client, page: StandardPage, django_assert_num_queries: Any
) -> None:
    first = get(client)

    with django_assert_num_queries(0):
        second = get(client)

    assert (second.status_code, second.content) == (200, first.content)


def test_a_first_request_after_the_version_is_lost_is_kept_by_no_one(
    client: Client, page: StandardPage, django_capture_on_commit_callbacks: Any
) -> None:
    cache.delete(VERSION_KEY)

    with django_capture_on_commit_callbacks(execute=True):
        response = get(client)

    assert not response.has_header("ETag")
    assert cache.get(VERSION_KEY)


@pytest.mark.parametrize(
    ("offered", "encoding", "read"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip, br;q=0", "gzip", gzip.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("", "", bytes),
        ("identity", "", bytes),
    ],
)
def test_the_page_is_sent_in_the_encoding_the_reader_accepts(
    client: Client, page: StandardPage, offered: str, encoding: str, read: Any
) -> None:
    response = get(client, accept_encoding=offered)

    assert response.get("Content-Encoding", "") == encoding
    assert "Le réseau".encode() in read(response.content)
    assert int(response["Content-Length"]) == len(response.content)


def test_a_reader_who_knows_the_page_gets_a_304(client: Client, page: StandardPage) -> None:
    first = get(client)

    again = get(client, if_none_match=f'"other", W/{first["ETag"]}')
    other = get(client, if_none_match='"other"')

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert other.status_code == 200


def test_caches_are_told_to_ask_again_and_what_the_page_depends_on(
    client: Client, page: StandardPage
) -> None:
    response = get(client)

    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert {word.strip() for word in response["Vary"].split(",")} == {"Cookie", "Accept-Encoding"}
    assert not response.cookies


def test_a_page_published_again_is_read_at_once(
    client: Client, page: StandardPage, django_capture_on_commit_callbacks: Any
) -> None:
    get(client)

    with django_capture_on_commit_callbacks(execute=True):
        page.introduction = "Onze lieux."
        page.save_revision().publish()

    assert "Onze lieux." in get(client).content.decode()


def test_without_a_new_version_the_old_page_is_read(client: Client, page: StandardPage) -> None:
    """The control of the test above: a change that draws no version is not seen."""
    get(client)

    StandardPage.objects.filter(pk=page.pk).update(introduction="Onze lieux.")

    assert "Onze lieux." not in get(client).content.decode()


def test_a_notice_is_read_at_once(
    client: Client, page: StandardPage, django_capture_on_commit_callbacks: Any
) -> None:
    get(client)
    now = timezone.now()

    with django_capture_on_commit_callbacks(execute=True):
        Notice.objects.create(text="Neige à Murat", starts_at=now, ends_at=now + timedelta(hours=1))

    assert "Neige à Murat" in get(client).content.decode()


def test_a_page_made_private_is_no_longer_given(
    client: Client, page: StandardPage, django_capture_on_commit_callbacks: Any
) -> None:
    get(client)

    with django_capture_on_commit_callbacks(execute=True):
        restriction = PageViewRestriction.objects.create(
            page=page, restriction_type=PageViewRestriction.GROUPS
        )
        restriction.groups.add(Group.objects.create(name="Essai"))

    assert get(client).status_code == 302


def test_a_change_undone_draws_no_version(page: StandardPage) -> None:
    def publish_then_fail() -> None:
        with transaction.atomic():
            page.save()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        publish_then_fail()

    assert cache.get(VERSION_KEY) == "first"


def test_logging_in_draws_no_version(django_capture_on_commit_callbacks: Any) -> None:
    user = User.objects.create_user("lea@demo.example", public_name="Léa")
    cache.set(VERSION_KEY, "after")

    with django_capture_on_commit_callbacks(execute=True):
        user.save(update_fields=("last_login",))
    assert cache.get(VERSION_KEY) == "after"

    with django_capture_on_commit_callbacks(execute=True):
        user.save(update_fields=("public_name",))
    assert cache.get(VERSION_KEY) != "after"


def test_who_is_logged_in_is_never_given_nor_leaves_a_kept_page(
    client: Client, page: StandardPage
) -> None:
    user = User.objects.create_user("lea@demo.example", public_name="Léa Vidal")
    client.force_login(user)

    theirs = get(client)
    anonymous = get(Client())

    assert "Léa Vidal" in theirs.content.decode()
    assert theirs["Cache-Control"] == "private, no-store"
    assert "Léa Vidal" not in anonymous.content.decode()
    assert "Léa Vidal" in get(client).content.decode()


@pytest.mark.parametrize(
    "path", ["/compte/connexion/", "/readyz", "/reseau/?inconnu=1", "/absente/"]
)
def test_forms_probes_unknown_queries_and_errors_are_kept_by_no_one(
    client: Client, page: StandardPage, path: str
) -> None:
    first, second = get(client, path), get(client, path)

    assert not first.has_header("ETag")
    assert not second.has_header("ETag")


def test_two_hosts_never_share_a_page(
    client: Client, page: StandardPage, settings: Any, django_assert_num_queries: Any
) -> None:
    get(client)

    other = client.get("/reseau/", headers={"host": "localhost"})
    wrong = client.get("/reseau/", headers={"host": "evil.example"})

    assert other.status_code == 200
    assert "http://localhost/reseau/" in other.content.decode()
    assert wrong.status_code == 400


def test_a_cache_that_is_away_slows_the_site_only(
    client: Client, page: StandardPage, settings: Any
) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "config.caches.SteadyRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    response = get(client)
    page.save()
    ready = client.get("/readyz")

    assert response.status_code == 200
    assert (ready.status_code, ready.json()["cache"]) == (503, "failed: ConnectionError")


def test_with_the_database_as_cache_a_kept_page_costs_two_queries(
    client: Client, page: StandardPage, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache_of_the_test",
        }
    }
    call_command("createcachetable")
    cache.set(VERSION_KEY, "first")
    get(client)

    with django_assert_num_queries(2):
        response = get(client)

    assert response.has_header("ETag")
