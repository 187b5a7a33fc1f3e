"""« /club/messages/ »: whose threads, what is kept of a refusal, reports and blocks."""

import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client

from club.members import kinds
from club.members.conversations import DAILY_MESSAGES, write_message
from club.members.models import Block, Conversation, Member, Message, MessageReport
from club.notifications.models import Notification
from club.telecentres.freshness import VERSION_KEY
from club.users.models import User
from club.users.roles import ANIMATEURS, MANAGERS, MODERATORS, setup_roles
from tests.club.members.factories import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/club/messages/"
tokens = iter(range(10**9))


@pytest.fixture(autouse=True)
def by_day():
    with time_machine.travel("2027-01-05T10:00Z"):
        yield


@pytest.fixture
def remembered_frame():
    """The menu and the footer are read once, as on a site that has been running for a while."""
    cache.clear()
    cache.set(VERSION_KEY, "first")
    yield
    cache.clear()


def member(name: str = "Odile Bessou", **fields) -> User:
    return MemberFactory(user__public_name=name, **fields).user


def write(author: User, to: User, text: str = "Bonjour") -> Message:
    return write_message(author, to=to, text=text, form_token=f"jeton-{next(tokens)}")


def entered(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(client: Client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def words_of(page: BeautifulSoup) -> str:
    return re.sub(r"[ \t\r\n]+", " ", page.main.get_text())


def token_of(client: Client, address: str) -> str:
    return page_of(client, address).select_one("input[name=form_token]")["value"]


def test_a_first_message_is_written_from_a_profile_and_answered():
    me, other = member("Odile"), member("Rémi")
    address = f"{LIST}nouveau/{other.member.pk}/"
    client = entered(me)
    form = {"text": "Un devis ?", "form_token": token_of(client, address)}

    sent = [client.post(address, form) for _ in range(2)]
    thread = Conversation.objects.get()
    answers = entered(other)
    answered = answers.post(
        f"{LIST}{thread.pk}/",
        {"text": "Oui.", "form_token": token_of(answers, f"{LIST}{thread.pk}/")},
        follow=True,
    )

    assert [one.headers["Location"] for one in sent] == [f"{LIST}{thread.pk}/"] * 2
    assert [message.text for message in thread.messages.all()] == ["Un devis ?", "Oui."]
    assert "Votre message est parti." in answered.content.decode()
    assert client.get(address).headers["Location"] == f"{LIST}{thread.pk}/"


def test_who_the_reader_does_not_find_cannot_be_written_to():
    me = member()
    hidden = [
        MemberFactory(state="suspended"),
        MemberFactory(last_confirmed_at=None),
        MemberFactory(user__is_active=False),
        me.member,
    ]
    client = entered(me)

    statuses = [client.get(f"{LIST}nouveau/{one.pk}/").status_code for one in hidden]

    assert statuses == [404] * 4


def test_the_list_tells_who_wrote_what_and_what_is_not_read():
    me = member()
    write(me, member("Rémi"), "Parti d’ici")
    write(member("Jo"), me, "<b>Une question</b> " + "longue " * 40)

    lines = page_of(entered(me), LIST).select(".thread-line")

    titles = [" ".join(line.h2.get_text().split()) for line in lines]
    assert titles == ["Jo Non lu", "Rémi"]
    assert lines[0].p.get_text().startswith("<b>Une question</b> longue")
    assert lines[0].p.get_text().endswith("…")
    assert lines[1].p.get_text() == "Vous\u202f: Parti d’ici"


def test_opening_a_thread_reads_it_but_not_from_an_old_page():
    me, other = member(), member()
    thread = write(other, me).conversation
    Message.objects.bulk_create(
        Message(conversation=thread, author=other, text="Encore", form_token=f"{number}")
        for number in range(50)
    )
    client = entered(me)

    page_of(client, f"{LIST}{thread.pk}/?page=2")
    before = page_of(client, LIST).select(".thread-line__state")
    page_of(client, f"{LIST}{thread.pk}/")
    after = page_of(client, LIST).select(".thread-line__state")

    assert (len(before), len(after)) == (1, 0)


def test_a_thread_shows_its_messages_by_day_the_newest_last():
    with time_machine.travel("2027-01-04T10:00Z"):
        me, other = member(), member("Rémi")
        thread = write(me, other, "hier").conversation
    write(other, me, "une ligne\n<script>alert(1)</script>")

    page = page_of(entered(me), f"{LIST}{thread.pk}/")

    assert [day.get_text() for day in page.select(".thread__day")] == ["Hier", "Aujourd’hui"]
    heads = [" ".join(head.get_text().split()) for head in page.select(".bubble__head")]
    assert heads == ["Vous, 11 h", "Rémi, 11 h"]
    assert page.select(".bubble script") == []
    assert [link["href"] for link in page.select(".bubble__foot a")] == [
        f"{LIST}{thread.pk}/signaler/{Message.objects.last().pk}/"
    ]


@pytest.mark.parametrize("path", ["", "bloquer/", "debloquer/", "signaler/{message}/"])
@pytest.mark.parametrize("who", ["member", MANAGERS])
def test_the_thread_of_others_does_not_exist(path, who):
    message = write(member(), member())
    setup_roles()
    stranger = member()
    if who != "member":
        stranger.groups.add(stranger.groups.model.objects.get(name=who))
    address = f"{LIST}{message.conversation_id}/{path.format(message=message.pk)}"
    client = entered(stranger)

    assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
    assert Block.objects.count() == MessageReport.objects.count() == 0


def test_a_suspended_member_is_led_away_at_once():
    me, other = member(), member()
    thread = write(me, other).conversation
    client = entered(me)
    Member.objects.filter(user=me).update(state="suspended")

    answer = client.post(f"{LIST}{thread.pk}/", {"text": "Encore", "form_token": "x"})

    assert answer.headers["Location"] == "/club/adhesion/"
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("active", "Rémi"),
        ("suspended", "Rémi"),
        ("expired", "Rémi"),
        ("resigned", "Ancien membre"),
    ],
)
def test_who_left_is_a_former_member_and_gets_nothing_more(state, name):
    me, other = member(), member("Rémi")
    thread = write(other, me).conversation
    Member.objects.filter(user=other).update(state=state)
    client = entered(me)

    listed, page = page_of(client, LIST), page_of(client, f"{LIST}{thread.pk}/")

    assert listed.select_one(".thread-line a").get_text() == name
    assert page.h1.get_text() == name
    assert (page.select_one("textarea") is not None) == (state == "active")
    assert ("Rémi" in page.get_text()) == (name == "Rémi")


