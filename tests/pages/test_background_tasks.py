"""What Wagtail queues when a page is saved: no page waits for it, and it is done in the end."""

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backend

from club.notifications.background import drain
from pages.models import HomePage, StandardPage
from tests.club.telecentres.factories import TelecentreFactory
from tests.pages.factories import add, make_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def statuses() -> set[str]:
    return set(DBTaskResult.objects.values_list("status", flat=True))


def found(words: str) -> list[str]:
    return [page.title for page in get_search_backend().search(words, StandardPage)]


def test_a_page_is_published_and_read_while_no_worker_runs(home, queue, client):
    page = make_standard(home, title="Le fauchage", slug="fauchage")
    page.save_revision().publish()

    response = client.get("/fauchage/")

    assert response.status_code == 200
    assert "Le fauchage" in response.content.decode()
    assert statuses() == {"READY"}


def test_a_read_page_queues_nothing(home, queue, client):
    make_standard(home, slug="fauchage")
    drain()
    before = DBTaskResult.objects.count()

    client.get("/fauchage/")
    client.get("/")

    assert DBTaskResult.objects.count() == before


def test_the_indexes_of_the_back_office_are_right_once_a_worker_ran(home, queue):
    centre = TelecentreFactory()
    make_standard(home, title="Le fauchage")
    before = (found("fauchage"), ReferenceIndex.get_references_to(centre.commune).count())

    call_command("worker", "--once")
    drain()

    references = ReferenceIndex.get_references_to(centre.commune)
    assert before == ([], 0)
    assert found("fauchage") == ["Le fauchage"]
    assert [int(reference.object_id) for reference in references] == [centre.pk]
    assert statuses() == {"SUCCESSFUL"}


def test_a_page_deleted_before_its_turn_is_no_failure(home, queue):
    add(home, StandardPage(title="Le fauchage", slug="fauchage")).delete()

    drain()

    assert statuses() == {"SUCCESSFUL"}
    assert HomePage.objects.count() == 1
