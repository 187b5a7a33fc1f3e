"""Signed links: reading changes nothing, a POST acts once, and what is not ours is nothing."""

from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from club.notifications import links
from club.notifications.links import (
    ActionRefused,
    Description,
    UnknownLink,
    follow_link,
    forget_used_links,
    make_link,
    read_link,
    register_action,
)
from club.notifications.models import Frequency, UsedLink
from club.notifications.preferences import frequencies_of
from club.notifications.unsubscribe import MAX_AGE, STOP_DIGESTS, STOP_KIND
from tests.club.notifications.factories import make_person
from tests.pages.writings import real_database

pytestmark = pytest.mark.django_db
KIND = "comments.published"
DAY = timedelta(days=1)


@pytest.fixture
def acts(monkeypatch) -> list[object]:
    """A link « essai » that serves once; the list tells what was done."""
    monkeypatch.setattr(links, "_actions", dict(links._actions))
    done: list[object] = []

    def act(payload: object) -> str:
        if payload == "gone":
            raise UnknownLink
        if payload == "full":
            raise ActionRefused("La salle est déjà prise.")
        done.append(payload)
        return "Votre place est confirmée."

    register_action(
        "essai",
        describe=lambda payload: Description("Confirmer", "Vous confirmez.", "Je confirme"),
        act=act,
        max_age=DAY,
        is_once=True,
    )
    return done


def path_to(name: str, payload: object) -> str:
    link = make_link(name, payload)
    assert link.startswith("http://localhost:8000/r/")
    return link.removeprefix("http://localhost:8000")


def token_of(path: str) -> str:
    return path.split("/")[2]


def later(delay: timedelta):
    return time_machine.travel(timezone.now() + delay, tick=False)


# --- The page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_says_what_would_happen_and_changes_nothing(client, acts, method):
    answer = getattr(client, method)(path_to("essai", 1))

    html = answer.content.decode()
    assert answer.status_code == 200
    assert acts == []
    if method == "get":
        assert "<h1>Confirmer</h1>" in html
        assert html.count('method="post"') == 1
        assert "csrfmiddlewaretoken" not in html


def test_a_post_without_cookie_acts_and_says_so(acts):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(path_to("essai", 1))

    assert answer.status_code == 200
    assert "Votre place est confirmée." in answer.content.decode()
    assert acts == [1]


def test_the_page_is_kept_nowhere_and_tells_its_address_to_nobody(client, acts):
    path = path_to("essai", 1)

    for answer in (client.get(path), client.post(path), client.get(path)):
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert not answer.cookies


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, acts, method):
    assert getattr(client, method)(path_to("essai", 1)).status_code == 405


# --- Reused -------------------------------------------------------------------------------------


def test_a_link_that_serves_once_acts_once(client, acts):
    path = path_to("essai", 1)

    answers = [client.post(path), client.post(path), client.get(path)]

    assert acts == [1]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert ["C’était déjà fait" in answer.content.decode() for answer in answers] == [
        False,
        True,
        True,
    ]


def test_another_link_to_the_same_acts_for_itself(acts):
    with later(timedelta(seconds=-5)):
        first = read_link(token_of(path_to("essai", 1)))
    second = read_link(token_of(path_to("essai", 1)))

    follow_link(first)
    follow_link(second)

    assert acts == [1, 1]


