"""The sixty members of the demonstration: believable, found, and each as they chose to be seen."""

from collections import Counter

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from club.members.directory import Filters, search
from club.members.documents import pending_documents
from club.members.models import (
    VISIBLE_FIELDS,
    FollowUpNote,
    Invitation,
    Member,
    MembershipEvent,
    Skill,
)
from club.members.perms import is_active_member
from club.members.visibility import Reader, seen
from club.notifications.models import OutboxMail
from club.users.models import User
from tests.demo.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_network")]


def demo_user(local: str) -> User:
    return User.objects.get(email=f"{local}@demo.example")


def test_there_are_sixty_members_six_a_centre_in_every_state():
    states = Counter(Member.objects.values_list("state", flat=True))
    homes = Counter(Member.objects.values_list("home_telecentre__slug", flat=True))

    assert states == {
        "active": 49,
        "application": 4,
        "expired": 4,
        "suspended": 1,
        "resigned": 1,
        "refused": 1,
    }
    assert (len(homes), set(homes.values())) == (10, {6})
    assert Member.objects.filter(awaits_answer=True).count() == 1


def test_everyone_is_invented_and_enters_with_the_password_told():
    users = User.objects.filter(member__isnull=False)

    assert users.exclude(email__endswith="@demo.example").count() == 0
    assert len(set(users.values_list("password", flat=True))) == 1
    assert demo_user("claire.fontanier").check_password(PASSWORD)
    assert users.filter(emailaddress__verified=True).count() == 60


def test_the_member_of_the_accounts_has_all_a_profile_can_hold_and_the_visitor_none():
    member = Member.objects.for_cards().get(user=demo_user("membre"))
    told = seen(member, Reader.OWNER)

    empty = {name for name in VISIBLE_FIELDS if not getattr(told, name)}
    assert empty == {"photo"}
    assert told.home_telecentre == "Murat"
    assert is_active_member(member.user) is True
    assert pending_documents(member.user) == []
    assert member.follow_up_notes.count() == 2
    assert not Member.objects.filter(user=demo_user("visiteur")).exists()


def test_every_row_could_have_been_typed_in_a_form():
    refused = {}
    for member in Member.objects.all():
        try:
            member.full_clean()
        except ValidationError as error:
            refused[str(member)] = error.messages

    assert refused == {}


def test_the_history_tells_each_state_and_is_not_in_the_future():
    now = timezone.now()

    last = {
        member.state: member.events.order_by("-at", "-pk").first().kind
        for member in Member.objects.exclude(state__in=("active", "application"))
    }

    assert last == {state: state for state in ("expired", "suspended", "resigned", "refused")}
    assert MembershipEvent.objects.filter(at__gt=now).count() == 0
    assert FollowUpNote.objects.filter(created_at__gt=now).count() == 0


def test_the_directory_finds_and_the_catalogue_shows_fewer():
    club = search(Filters(text="conpta"), reader=Reader.CLUB)
    public = search(Filters(text="compta"), reader=Reader.VISITOR)

    assert club.corrected == "compta"
    assert {"Nathalie Croizet", "Martine Vigier"} <= {str(one) for one in club.members}
    assert {str(one) for one in public.members} <= {str(one) for one in club.members}
    assert 20 <= Member.objects.in_public_catalogue().count() < 49
    assert Skill.objects.suggested().count() == 2
    assert Invitation.objects.filter(state="identified").count() == 5


def test_loading_writes_no_mail():
    assert (mail.outbox, OutboxMail.objects.count()) == ([], 0)


def test_a_profile_that_was_edited_is_left_alone():
    Member.objects.filter(user=demo_user("membre")).update(headline="Autre chose")

    call_command("load_demo", verbosity=0)

    assert Member.objects.get(user=demo_user("membre")).headline == "Autre chose"
