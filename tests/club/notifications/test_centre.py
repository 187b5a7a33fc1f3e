"""« Vos notifications » and the count in the header."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from club.notifications.models import Notification
from club.notifications.views import PER_PAGE
from tests.club.notifications.factories import make_notification, make_person

pytestmark = pytest.mark.django_db
LIST = "/club/notifications/"


@pytest.fixture
def user(client):
    person = make_person()
    client.force_login(person)
    return person


def page_of(client, address: str = LIST) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [link.get_text() for link in page.select(".notification h3 a")]


def test_a_stranger_logs_in_first(client):
    answer = client.get(LIST)

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/compte/connexion/?next={LIST}"


def test_it_lists_what_is_mine_newest_first_by_day(client, user):
    now = timezone.localtime().replace(hour=12)
    make_notification(make_person("jo"), "À une autre")
    for days, title in ((1, "b"), (40, "c"), (0, "a")):
        make_notification(user, title, created_at=now - timedelta(days=days))

    page = page_of(client)

    assert titles(page) == ["a", "b", "c"]
    days = [day.get_text() for day in page.select(".notification-day h2")]
    assert days[:2] == ["Aujourd’hui", "Hier"]
    assert page.select("time")[2]["datetime"] == str((now - timedelta(days=40)).date())


def test_what_is_not_read_says_so_in_words(client, user):
    make_notification(user, "lue", read_at=timezone.now())
    make_notification(user, "nouvelle")

    lines = {
        line.a.get_text(): "Non lue" in line.get_text()
        for line in page_of(client).select(".notification")
    }

    assert lines == {"lue": False, "nouvelle": True}


def test_what_people_typed_is_shown_as_text(client, user):
    make_notification(user, "<b>Gras</b>", text="a\n<script>", subject_label="<i>Sujet</i>")

    html = client.get(LIST).content.decode()

    assert "<b>Gras" not in html
    assert "a<br>&lt;script&gt;" in html
    assert "<i>Sujet" not in html


def test_an_empty_list_says_what_will_come(client, user):
    page = page_of(client)

    assert page.select_one(".empty h2").get_text() == "Rien de nouveau pour vous"
    assert page.select("main form") == []


def test_opening_one_leads_to_it_and_marks_it_read(client, user):
    one, other = make_notification(user, url="/telecentres/"), make_notification(user)

    answer = client.get(f"{LIST}{one.pk}/")
    one.refresh_from_db()
    first_time = one.read_at
    client.get(f"{LIST}{one.pk}/")

    one.refresh_from_db()
    other.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/telecentres/")
    assert first_time == one.read_at is not None
    assert other.read_at is None


def test_that_of_another_person_is_not_found_and_stays_unread(client, user):
    theirs = make_notification(make_person("jo"))

    assert client.get(f"{LIST}{theirs.pk}/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.read_at is None


@pytest.mark.parametrize("pk", ["0", "99999999999999999999", "abc", "-1"])
def test_an_unknown_one_is_not_found(client, user, pk):
    assert client.get(f"{LIST}{pk}/").status_code == 404


def test_all_are_marked_read_at_once_mine_only(client, user):
    make_notification(user)
    make_notification(user)
    theirs = make_notification(make_person("jo"))

    answer = client.post(f"{LIST}tout-lire/", follow=True)

    assert "Toutes vos notifications sont marquées comme lues." in answer.content.decode()
    assert list(Notification.objects.unread()) == [theirs]


def test_marking_all_needs_a_post_and_its_token(client, user):
    make_notification(user)
    client.handler.enforce_csrf_checks = True

    statuses = [client.get(f"{LIST}tout-lire/").status_code, client.post(f"{LIST}tout-lire/")]

    assert statuses[0] == 405
    assert statuses[1].status_code == 403
    assert Notification.objects.unread().count() == 1


def test_a_long_list_goes_by_pages(client, user):
    for number in range(PER_PAGE + 1):
        make_notification(user, str(number))

    assert titles(page_of(client, f"{LIST}?page=2")) == ["0"]
    assert len(titles(page_of(client))) == PER_PAGE


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("0", 2), ("-3", 2), ("99", 2), ("abc", 1), ("9" * 400, 1), ("", 1), ("1e1", 1), ("٣", 2)],
)
def test_a_page_that_does_not_exist_is_one_that_does(client, user, asked, shown):
    for number in range(PER_PAGE + 1):
        make_notification(user, str(number))

    page = page_of(client, f"{LIST}?page={asked}")

    assert len(titles(page)) == (PER_PAGE if shown == 1 else 1)


@pytest.mark.usefixtures("remembered_frame")
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    client, user, count, django_assert_num_queries
):
    for _ in range(count):
        make_notification(user)
    client.get(LIST)

    # The session, the account, how many there are, those of the page, how many are unread, the
    # site.
    with django_assert_num_queries(7):
        client.get(LIST)


# --- The header ---------------------------------------------------------------------------------


def bell(page: BeautifulSoup) -> str:
    return " ".join(page.select_one(".club-links__bell").get_text().split())


def test_the_header_counts_what_is_unread(client, user):
    silent = bell(page_of(client, "/recherche/"))
    make_notification(user)
    one = bell(page_of(client, "/recherche/"))
    make_notification(user)
    make_notification(user, read_at=timezone.now())
    make_notification(make_person("jo"))

    assert (silent, one, bell(page_of(client, "/recherche/"))) == (
        "Notifications",
        "Notifications 1 non lue",
        "Notifications 2 non lues",
    )


def test_a_stranger_sees_no_bell_and_costs_no_query_for_it(client):
    with CaptureQueriesContext(connection) as captured:
        page = page_of(client, "/recherche/")

    table = Notification._meta.db_table
    assert [one["sql"] for one in captured.captured_queries if table in one["sql"]] == []
    assert page.select(".club-links__bell") == []
    assert page.select(".club-links")[0].get_text().strip() == "Espace club"
