"""Erasing someone: nothing they wrote stays in what others were told, nor in the outbox."""

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client

from club.members.applications import apply
from club.members.conversations import report_message, write_message
from club.members.kinds import DECISIONS
from club.notifications.delivery import deliver_due
from club.notifications.digests import write_due_mails
from club.notifications.models import Frequency, Notification, OutboxMail, Preference
from club.notifications.services import notify
from club.users.models import User
from club.users.personal_data import forget_traces
from club.users.roles import MANAGERS, setup_roles
from tests.club.members.factories import MemberFactory, UserFactory, make_animateur
from tests.club.notifications.reading import texts_by_recipient
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db

SECRET, NAME = "Mon secret est un mot rare", "Odile Bessou"
MORNING, NEXT_MORNING = "2027-01-05T10:00Z", "2027-01-06T10:00Z"


@pytest.fixture(autouse=True)
def clock(settings):
    settings.EMAIL_BACKEND = "club.notifications.backend.OutboxBackend"
    with time_machine.travel(MORNING) as traveller:
        yield traveller


def verified(user: User) -> User:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def member(name: str) -> User:
    return verified(MemberFactory(user__public_name=name).user)


def manager() -> User:
    setup_roles()
    user = verified(UserFactory())
    user.groups.add(user.groups.model.objects.get(name=MANAGERS))
    return user


def write(author: User, to: User, text: str = SECRET):
    return write_message(author, to=to, text=text, form_token=f"{author.pk} {to.pk} {text}")


def everywhere() -> str:
    """All that is kept of notifications and mails."""
    rows = [*Notification.objects.values(), *OutboxMail.objects.values()]
    return str([{**row, "content": bytes(row.get("content", b"")).decode()} for row in rows])


def left_of(*words: str) -> list[str]:
    kept = everywhere()
    return [word for word in words if word in kept]


def test_what_someone_wrote_goes_from_notifications_and_from_mails_sent_or_not():
    author, to, third = member(NAME), member("Rémi Élie"), member("Ida Roux")
    write(author, to)
    deliver_due()
    write(author, third)
    write(to, third, "Un autre message")
    assert left_of(SECRET, NAME) == [SECRET, NAME]
    assert sorted(OutboxMail.objects.values_list("state", flat=True)) == ["sent", *["waiting"] * 2]

    forget_traces(author)

    assert left_of(SECRET, NAME) == []
    assert list(Notification.objects.values_list("text", flat=True)) == ["Un autre message"]
    assert list(texts_by_recipient()) == [third.email]


def test_a_mail_that_is_still_owed_is_not_written():
    author, to = member(NAME), member("Rémi Élie")
    Preference.objects.create(user=to, kind="members.message", frequency=Frequency.DAILY)
    write(author, to)

    forget_traces(author)

    assert (Notification.objects.count(), write_due_mails()) == (0, 0)


def test_what_else_a_digest_told_is_told_again(clock):
    author, to = member(NAME), member("Rémi Élie")
    Preference.objects.create(user=to, kind="members.message", frequency=Frequency.DAILY)
    write(author, to)
    notify(to, "members.profile", title="Votre profil a six mois", url="/club/profil/")
    clock.move_to(NEXT_MORNING)
    write_due_mails()
    assert NAME in texts_by_recipient()[to.email]

    forget_traces(author)
    between = OutboxMail.objects.count()
    again = write_due_mails()

    assert (between, again) == (0, 1)
    assert "Votre profil a six mois" in texts_by_recipient()[to.email]
    assert left_of(SECRET, NAME) == []


def test_one_subject_is_not_taken_for_another():
    author, to, third = member(NAME), member("Rémi Élie"), member("Ida Roux")
    write(author, to)
    mail = OutboxMail.objects.get()
    OutboxMail.objects.filter(pk=mail.pk).update(tells=mail.tells.replace("\n", "0\n"))

    write(author, third)
    forget_traces(author)

    assert OutboxMail.objects.get() == mail


def test_what_someone_applied_with_goes_from_those_who_decide():
    centre = TelecentreFactory()
    animateur, author = verified(make_animateur(centre)), verified(UserFactory(public_name=NAME))
    Preference.objects.create(user=animateur, kind=DECISIONS, frequency=Frequency.AT_ONCE)
    apply(author, home_telecentre=centre, accepted=(), message=SECRET, activity="Paie")
    assert set(texts_by_recipient()) == {author.email, animateur.email}

    forget_traces(author)
    author.delete()

    assert left_of(SECRET, NAME) == []
    assert (Notification.objects.count(), OutboxMail.objects.count()) == (0, 0)


@pytest.mark.parametrize("leaver", ["reporter", "author"])
def test_a_report_goes_with_either_of_the_two(leaver):
    manager()
    people = {"author": member("Ina Delmas"), "reporter": member(NAME)}
    message = write(people["author"], people["reporter"], "Achetez")
    report_message(message, by=people["reporter"], reason=SECRET)
    assert left_of(SECRET) == [SECRET]

    forget_traces(people[leaver])

    assert left_of(SECRET, "Achetez") == []


def test_deleting_an_account_in_the_back_office_leaves_no_trace(settings):
    settings.STAFF_TWO_FACTOR_REQUIRED = False
    browser = Client()
    browser.force_login(UserFactory(is_superuser=True))
    one, another, to = member(NAME), member("Ina Delmas"), member("Rémi Élie")
    write(one, to)
    write(another, to, "Un message de trop")

    browser.post(f"/gestion/users/delete/{one.pk}/")
    left = left_of(SECRET, NAME, "Un message de trop")
    browser.post(f"/gestion/bulk/users/user/delete/?id={another.pk}")

    assert left == ["Un message de trop"]
    assert left_of("Un message de trop", "Ina Delmas") == []
    assert set(User.objects.values_list("pk", flat=True)) & {one.pk, another.pk} == set()
