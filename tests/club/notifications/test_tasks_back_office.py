"""« Tâches de fond »: what waits or failed, and once more."""

import pytest

from club.notifications.models import BackgroundTask
from club.users.roles import ANIMATEURS, EDITORS, MANAGERS
from tests.club.notifications.factories import make_task

pytestmark = pytest.mark.django_db
LIST = "/gestion/taches/"
TRACE = "Traceback (most recent call last):\n  …\nValueError: <b>raté</b>\n"


def failed(**fields):
    return make_task(
        status="FAILED",
        worker_ids=["a", "b"],
        traceback=TRACE,
        exception_class_path="builtins.ValueError",
        **fields,
    )


def test_a_manager_reads_why_a_task_failed_and_relaunches_it(enter):
    row = failed()
    client = enter(MANAGERS)

    listed = client.get(LIST).content.decode()
    read = client.get(f"{LIST}inspect/{row.pk}/").content.decode()
    again = client.post(f"{LIST}{row.pk}/relancer/", follow=True)
    twice = client.post(f"{LIST}{row.pk}/relancer/", follow=True)

    row.refresh_from_db()
    assert "Noter où un contenu est utilisé" in listed
    assert "ValueError: &lt;b&gt;raté&lt;/b&gt;" in listed
    assert "Relancer" in listed
    assert "&lt;b&gt;raté&lt;/b&gt;" in read
    assert "La tâche repart" in again.content.decode()
    assert "attend déjà son tour" in twice.content.decode()
    assert (row.status, row.worker_ids) == ("READY", [])


def test_what_ended_well_is_not_listed_and_what_waits_has_no_button(enter):
    done = make_task("modelsearch.tasks.insert_or_update_object_task", status="SUCCESSFUL")
    make_task()
    client = enter(MANAGERS)

    listed = client.get(LIST).content.decode()

    assert "en attente" in listed
    assert "relancer/" not in listed
    assert "Mettre à jour la recherche" not in listed
    assert client.get(f"{LIST}inspect/{done.pk}/").status_code == 404


@pytest.mark.parametrize(("state", "count"), [("FAILED", 1), ("READY", 0), ("nonsense", 1)])
def test_the_list_is_filtered_by_state(enter, state, count):
    row = failed()

    listed = enter(MANAGERS).get(f"{LIST}?etat={state}").content.decode()

    assert (str(row.pk) in listed) == bool(count)


@pytest.mark.parametrize("role", [ANIMATEURS, EDITORS])
def test_nobody_else_sees_or_does_anything(enter, role):
    row = failed()
    client = enter(role)

    statuses = [
        client.get(LIST).status_code,
        client.get(f"{LIST}inspect/{row.pk}/").status_code,
        client.post(f"{LIST}{row.pk}/relancer/").status_code,
    ]

    row.refresh_from_db()
    assert statuses == [302, 302, 302]
    assert row.status == "FAILED"


@pytest.mark.parametrize("pk", ["0", "abc", "00000000-0000-4000-8000-000000000000"])
def test_an_unknown_task_is_a_404(enter, pk):
    client = enter(MANAGERS)

    statuses = [
        client.get(f"{LIST}inspect/{pk}/").status_code,
        client.post(f"{LIST}{pk}/relancer/").status_code,
    ]

    assert statuses == [404, 404]


def test_nothing_is_deleted_or_written_here(enter):
    row = failed()
    client = enter(MANAGERS)

    for action in ("delete", "edit"):
        client.post(f"{LIST}{action}/{row.pk}/", {"status": "SUCCESSFUL"})

    assert BackgroundTask.objects.get().status == "FAILED"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(enter, django_assert_max_num_queries, count):
    for _ in range(count):
        failed()
    client = enter(MANAGERS)
    client.get(LIST)

    with django_assert_max_num_queries(15):
        client.get(LIST)