def test_a_refusal_is_told_and_leaves_the_link_as_it_was(client, acts):
    path = path_to("essai", "full")

    answers = [client.post(path), client.post(path)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "La salle est déjà prise." in answers[1].content.decode()
    assert UsedLink.objects.count() == 0


def test_what_is_gone_is_not_found(client, acts):
    assert client.post(path_to("essai", "gone")).status_code == 404


def test_marks_are_forgotten_once_the_link_is_too_old_to_serve(client, acts):
    client.post(path_to("essai", 1))
    early = forget_used_links()

    with later(DAY + timedelta(minutes=1)):
        late = forget_used_links()

    assert (early, late) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_many_clicks_at_once_act_once(acts, tmp_path):
    path = path_to("essai", 1)

    with real_database(tmp_path) as run:
        statuses = run(lambda _n: Client().post(path).status_code, 24)

    assert statuses == [200] * 24
    assert acts == [1]


@pytest.mark.django_db(transaction=True)
def test_looking_before_acting_would_act_many_times(acts, tmp_path):
    """The control: the same clicks, the mark looked for instead of written first."""
    link = read_link(token_of(path_to("essai", 1)))
    barrier = Barrier(8, timeout=30)

    def look_then_act(_number: int) -> None:
        is_free = not links.has_served(link)
        barrier.wait()
        if is_free:
            link.action.act(link.payload)

    with real_database(tmp_path) as run:
        run(look_then_act, 8)

    assert acts == [1] * 8


# --- Expired, forged ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_expired_link_says_what_to_do(client, acts, method):
    path = path_to("essai", 1)

    with later(DAY + timedelta(seconds=2)):
        answer = getattr(client, method)(path)

    assert answer.status_code == 410
    assert "Ce lien a expiré" in answer.content.decode()
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert acts == []


def forgeries() -> dict[str, str]:
    token = signing.TimestampSigner(salt="club.notifications.links", sep=".").sign_object(
        ["inconnu", 1]
    )
    good = make_link(STOP_DIGESTS, 1).split("/")[-2]
    value, stamp, signature = good.split(".")
    other, _stamp, _signature = make_link(STOP_DIGESTS, 2).split("/")[-2].split(".")
    return {
        "an unknown action": token,
        "another salt": signing.TimestampSigner(salt="x", sep=".").sign_object([STOP_DIGESTS, 1]),
        "another person": f"{other}.{stamp}.{signature}",
        "another time": f"{value}.{stamp[:-1]}0.{signature}",
        "cut": good[:-1],
        "longer": f"{good}A",
        "not signed": value,
        "a word": "bonjour",
        "accents": "é" * 40,
        "dots": "..",
        "very long": "a" * 5000,
        "no name": signing.TimestampSigner(salt="club.notifications.links", sep=".").sign_object(7),
        "a list for a name": signing.TimestampSigner(
            salt="club.notifications.links", sep="."
        ).sign_object([[], 1]),
    }


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("what", list(forgeries()))
def test_what_we_did_not_sign_is_not_found(client, method, what):
    assert getattr(client, method)(f"/r/{forgeries()[what]}/").status_code == 404


def test_a_key_that_was_changed_makes_old_links_unknown(client, settings):
    path = path_to(STOP_DIGESTS, make_person().pk)
    settings.SECRET_KEY = "another" * 10

    assert client.get(path).status_code == 404


def test_a_payload_that_is_a_text_is_refused():
    with pytest.raises(ValueError, match="holds ids"):
        make_link(STOP_DIGESTS, "mot " * 200)


# --- Unsubscribing ------------------------------------------------------------------------------


def test_the_link_of_another_person_concerns_that_person_alone(client):
    lea, jo = make_person("lea"), make_person("jo")
    client.force_login(jo)
    path = path_to(STOP_KIND, [lea.pk, KIND])

    pages = [client.get(path).content.decode(), client.post(path).content.decode()]

    assert frequencies_of(lea)[KIND] == Frequency.NEVER
    assert frequencies_of(jo)[KIND] == Frequency.DAILY
    assert ["lea@essai.example" in page or "Lea" in page for page in pages] == [False, False]


def test_a_link_says_which_mails_stop(client):
    html = client.get(path_to(STOP_KIND, [make_person().pk, KIND])).content.decode()

    assert "Publication de vos commentaires" in html
    assert frequencies_of(make_person("jo"))[KIND] == Frequency.DAILY


@pytest.mark.parametrize("name", [STOP_KIND, STOP_DIGESTS])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_link_of_an_account_that_is_gone_is_not_found(client, name, method):
    user = make_person()
    path = path_to(name, [user.pk, KIND] if name == STOP_KIND else user.pk)
    user.delete()

    assert getattr(client, method)(path).status_code == 404


@pytest.mark.parametrize("kind", ["account.security", "inconnu"])
def test_no_link_stops_what_is_always_sent(client, kind):
    assert client.post(path_to(STOP_KIND, [make_person().pk, kind])).status_code == 404


def test_an_unsubscription_is_good_for_two_years(client):
    user = make_person()
    path = path_to(STOP_DIGESTS, user.pk)

    with later(MAX_AGE - DAY):
        young = client.get(path).status_code
    with later(MAX_AGE + DAY):
        old = client.get(path).status_code

    assert (young, old) == (200, 410)
