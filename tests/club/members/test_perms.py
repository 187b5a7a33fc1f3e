"""Who enters the extranet, checked at each request."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from club.members.memberships import lift_suspension, suspend
from club.members.models import Member
from club.members.perms import (
    active_member_required,
    is_active_member,
    may_decide_for,
    may_read_club,
    members_decided_by,
)
from club.telecentres.perms import works_for_network
from club.users.models import User
from club.users.roles import ANIMATEURS, MANAGERS, ROLES, setup_roles
from tests.club.members.factories import MemberFactory, UserFactory, make_animateur
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db


@active_member_required
def extranet(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Bienvenue.")


def answer(user: User | AnonymousUser) -> tuple[int, str]:
    """What a new request of this account gets: nothing is kept from the last one."""
    request = RequestFactory().get("/club/annuaire/?q=paie")
    request.user = User.objects.get(pk=user.pk) if user.is_authenticated else user
    response = extranet(request)
    return response.status_code, response.get("Location", "")


def with_role(name: str) -> User:
    setup_roles()
    user = UserFactory()
    user.groups.add(Group.objects.get(name=name))
    return user


def test_a_visitor_logs_in_first_and_comes_back():
    assert answer(AnonymousUser()) == (
        302,
        "/compte/connexion/?next=/club/annuaire/%3Fq%3Dpaie",
    )


def test_an_account_without_membership_is_told_how_to_join():
    assert answer(UserFactory()) == (302, "/club/adhesion/")


@pytest.mark.parametrize("state", Member.State.values)
def test_only_an_active_membership_opens_the_extranet(state):
    expected = (200, "") if state == "active" else (302, "/club/adhesion/")

    assert answer(MemberFactory(state=state).user) == expected


@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_every_role_of_the_network_enters(role):
    assert answer(with_role(role)) == (200, "")


def test_a_superuser_enters_and_another_group_does_not():
    stranger = UserFactory()
    stranger.groups.add(Group.objects.create(name="Club de lecture"))

    assert answer(User.objects.create_superuser("chef@essai.example")) == (200, "")
    assert answer(stranger) == (302, "/club/adhesion/")
    assert works_for_network(stranger) is False


def test_a_suspension_counts_at_the_next_request():
    member, manager = MemberFactory(), UserFactory()
    assert answer(member.user) == (200, "")

    suspend(member, by=manager, reason="Propos déplacés.")
    assert answer(member.user) == (302, "/club/adhesion/")

    lift_suspension(member, by=manager)
    assert answer(member.user) == (200, "")


def test_a_membership_over_closes_the_extranet_without_a_job():
    member = MemberFactory()

    Member.objects.update(
        starts_on=member.starts_on - timedelta(days=400),
        ends_on=member.starts_on - timedelta(days=1),
    )

    assert answer(member.user) == (302, "/club/adhesion/")


def test_a_member_costs_one_query(django_assert_num_queries):
    user = MemberFactory().user

    with django_assert_num_queries(1):
        assert may_read_club(user) is True


def test_nobody_is_a_member_without_an_account(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert (is_active_member(AnonymousUser()), may_read_club(AnonymousUser())) == (False, False)


def test_animateurs_decide_for_their_centre_and_managers_for_all():
    mine, theirs = TelecentreFactory(), TelecentreFactory()
    animateur, manager = make_animateur(mine), with_role(MANAGERS)
    other = with_role(ANIMATEURS)

    assert [may_decide_for(animateur, centre) for centre in (mine, theirs)] == [True, False]
    assert [may_decide_for(manager, centre) for centre in (mine, theirs)] == [True, True]
    assert [may_decide_for(other, centre) for centre in (mine, theirs)] == [False, False]


def test_nobody_decides_on_their_own_membership():
    centre = TelecentreFactory()
    animateur = make_animateur(centre)
    member = MemberFactory(home_telecentre=centre)
    MemberFactory(home_telecentre=centre, user=animateur)
    MemberFactory()

    assert list(members_decided_by(animateur)) == [member]
    assert members_decided_by(with_role(MANAGERS)).count() == 3
