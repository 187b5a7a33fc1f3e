"""Names that turn around or hide, addresses in another case, hundreds of skills.

A wrong SIRET is in `test_profile_pages`, `test_records` and `test_independents`.
"""

import pytest
from django.core import mail
from django.core.cache import cache

from club.members.invitations import invite
from club.members.models import Invitation, Member, Skill
from club.users.models import User
from tests.club.members.adhesion.page import PAGE, answers, errors_of
from tests.club.members.factories import MemberFactory, UserFactory, make_invitation
from tests.club.members.test_independents import load
from tests.club.members.test_profile_pages import PAGE as PROFILE
from tests.club.members.test_profile_pages import errors_of as profile_errors_of
from tests.club.members.test_profile_pages import posted
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db

HIDDEN = ["Léa\u200bVidal", "Léa \u202eladiV", "\u2066Léa\u2069", "\ufeffLéa", "\u200d", "Lé\xada"]
# Written from right to left: names like any other.
OTHER_WAY = ["ليلى", "לאה", "Léa ليلى"]
REASON = (
    "Un nom tient sur une seule ligne, sans caractère de contrôle ni caractère invisible. "
    "Retapez-le."
)
MANY = ", ".join(f"savoir {number}" for number in range(300))


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()
    yield
    cache.clear()


def sign_up(client, name: str):
    form = {"email": "lea@essai.example", "password1": "neige sur le Plomb", "public_name": name}
    return client.post("/compte/inscription/", form)


@pytest.mark.parametrize("name", HIDDEN)
def test_a_name_that_hides_something_opens_no_account(client, name):
    answer = sign_up(client, name)

    told = answer.content.decode()
    assert (answer.status_code, User.objects.count()) == (200, 0)
    assert any(words in told for words in (REASON, "Champ requis", "Ce champ est obligatoire"))


@pytest.mark.parametrize("name", OTHER_WAY)
def test_a_name_in_another_script_opens_one(client, name):
    sign_up(client, name)

    assert User.objects.get().public_name == name


@pytest.mark.parametrize("name", HIDDEN)
def test_a_profile_keeps_its_name_when_the_new_one_hides_something(client, name):
    member = MemberFactory(user__public_name="Odile Bessou")
    client.force_login(member.user)

    answer = client.post(PROFILE, posted(member, public_name=name))

    member.user.refresh_from_db()
    assert profile_errors_of(answer) == [f"Nom public\u202f: {REASON}"]
    assert member.user.public_name == "Odile Bessou"


@pytest.mark.parametrize("name", OTHER_WAY)
def test_a_profile_takes_a_name_in_another_script(client, name):
    member = MemberFactory()
    client.force_login(member.user)

    client.post(PROFILE, posted(member, public_name=name))

    member.user.refresh_from_db()
    assert member.user.public_name == name


def test_an_application_takes_another_script_and_refuses_hidden_skills(client):
    centre, user = TelecentreFactory(), UserFactory(public_name="ليلى")
    client.force_login(user)

    refused = client.post(PAGE, answers(centre, activity="مترجمة", skills="Tra\u202educ"))
    before = Member.objects.count()
    client.post(PAGE, answers(centre, activity="مترجمة"))

    assert (len(errors_of(refused)), before) == (1, 0)
    assert Member.objects.get(user=user).activity == "مترجمة"


def test_a_file_is_read_without_what_nobody_sees():
    heading = ["Nom", "Courriel"]
    report = load(
        [
            heading,
            ["Léa\u200b Vidal\u202e", "lea\u200b@essai.example"],
            ["\u200b", "jo@essai.example"],
            ["ليلى", "leila@essai.example"],
            ["Léa", "\ufeffLEA@essai.example"],
        ]
    )

    assert [(error.line, error.column) for error in report.errors] == [(3, "nom"), (5, "courriel")]
    found = Invitation.objects.order_by("pk").values_list("name", "email")
    assert list(found) == [("Léa Vidal", "lea@essai.example"), ("ليلى", "leila@essai.example")]


def test_an_address_in_another_case_is_the_same_person():
    MemberFactory(user__email="ida@essai.example")
    heading, lower, upper = ["Nom", "Courriel"], "lea@essai.example", "LEA@Essai.Example"

    reports = [
        load([heading, ["Léa", one], ["Ida", "IDA@essai.example"]]) for one in (lower, upper)
    ]
    for invitation in Invitation.objects.all():
        for _ in range(2):
            invite(invitation)

    assert [(one.created, one.unchanged, one.skipped) for one in reports] == [(1, 0, 1), (0, 1, 1)]
    assert [message.to for message in mail.outbox] == [[lower]]


def test_an_invitation_written_in_capitals_is_of_the_same_address():
    make_invitation("lea@essai.example")

    report = load([["Nom", "Courriel"], ["Léa", "LEA@ESSAI.EXAMPLE"]])

    assert (report.unchanged, Invitation.objects.count()) == (1, 1)


def test_three_hundred_skills_are_refused_and_kept_in_the_form(client):
    centre, user = TelecentreFactory(), UserFactory()
    client.force_login(user)
    application = client.post(PAGE, answers(centre, skills=MANY))
    member = MemberFactory()
    client.force_login(member.user)
    profile = client.post(PROFILE, posted(member, new_skills=MANY))

    too_many = "Choisissez 20 compétences au plus."
    assert errors_of(application) == [f"Vos compétences\u202f: {too_many}"]
    assert profile_errors_of(profile) == [f"En ajouter\u202f: {too_many}"]
    assert [MANY in page.content.decode() for page in (application, profile)] == [True, True]
    assert (Skill.objects.count(), Member.objects.filter(user=user).count()) == (0, 0)
