"""Each invariant twice: refused by the database itself, and said in French before that."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from club.members.models import (
    Acceptance,
    Block,
    Conversation,
    Invitation,
    Member,
    MembershipEvent,
    MessageReport,
    Organisation,
    OrganisationContact,
    Skill,
    TaggedSkill,
)
from tests.club.members.factories import (
    SIRET,
    MemberFactory,
    OrganisationFactory,
    UserFactory,
    make_document,
    make_skill,
)
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db


def refused(row: models.Model) -> list[str]:
    """The messages of full_clean, once the database has refused the row as well."""
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row)._default_manager.bulk_create([row])
    return refusal.value.messages


def member(**fields) -> Member:
    return Member(user=UserFactory(), home_telecentre=TelecentreFactory(), **fields)


DAY = date(2026, 9, 21)


@pytest.mark.parametrize("state", ["active", "suspended", "expired"])
@pytest.mark.parametrize("dates", [{}, {"starts_on": DAY}, {"ends_on": DAY}])
def test_an_accepted_membership_has_both_dates(state, dates):
    assert refused(member(state=state, **dates)) == ["Une adhésion acceptée a un début et une fin."]


def test_a_membership_ends_after_it_starts():
    assert refused(member(state="active", starts_on=DAY, ends_on=date(2026, 9, 20))) == [
        "La fin de l’adhésion doit suivre son début."
    ]


@pytest.mark.parametrize("state", ["refused", "resigned"])
def test_only_an_applicant_awaits_an_answer(state):
    assert refused(member(state=state, awaits_answer=True)) == [
        "Seul un candidat attend une réponse."
    ]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("state", "vip", "Cet état n’existe pas."),
        ("show_biography", 7, "Choisissez qui peut voir chaque rubrique."),
    ],
)
def test_an_unknown_choice_is_refused(field, value, message):
    row = member(**{field: value})

    with pytest.raises(ValidationError) as refusal:
        row.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()

    assert refusal.value.messages == [message]


def test_an_account_is_a_member_once():
    first = MemberFactory()
    twin = Member(user=first.user, home_telecentre=first.home_telecentre)

    assert len(refused(twin)) == 1


def test_a_reminder_is_noted_once_for_one_end():
    row = {"member": MemberFactory(), "kind": "reminded_7", "ends_on": DAY}
    MembershipEvent.objects.create(**row)

    assert refused(MembershipEvent(**row)) == ["Ce fait est déjà noté."]


def test_a_person_may_be_suspended_twice():
    member = MemberFactory()
    for _ in range(2):
        MembershipEvent.objects.create(member=member, kind="suspended")

    assert member.events.count() == 2


def test_a_siret_is_of_one_organisation_and_many_have_none():
    OrganisationFactory(siret=SIRET)
    OrganisationFactory(), OrganisationFactory()

    assert refused(Organisation(name="Autre", siret=SIRET)) == [
        "Une organisation porte déjà ce SIRET."
    ]


def test_a_contact_is_there_once():
    row = {"organisation": OrganisationFactory(), "user": UserFactory()}
    OrganisationContact.objects.create(**row)

    assert refused(OrganisationContact(**row)) == [
        "Cette personne est déjà un contact de l’organisation."
    ]


def test_a_merged_skill_says_into_which():
    row = Skill(name="Compta", slug="compta", state="merged")

    assert refused(row) == ["Une compétence fusionnée dit dans laquelle."]


def test_a_skill_of_the_list_is_merged_into_none():
    row = Skill(name="Compta", slug="compta", state="approved", merged_into=make_skill("Paie"))

    assert refused(row) == ["Une compétence fusionnée dit dans laquelle."]


def test_a_skill_is_not_merged_into_itself():
    skill = make_skill("Paie")
    skill.state, skill.merged_into = "merged", skill

    with pytest.raises(ValidationError) as refusal:
        skill.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        skill.save()

    assert refusal.value.messages == ["Une compétence ne se fusionne pas avec elle-même."]


def test_a_member_has_a_skill_once():
    row = {"content_object": MemberFactory(), "tag": make_skill("Paie")}
    TaggedSkill.objects.create(**row)

    assert refused(TaggedSkill(**row)) == ["Cet adhérent a déjà cette compétence."]


def test_a_document_is_accepted_once():
    row = {"user": UserFactory(), "document": make_document()}
    Acceptance.objects.create(**row)

    assert refused(Acceptance(**row)) == ["Ce document est déjà accepté."]


def test_two_people_have_one_thread_whoever_opened_it():
    one, another = UserFactory(), UserFactory()
    now = timezone.now()
    Conversation.objects.create(opened_by=one, other=another, last_message_at=now)

    assert refused(Conversation(opened_by=another, other=one, last_message_at=now)) == [
        "Ces deux personnes ont déjà une conversation."
    ]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda one: Conversation(opened_by=one, other=one, last_message_at=timezone.now()),
            "On ne s’écrit pas à soi-même.",
        ),
        (lambda one: Block(blocker=one, blocked=one), "On ne se bloque pas soi-même."),
    ],
)
def test_nobody_writes_to_nor_blocks_themself(make, message):
    assert refused(make(UserFactory())) == [message]


def test_a_block_is_there_once():
    row = {"blocker": UserFactory(), "blocked": UserFactory()}
    Block.objects.create(**row)

    assert refused(Block(**row)) == ["Cette personne est déjà bloquée."]


def test_a_message_is_reported_once_by_a_person():
    one, another = UserFactory(), UserFactory()
    thread = Conversation.objects.create(
        opened_by=one, other=another, last_message_at=timezone.now()
    )
    message = thread.messages.create(author=one, text="Bonjour", form_token="a")
    row = {"message": message, "reporter": another}
    MessageReport.objects.create(**row)

    assert refused(MessageReport(**row)) == ["Vous avez déjà signalé ce message."]


@pytest.mark.parametrize(
    "kept",
    [
        {"email": "lea@essai.example"},
        {"name": "Léa"},
        {"activity": "Paie"},
        {"company": "Léa et fils"},
        {"siret": SIRET},
        {"token": "jeton"},
    ],
)
@pytest.mark.parametrize("state", ["refused", "forgotten"])
def test_nothing_of_who_refused_can_be_kept(kept, state):
    assert refused(Invitation(email_hash="x", state=state, **kept)) == [
        "Après un refus, rien ne reste de la personne."
    ]


def test_an_invitation_has_an_address():
    assert refused(Invitation(email_hash="x", name="Léa")) == ["Donnez une adresse électronique."]


@pytest.mark.parametrize(
    ("links", "count"),
    [
        ([], 0),
        (["https://lea.example", "http://lea.example/blog"], 0),
        (["https://a.example"] * 4, 1),
        (["javascript:alert(1)"], 1),
        (["lea.example"], 1),
        ([5], 1),
        ({"a": 1}, 1),
    ],
)
def test_links_are_three_web_addresses_at_most(links, count):
    row = member(links=links)

    messages: list[str] = []
    try:
        row.full_clean()
    except ValidationError as refusal:
        messages = refusal.messages

    assert len(messages) == count
