"""Pages that nobody has checked for six months."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from club.users.models import User
from club.users.roles import EDITORS, MODERATORS, setup_roles
from pages.models import StandardPage
from pages.review import REVIEW_DAYS, stale_pages
from tests.pages.factories import make_article, make_home, make_news, make_standard

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
LONG_AGO = TODAY - timedelta(days=REVIEW_DAYS + 1)


def member_of(role: str) -> User:
    from django.contrib.auth.models import Group

    setup_roles()
    user = User.objects.create_user("qui@essai.example", public_name="Qui")
    user.groups.add(Group.objects.get(name=role))
    return user


def test_pages_not_reviewed_for_six_months_are_stale_the_oldest_first() -> None:
    home = make_home()
    make_standard(home, title="Récente", reviewed_on=TODAY - timedelta(days=REVIEW_DAYS))
    make_standard(home, title="Ancienne", reviewed_on=LONG_AGO)
    make_standard(home, title="Très ancienne", reviewed_on=LONG_AGO - timedelta(days=99))
    make_standard(home, title="Brouillon", reviewed_on=LONG_AGO, live=False)

    assert [page.title for page in stale_pages(TODAY)] == ["Très ancienne", "Ancienne"]


def test_an_article_tells_its_day_and_is_never_stale() -> None:
    make_article(make_news(make_home()), reviewed_on=LONG_AGO)

    assert stale_pages(TODAY) == []


def test_an_editor_is_reminded_and_marks_the_page_once_reviewed(client: Client) -> None:
    page = make_standard(make_home(), title="À relire", reviewed_on=date(2020, 1, 1))
    client.force_login(member_of(EDITORS))

    home = client.get("/gestion/").content.decode()
    listed = client.get("/gestion/pages-a-relire/").content.decode()
    for _twice in range(2):
        client.post(f"/gestion/pages-a-relire/{page.pk}/relue/")

    assert "À relire" in home
    assert "À relire" in listed
    assert StandardPage.objects.get(pk=page.pk).reviewed_on == timezone.localdate()
    assert (
        "Toutes les pages ont été relues" in client.get("/gestion/pages-a-relire/").content.decode()
    )


def test_who_may_not_edit_a_page_is_neither_reminded_nor_obeyed(client: Client) -> None:
    page = make_standard(make_home(), title="À relire", reviewed_on=date(2020, 1, 1))
    client.force_login(member_of(MODERATORS))

    listed = client.get("/gestion/pages-a-relire/").content.decode()
    answer = client.post(f"/gestion/pages-a-relire/{page.pk}/relue/")

    assert "À relire</a>" not in listed
    assert answer.status_code in (302, 403)
    assert StandardPage.objects.get(pk=page.pk).reviewed_on == date(2020, 1, 1)
