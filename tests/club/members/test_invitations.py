"""Inviting identified people: who refuses is erased and not asked again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from club.members.invitations import (
    ANSWER_WITHIN,
    ASK_WITHIN,
    InvitationOver,
    accept_invitation,
    email_hash,
    find_invitation,
    invite,
    purge_invitations,
    refuse_invitation,
)
from club.members.models import Invitation
from tests.club.members.factories import SIRET, UserFactory, make_invitation
from tests.club.telecentres.factories import CommuneFactory, TelecentreFactory

pytestmark = pytest.mark.django_db


def invited(email: str = "lea@essai.example", **fields) -> Invitation:
    invitation = make_invitation(email, **fields)
    invite(invitation)
    invitation.refresh_from_db()
    return invitation


def test_an_invitation_is_mailed_once_with_its_link(sent):
    invitation = make_invitation(siret=SIRET, commune=CommuneFactory())

    assert [invite(invitation), invite(invitation)] == [True, False]

    invitation.refresh_from_db()
    assert find_invitation(invitation.token) == invitation
    assert len(sent()) == 1


@pytest.mark.parametrize("token", ["", "inconnu"])
def test_a_link_that_is_unknown_leads_nowhere(token):
    make_invitation()

    assert find_invitation(token) is None


def test_accepting_ties_it_to_the_account_and_fills_the_form():
    user, centre, commune = UserFactory(), TelecentreFactory(), CommuneFactory()
    invitation = invited(activity="Paie", siret=SIRET, commune=commune, telecentre=centre)

    first, second = (accept_invitation(invitation, user=user) for _ in range(2))

    assert (
        first
        == second
        == {
            "activity": "Paie",
            "company": "",
            "siret": SIRET,
            "commune": commune,
            "home_telecentre": centre,
        }
    )
    invitation.refresh_from_db()
    assert (invitation.state, invitation.user) == ("accepted", user)
    with pytest.raises(InvitationOver):
        accept_invitation(invitation, user=UserFactory())
    with pytest.raises(InvitationOver):
        refuse_invitation(invitation)


def test_a_refusal_erases_all_but_a_keyed_hash():
    invitation = invited(
        activity="Paie",
        company="Léa et fils",
        siret=SIRET,
        commune=CommuneFactory(),
        telecentre=TelecentreFactory(),
    )
    token = invitation.token

    for _ in range(2):
        refuse_invitation(invitation)

    row = Invitation.objects.values().get()
    assert row["state"] == "refused"
    kept = {name: value for name, value in row.items() if value not in ("", None)}
    assert set(kept) == {"id", "email_hash", "state", "created_at", "invited_at", "answered_at"}
    assert find_invitation(token) is None
    assert invite(invitation) is False
    with pytest.raises(InvitationOver):
        accept_invitation(invitation, user=UserFactory())


def test_the_hash_is_of_the_address_whatever_its_case_and_needs_our_key(settings):
    ours = email_hash(" LEA@essai.example")
    assert ours == email_hash("lea@essai.example")

    settings.SECRET_KEY = "une autre clé"

    assert email_hash("lea@essai.example") != ours


def test_who_was_never_asked_or_never_answers_is_forgotten_in_time():
    now, minute = timezone.now(), timedelta(minutes=1)
    kept = {make_invitation("a@essai.example").pk, invited("b@essai.example").pk}
    never = make_invitation("c@essai.example")
    silent = invited("d@essai.example")
    Invitation.objects.filter(pk=never.pk).update(created_at=now - ASK_WITHIN - minute)
    Invitation.objects.filter(pk=silent.pk).update(
        created_at=now - timedelta(days=400), invited_at=now - ANSWER_WITHIN - minute
    )

    assert (purge_invitations(), purge_invitations()) == (2, 0)

    silent.refresh_from_db()
    assert (silent.state, silent.email, silent.name) == ("forgotten", "", "")
    assert set(Invitation.objects.values_list("pk", flat=True)) == kept | {silent.pk}
