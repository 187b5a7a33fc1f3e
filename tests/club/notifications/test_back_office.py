"""The outbox in the back office."""

import pytest

from club.notifications.models import OutboxMail
from club.users.roles import ANIMATEURS, MANAGERS
from tests.club.notifications.factories import make_mail

pytestmark = pytest.mark.django_db
LIST = "/gestion/courriers/"


def test_a_manager_reads_and_sends_an_abandoned_mail_again(enter):
    row = make_mail("Perdu", state=OutboxMail.State.DEAD)
    client = enter(MANAGERS)

    listed = client.get(LIST).content.decode()
    again = client.post(f"{LIST}{row.pk}/renvoyer/", follow=True)

    row.refresh_from_db()
    assert "Renvoyer" in listed
    assert "Perdu" in listed
    assert "Le courrier repart" in again.content.decode()
    assert row.state == OutboxMail.State.WAITING


def test_a_mail_that_waits_has_no_such_button(enter):
    make_mail("En route")

    assert "renvoyer/" not in enter(MANAGERS).get(LIST).content.decode()


def test_an_animateur_sees_nothing_of_it(enter):
    row = make_mail(state=OutboxMail.State.DEAD)
    client = enter(ANIMATEURS)

    statuses = [client.get(LIST).status_code, client.post(f"{LIST}{row.pk}/renvoyer/").status_code]

    row.refresh_from_db()
    assert statuses == [302, 302]
    assert row.state == OutboxMail.State.DEAD


@pytest.mark.parametrize("pk", ["0", "99999999999999999999", "abc"])
def test_an_unknown_mail_is_a_404(enter, pk):
    client = enter(MANAGERS)

    assert client.get(f"{LIST}inspect/{pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(enter, django_assert_max_num_queries, count):
    for _ in range(count):
        make_mail()
    client = enter(MANAGERS)
    client.get(LIST)

    with django_assert_max_num_queries(15):
        client.get(LIST)
