"""Messages between members: relayed, capped, blocked, reported, deleted after twelve months."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.db.models import F
from django.utils import timezone

from club.members import conversations
from club.members.conversations import (
    DAILY_MESSAGES,
    DAILY_NEW_THREADS,
    block,
    handle_report,
    mark_read,
    purge_conversations,
    report_message,
    thread_of,
    unblock,
    unread_count,
    write_message,
)
from club.members.models import Conversation, Message, MessageReport
from club.notifications.digests import write_due_mails
from club.notifications.kinds import kinds_for
from club.notifications.models import Notification
from club.users.models import User
from club.users.roles import ANIMATEURS, MANAGERS, MODERATORS, setup_roles
from tests.club.members.factories import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db

tokens = iter(range(10**9))


@pytest.fixture(autouse=True)
def by_day():
    """Outside quiet hours, when mails leave at once."""
    with time_machine.travel("2027-01-05T10:00Z"):
        yield


def member(name: str = "Odile Bessou") -> User:
    user = MemberFactory(user__public_name=name).user
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def write(author: User, to: User, text: str = "Bonjour", token: str = "") -> Message:
    return write_message(author, to=to, text=text, form_token=token or f"jeton-{next(tokens)}")


def with_role(name: str) -> User:
    setup_roles()
    user = UserFactory()
    user.groups.add(user.groups.model.objects.get(name=name))
    return user


def test_a_message_is_kept_and_mailed_without_an_address(sent):
    author, to = member("Odile Bessou"), member("Rémi Élie")

    message = write(author, to, " Bonjour Rémi, <b>une question</b>. ")

    written = mail.outbox[0]
    assert message.text == "Bonjour Rémi, <b>une question</b>."
    assert message.text in written.body
    assert "Odile Bessou vous a écrit" in written.body
    assert author.email not in str(written.message())
    assert written.reply_to == []
    assert sent() == [(to.email, "Odile Bessou vous a écrit")]


def test_a_burst_is_mailed_once_until_it_is_read(sent):
    author, to = member(), member("Rémi Élie")
    thread = write(author, to).conversation
    write(author, to)
    write(author, to)
    assert len(sent()) == 1

    mark_read(thread, reader=to)
    write(author, to)
    write(to, author)  # an answer is told of too

    assert [address for address, _subject in sent()] == [to.email, author.email]


def test_reading_a_thread_reads_what_told_of_it():
    author, to = member(), member()
    thread = write(author, to).conversation
    write(member(), to)

    mark_read(thread, reader=to)

    assert Notification.objects.unread_count(to) == 1


def test_reading_up_to_an_instant_leaves_what_came_after_and_never_goes_back():
    author, to = member(), member()
    first = write(author, to)
    thread = first.conversation
    Message.objects.filter(pk=first.pk).update(sent_at=F("sent_at") - timedelta(minutes=1))
    first.refresh_from_db()

    mark_read(thread, reader=to, up_to=first.sent_at)
    assert unread_count(to) == 1

    mark_read(thread, reader=to)
    mark_read(thread, reader=to, up_to=first.sent_at)
    assert unread_count(to) == 0


def test_a_mail_that_waited_for_the_morning_is_dropped_once_the_thread_is_read(sent):
    author, to, other = member("Odile"), member(), member()
    with time_machine.travel("2027-01-05T22:30Z"):
        thread = write(author, to).conversation
        write(author, other)
    assert sent() == []
    with time_machine.travel("2027-01-05T22:40Z"):
        mark_read(thread, reader=to)
        # As if the notification had been left on the site, unread.
        Notification.objects.update(read_at=None)

    with time_machine.travel("2027-01-06T07:00Z"):
        write_due_mails()

    assert sent() == [(other.email, "Odile vous a écrit")]


def test_two_people_have_one_thread_whoever_writes():
    one, another = member(), member()

    threads = {write(one, another).conversation, write(another, one).conversation}

    thread = threads.pop()
    assert (threads, thread.messages.count(), thread.opened_by) == (set(), 2, one)
    assert thread_of(one, another) == thread_of(another, one)
    assert list(Conversation.objects.of(another)) == [thread_of(one, another)]


def test_the_same_form_twice_is_one_message(sent):
    author, to = member(), member()

    first, second = write(author, to, token="a"), write(author, to, "Autre", token="a")

    assert (first, second.text, len(sent())) == (second, "Bonjour", 1)


def test_the_token_of_someone_else_gives_nothing_away():
    author, to, thief = member(), member(), member()
    write(author, to, "Secret", token="a")

    with pytest.raises(conversations.NotAllowed):
        write(thief, to, token="a")


@pytest.mark.parametrize("text", ["", " \n", "a" * 5001])
def test_a_message_has_a_text_of_some_length(text):
    with pytest.raises(conversations.TextRefused):
        write(member(), member(), text)


def test_only_people_of_the_club_write_to_each_other():
    one, suspended = member(), MemberFactory(state="suspended").user
    account, animateur = UserFactory(), with_role(ANIMATEURS)
    gone = MemberFactory(user__is_active=False).user

    write(one, animateur)
    write(animateur, one)
    for author in (suspended, account):
        with pytest.raises(conversations.NotAllowed):
            write(author, one)
    for to in (suspended, account, gone):
        with pytest.raises(conversations.RecipientAway):
            write(one, to)
    with pytest.raises(conversations.NotAllowed):
        write(one, one)


def test_a_block_stops_both_ways_until_it_is_undone():
    one, another = member(), member()
    write(one, another)
    assert block(another, blocked=one) == block(another, blocked=one)

    for author, to in ((one, another), (another, one)):
        with pytest.raises(conversations.Blocked):
            write(author, to)

    unblock(another, blocked=one)
    write(one, another)
    with pytest.raises(conversations.NotAllowed):
        block(one, blocked=one)


def test_so_many_messages_a_day():
    author, to = member(), member()
    for _ in range(DAILY_MESSAGES):
        write(author, to)

    with pytest.raises(conversations.DailyCapReached):
        write(author, to)
    assert Message.objects.count() == DAILY_MESSAGES

    Message.objects.update(sent_at=F("sent_at") - timedelta(hours=24))
    assert write(author, to).text == "Bonjour"


def test_so_many_new_people_a_day_but_old_threads_go_on():
    author = member()
    people = [member() for _ in range(DAILY_NEW_THREADS)]
    for to in people:
        write(author, to)

    with pytest.raises(conversations.DailyThreadsReached):
        write(author, member())
    assert write(author, people[0]).text == "Bonjour"


def test_what_one_has_not_read_is_counted(django_assert_num_queries):
    one, another, third = member(), member(), member()
    thread = write(one, another).conversation
    write(third, another)

    assert [unread_count(user) for user in (one, another, third)] == [0, 2, 0]
    mark_read(thread, reader=another)
    mark_read(thread, reader=third)  # not theirs: nothing happens
    with django_assert_num_queries(1):
        assert unread_count(another) == 1

    write(another, one)
    assert [unread_count(user) for user in (one, another)] == [1, 1]


def test_a_message_is_reported_once_by_who_received_it(told):
    manager, moderator = with_role(MANAGERS), with_role(MODERATORS)
    moderator.groups.add(*manager.groups.all())  # both roles, told once
    with_role(ANIMATEURS)
    author, to = member(), member()
    message = write(author, to)
    told()

    reports = {report_message(message, by=to, reason=" Publicité. ") for _ in range(2)}

    report = reports.pop()
    assert (reports, report.reason) == (set(), "Publicité.")
    assert told() == [(one.email, "Un message est signalé") for one in (manager, moderator)]
    assert {row.url for row in Notification.objects.filter(kind="members.reports")} == {
        "/gestion/messages-signales/"
    }
    for stranger in (author, member(), manager):
        with pytest.raises(conversations.NotAllowed):
            report_message(message, by=stranger)


def test_a_moderator_opens_the_list_and_is_not_told_of_their_own_message(told, client, settings):
    settings.STAFF_TWO_FACTOR_REQUIRED = False
    moderator, reader, author = with_role(MODERATORS), member(), member()
    own, other = write(moderator, reader), write(author, reader)
    told()

    for message in (own, other):
        report_message(message, by=reader)
    client.force_login(moderator)
    row = Notification.objects.get(user=moderator)

    assert told() == [(moderator.email, "Un message est signalé")]
    assert client.get(row.url).status_code == 200
    assert [kind.key for kind in kinds_for(moderator) if kind.key == "members.reports"] != []
    assert [kind.key for kind in kinds_for(reader) if kind.key == "members.reports"] == []


def test_the_first_who_handles_a_report_is_recorded():
    to, first = member(), UserFactory()
    report = report_message(write(member(), to), by=to)

    handle_report(report, by=first)
    handle_report(report, by=UserFactory())

    assert MessageReport.objects.get().handled_by == first


def age(message: Message, days: int) -> None:
    at = timezone.now() - timedelta(days=days)
    Message.objects.filter(pk=message.pk).update(sent_at=at)
    newest = message.conversation.messages.order_by("-sent_at").first()
    Conversation.objects.filter(pk=message.conversation_id).update(last_message_at=newest.sent_at)


def test_messages_go_after_twelve_months_and_threads_left_empty():
    one, another, third = member(), member(), member()
    old, young = write(one, another), write(another, one)
    lonely, reported = write(one, third), write(another, third)
    report = report_message(reported, by=third)
    for message in (old, lonely, reported):
        age(message, 366)

    assert purge_conversations() == 2
    assert set(Message.objects.all()) == {young, reported}
    assert Conversation.objects.count() == 2

    handle_report(report, by=third)
    assert (purge_conversations(), purge_conversations()) == (1, 0)
    assert list(Conversation.objects.all()) == [young.conversation]