def test_the_cap_is_told_and_the_text_is_kept():
    me, other = member(), member()
    for _ in range(DAILY_MESSAGES):
        thread = write(me, other).conversation
    client = entered(me)
    address = f"{LIST}{thread.pk}/"

    page = page_of(client, address)
    refused = client.post(
        address, {"text": "Un de plus", "form_token": token_of(client, address)}
    ).content.decode()

    assert "50 messages par jour" in page.select_one(".field__help").get_text()
    assert "Le site remet 50 messages par jour" in refused
    assert BeautifulSoup(refused, "html.parser").textarea.get_text().strip() == "Un de plus"
    assert Message.objects.count() == DAILY_MESSAGES


@pytest.mark.parametrize("text", ["", "  ", "a" * 5001, "\x00"])
def test_an_unfit_text_is_told_in_french(text):
    me = member()
    thread = write(member(), me).conversation
    client = entered(me)

    answer = client.post(f"{LIST}{thread.pk}/", {"text": text, "form_token": "x"})

    page = BeautifulSoup(answer.content, "html.parser")
    assert (answer.status_code, len(page.select(".error-summary li"))) == (200, 1)
    assert Message.objects.count() == 1


def test_blocking_is_confirmed_then_stops_both_until_it_is_lifted():
    me, other = member(), member("Rémi")
    thread = write(other, me).conversation
    mine, theirs = entered(me), entered(other)
    address = f"{LIST}{thread.pk}/"

    asked = words_of(page_of(mine, f"{address}bloquer/"))
    assert "Bloquer Rémi\u202f?" in asked
    assert Block.objects.count() == 0
    for _ in range(2):
        mine.post(f"{address}bloquer/")
    refused = theirs.post(address, {"text": "Alors ?", "form_token": "a"}).content.decode()
    blocked = page_of(mine, address)
    mine.post(f"{address}debloquer/")
    theirs.post(address, {"text": "Alors ?", "form_token": "a"})

    assert "Vous ne pouvez pas échanger de messages avec cette personne." in refused
    assert (blocked.textarea, "Vous avez bloqué" in blocked.get_text()) == (None, True)
    assert (Block.objects.count(), thread.messages.count()) == (0, 2)


