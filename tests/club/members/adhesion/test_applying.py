"""« Votre adhésion »: applying, and waiting for the answer."""

import pytest

from club.members.models import Acceptance, Invitation, Member
from tests.club.members.adhesion.page import PAGE, answers, errors_of, headings, main_of
from tests.club.members.factories import (
    SIRET,
    UserFactory,
    make_animateur,
    make_document,
    make_invitation,
    make_skill,
)
from tests.club.members.test_applications import kinds
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db


# --- Applying -----------------------------------------------------------------------------------


def test_an_account_sees_its_name_the_centres_and_the_documents(client, user, centre):
    TelecentreFactory(name="Fermé", is_active=False)
    make_skill("Traduction")
    charter = make_document()

    main = main_of(client.get(PAGE))

    options = [one.get_text() for one in main.select("#id_home_telecentre option")]
    assert len(options) == 2
    assert options[1].startswith("Télécentre de Murat (")
    assert [one["value"] for one in main.select("datalist option")] == ["Traduction"]
    assert [one["name"] for one in main.select("input[type=checkbox]")] == [
        f"document_{charter.pk}"
    ]
    assert main.select_one(f'a[href="{PAGE}documents/charter/1/"]') is not None
    assert "Léa Vidal" in main.form.get_text()


def test_an_application_is_written_and_then_waits(client, user, centre, told):
    charter = make_document()
    make_skill("Traduction")
    animateur = make_animateur(centre)
    form = answers(centre, charter, skills="traduction, Relecture,, ", message=" Bonjour. ")

    response = client.post(PAGE, form, follow=True)

    member = Member.objects.get(user=user)
    assert (member.state, member.activity, member.professional_status) == (
        "application",
        "Traductrice",
        "independent",
    )
    assert sorted(skill.name for skill in member.skills.all()) == ["Relecture", "Traduction"]
    assert member.events.get().reason == "Bonjour."
    assert Acceptance.objects.get().document == charter
    assert [address for address, _ in told()] == [user.email, animateur.email]
    assert headings(response)[0] == "Ce que vous avez envoyé"
    assert str(animateur) in main_of(response).select_one(".adhesion__facts").get_text()


def test_the_same_form_twice_is_one_application(client, user, centre, told):
    for _ in range(2):
        response = client.post(PAGE, answers(centre), follow=True)

    assert (Member.objects.count(), kinds(user.member), len(told())) == (1, ["applied"], 1)
    assert "déjà enregistrée" in main_of(response).get_text()


def test_what_is_missing_is_told_and_what_was_typed_is_kept(client, user, centre):
    charter = make_document()

    response = client.post(PAGE, answers(centre, activity="", message="Je m’installe."))

    assert errors_of(response) == [
        "Votre activité\u202f: Champ requis.",
        f"J’ai lu et j’accepte\u202f: {charter}\u202f: Cochez la case pour accepter ce document.",
    ]
    assert main_of(response).select_one("#id_message").get_text(strip=True) == "Je m’installe."
    assert Member.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("skills", ",".join(f"savoir {n}" for n in range(21))),
        ("skills", "x" * 81),
        ("skills", "!!!, paie"),
        ("skills", "pa\x00ie"),
        ("activity", "x" * 121),
        ("activity", "a\x00b"),
        ("professional_status", "roi"),
        ("home_telecentre", "99999999999999999999999"),
        ("home_telecentre", "-1"),
        ("home_telecentre", "abc"),
        ("message", "x" * 2001),
        ("message", "a" * 1_000_000),
    ],
)
def test_bad_input_is_refused_in_words(client, user, centre, field, value):
    response = client.post(PAGE, answers(centre, **{field: value}))

    assert (response.status_code, len(errors_of(response))) == (200, 1)
    assert Member.objects.count() == 0


def test_a_centre_out_of_service_is_not_joined(client, user):
    closed = TelecentreFactory(is_active=False)

    response = client.post(PAGE, answers(closed))

    assert (len(errors_of(response)), Member.objects.count()) == (1, 0)


def test_nothing_that_is_typed_runs(client, user, centre):
    client.post(PAGE, answers(centre, activity="<script>alert(1)</script>"))

    page = client.get(PAGE)

    assert "<script>alert(1)</script>" not in page.content.decode()
    assert "<script>alert(1)</script>" in main_of(page).get_text()


@pytest.mark.parametrize("state", ["refused", "resigned"])
def test_who_was_refused_or_left_applies_again_from_what_they_said(client, enter, centre, state):
    member = enter(state, activity="Traductrice", home_telecentre=centre)

    form = main_of(client.get(PAGE)).form
    client.post(PAGE, answers(centre))

    member.refresh_from_db()
    assert form.select_one("#id_activity")["value"] == "Traductrice"
    assert form.select_one("#id_home_telecentre option[selected]")["value"] == str(centre.pk)
    assert member.state == "application"


def test_a_refusal_says_why(client, enter):
    member = enter("refused")
    member.events.create(kind="refused", reason="Hors du Cantal.")

    response = client.get(PAGE)

    assert headings(response)[:2] == ["Le motif qui vous a été donné", "Faire une nouvelle demande"]
    assert "Hors du Cantal." in main_of(response).blockquote.get_text()


def test_an_invitation_fills_the_form_and_the_first_profile(client, user, centre):
    make_invitation(
        user=user,
        state=Invitation.State.ACCEPTED,
        activity="Relieuse",
        company="Reliure Vidal",
        siret=SIRET,
        telecentre=centre,
    )

    form = main_of(client.get(PAGE)).form
    client.post(PAGE, answers(centre))

    assert form.select_one("#id_activity")["value"] == "Relieuse"
    assert (user.member.company, user.member.siret) == ("Reliure Vidal", SIRET)


@pytest.mark.parametrize("state", ["active", "suspended", "expired", "application"])
def test_nobody_applies_while_they_are_known(client, enter, centre, state):
    member = enter(state)

    response = client.post(PAGE, answers(centre))

    member.refresh_from_db()
    assert (response.status_code, member.state, kinds(member)) == (302, state, [])


# --- Waiting ------------------------------------------------------------------------------------


def test_a_question_is_answered_once(client, enter, told):
    member = enter("application", awaits_answer=True)
    member.events.create(kind="questioned", reason="Depuis quand\u202f?", actor=UserFactory())
    shown = client.get(PAGE)

    for _ in range(2):
        response = client.post(f"{PAGE}repondre/", {"text": " Depuis mars. "}, follow=True)

    member.refresh_from_db()
    assert "Depuis quand" in main_of(shown).blockquote.get_text()
    assert (member.awaits_answer, kinds(member)) == (False, ["questioned", "answered"])
    assert "Aucune question" in main_of(response).get_text()


def test_an_empty_answer_is_refused_and_the_question_stays(client, enter):
    member = enter("application", awaits_answer=True)
    member.events.create(kind="questioned", reason="Depuis quand\u202f?")

    response = client.post(f"{PAGE}repondre/", {"text": "  "})

    member.refresh_from_db()
    assert errors_of(response) == ["Votre réponse\u202f: Champ requis."]
    assert member.awaits_answer


def test_an_application_is_withdrawn(client, enter, told):
    member = enter("application")

    asked = client.get(f"{PAGE}quitter/")
    client.post(f"{PAGE}quitter/")

    member.refresh_from_db()
    assert main_of(asked).h1.get_text() == "Retirer votre demande\u202f?"
    assert member.state == "resigned"
    assert told() == [(member.user.email, "Votre demande est retirée")]