def test_a_received_message_is_reported_with_a_reason():
    me, other = member(), member("Rémi")
    message = write(other, me, "Achetez mes tapis")
    own = write(me, other)
    client = entered(me)
    address = f"{LIST}{message.conversation_id}/signaler/"

    empty = client.post(f"{address}{message.pk}/", {"reason": " "})
    for _ in range(2):
        client.post(f"{address}{message.pk}/", {"reason": "Publicité"})

    assert "Dites en quelques mots" in empty.content.decode()
    assert "Achetez mes tapis" in empty.content.decode()
    assert client.get(f"{address}{own.pk}/").status_code == 404
    assert [report.reason for report in MessageReport.objects.all()] == ["Publicité"]


def test_no_address_is_on_any_page():
    me, other = member("Odile"), member("Rémi")
    thread = write(other, me).conversation
    client = entered(me)
    paths = ("", f"{thread.pk}/", f"{thread.pk}/bloquer/", f"nouveau/{member().member.pk}/")

    found = "".join(client.get(f"{LIST}{path}").content.decode() for path in paths)

    assert [user.email for user in (me, other) if user.email in found] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    remembered_frame, django_assert_num_queries, count
):
    me = member()
    for _ in range(count):
        write(member(), me)
    client = entered(me)
    client.get(LIST)

    with django_assert_num_queries(10):
        client.get(LIST)


@pytest.mark.parametrize("count", [1, 3])
def test_a_thread_costs_the_same_whatever_its_length(
    remembered_frame, django_assert_num_queries, count
):
    me, other = member(), member()
    for _ in range(count):
        thread = write(other, me).conversation
    client = entered(me)
    client.get(f"{LIST}{thread.pk}/")

    with django_assert_num_queries(16):
        client.get(f"{LIST}{thread.pk}/")


def test_the_welcome_page_tells_what_is_not_read():
    me = member()
    client = entered(me)
    calm = words_of(page_of(client, "/club/"))
    thread = write(member("Jo"), me, "Une question").conversation

    page = page_of(client, "/club/")

    assert "Vous avez tout lu." in calm
    assert "Ouvrir vos messages (1 conversation non lue)" in words_of(page)
    assert page.select_one(f'a[href="{LIST}{thread.pk}/"]').get_text() == "Jo"
    assert entered(UserFactory()).get("/club/").status_code == 302


# --- The back office ------------------------------------------------------------------------------

REPORTS = "/gestion/messages-signales/"


@pytest.fixture
def enter(settings):
    settings.STAFF_TWO_FACTOR_REQUIRED = False
    setup_roles()

    def as_role(role: str) -> Client:
        user = UserFactory(public_name=role)
        user.groups.add(user.groups.model.objects.get(name=role))
        return entered(user)

    return as_role


def reported(text: str = "Achetez mes <b>tapis</b>") -> MessageReport:
    me, other = member("Odile"), member("Rémi")
    message = write(other, me, text)
    write(me, other, "Un autre message du fil")
    return MessageReport.objects.create(message=message, reporter=me, reason="Publicité")


@pytest.mark.parametrize("role", [MODERATORS, MANAGERS])
def test_a_report_is_read_then_closed(enter, role):
    report = reported()
    client = enter(role)

    listed = page_of(client, REPORTS)
    read = client.get(f"{REPORTS}inspect/{report.pk}/").content.decode()
    for _ in range(2):
        client.post(f"{REPORTS}{report.pk}/classer/")

    report.refresh_from_db()
    assert "Achetez mes <b>tapis</b>" in listed.get_text()
    assert "Achetez mes &lt;b&gt;tapis" in read
    assert "Un autre message du fil" not in read
    assert report.handled_by.public_name == role
    assert ("Suspendre cette personne" in read) == (role == MANAGERS)


def test_animateurs_read_no_report(enter):
    report = reported()
    client = enter(ANIMATEURS)

    client.post(f"{REPORTS}{report.pk}/classer/")

    report.refresh_from_db()
    assert (client.get(REPORTS).status_code, report.handled_at) == (302, None)


def test_only_a_manager_suspends_the_author_with_a_reason(enter):
    report = reported()
    address = f"{REPORTS}{report.pk}/suspendre/"

    refused = enter(MODERATORS).post(address, {"reason": "Publicité"})
    manager = enter(MANAGERS)
    empty = manager.post(address, {"reason": ""})
    states = [Member.objects.get(user=report.message.author).state]
    manager.post(address, {"reason": "Publicité malgré un avertissement"})
    states.append(Member.objects.get(user=report.message.author).state)

    report.refresh_from_db()
    assert (refused.status_code, empty.status_code) == (302, 200)
    assert states == ["active", "suspended"]
    assert report.handled_at is not None
    told = Notification.objects.get(kind=kinds.MEMBERSHIP)
    assert told.user == report.message.author
