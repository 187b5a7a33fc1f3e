"""« Votre adhésion »: each state of a membership, and what its page lets a person do."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from club.members.memberships import add_follow_up_note
from club.members.models import Acceptance, Invitation, Member
from tests.club.members.factories import (
    SIRET,
    ApplicationFactory,
    MemberFactory,
    UserFactory,
    make_animateur,
    make_document,
    make_invitation,
    make_skill,
)
from tests.club.members.test_applications import kinds
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db

PAGE = "/club/adhesion/"
DAY = timedelta(days=1)


@pytest.fixture
def centre():
    return TelecentreFactory(name="Télécentre de Murat")


@pytest.fixture
def user(client):
    user = UserFactory(public_name="Léa Vidal")
    client.force_login(user)
    return user


@pytest.fixture
def enter(client):
    """`enter(state)`: logged in as someone in that state; their membership."""

    def as_member(state="active", **fields) -> Member:
        factory = ApplicationFactory if state == "application" else MemberFactory
        member = factory(state=state, **fields)
        client.force_login(member.user)
        return member

    return as_member


def main_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser").main


def headings(response) -> list[str]:
    return [one.get_text(strip=True) for one in main_of(response).select("section h2")]


def errors_of(response) -> list[str]:
    return [one.get_text(strip=True) for one in main_of(response).select(".error-summary li")]


def answers(centre, *documents, **fields) -> dict[str, str]:
    return {
        "activity": "Traductrice",
        "professional_status": "independent",
        "home_telecentre": str(centre.pk),
        "skills": "",
        "message": "",
        **{f"document_{document.pk}": "on" for document in documents},
        **fields,
    }


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


# --- A membership that runs, or ran -------------------------------------------------------------


def test_a_member_reads_dates_notes_documents_and_history(client, enter):
    member = enter()
    document = make_document()
    Acceptance.objects.create(user=member.user, document=document)
    author = UserFactory(public_name="Ina Roche")
    add_follow_up_note(member, author=author, text="Cherche un associé.")
    member.events.create(kind="approved", actor=author)

    response = client.get(PAGE)

    assert headings(response) == [
        "Votre place au club",
        "Les notes de votre animateur",
        "Les documents que vous avez acceptés",
        "L’histoire de votre adhésion",
        "Quitter le club",
    ]
    text = main_of(response).get_text()
    assert "Cherche un associé." in text
    assert "Ina Roche" in text


def test_a_membership_far_from_its_end_has_no_renewal(client, enter):
    member = enter()

    client.post(f"{PAGE}renouveler/")

    assert "Renouveler" not in headings(client.get(PAGE))
    assert kinds(member) == []


@pytest.mark.parametrize("left", [-40, -1, 0, 60])
def test_a_membership_is_renewed_once(client, enter, left):
    today = timezone.localdate()
    end = today + left * DAY
    member = enter(starts_on=today - 300 * DAY, ends_on=end)
    shown = headings(client.get(PAGE))

    for _ in range(2):
        response = client.post(f"{PAGE}renouveler/", follow=True)

    member.refresh_from_db()
    assert shown[0] == "Renouveler"
    assert (kinds(member), member.state) == (["renewed"], "active")
    assert member.ends_on > today + 360 * DAY
    assert "Votre adhésion court jusqu’au" in main_of(response).get_text()


def test_renewing_asks_for_the_new_documents(client, enter):
    member = enter("expired", ends_on=timezone.localdate())
    document = make_document()

    refused = client.post(f"{PAGE}renouveler/")
    before = kinds(member)
    client.post(f"{PAGE}renouveler/", {f"document_{document.pk}": "on"})

    assert (len(errors_of(refused)), before, kinds(member)) == (1, [], ["renewed"])
    assert Acceptance.objects.get().user == member.user


def test_a_new_version_is_accepted_between_two_renewals(client, enter):
    member = enter()
    document = make_document()
    shown = headings(client.get(PAGE))

    for _ in range(2):
        client.post(f"{PAGE}documents/accepter/", {f"document_{document.pk}": "on"})

    assert shown[0] == "De nouveaux documents à accepter"
    assert Acceptance.objects.get().user == member.user
    assert "De nouveaux documents à accepter" not in headings(client.get(PAGE))


def test_a_box_left_empty_accepts_nothing(client, enter):
    enter()
    make_document()

    response = client.post(f"{PAGE}documents/accepter/")

    assert (len(errors_of(response)), Acceptance.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("state", "days", "words"),
    [
        ("suspended", 100, "Votre adhésion est suspendue"),
        ("expired", -1, "est arrivée à son terme"),
        ("active", -1, "est arrivée à son terme"),  # the nightly job has not passed
        ("resigned", 0, "Vous avez quitté le club"),
    ],
)
def test_who_is_out_reads_why_and_what_to_do(client, enter, state, days, words):
    today = timezone.localdate()
    enter(state, starts_on=today - 300 * DAY, ends_on=today + days * DAY)

    main = main_of(client.get(PAGE))

    assert words in main.select_one(".lead").get_text()
    assert main.select_one(".button") is not None


def test_a_membership_to_come_says_from_when(client, enter):
    enter(starts_on=timezone.localdate() + 3 * DAY)

    assert "Elle commence le" in main_of(client.get(PAGE)).select_one(".lead").get_text()


def test_a_suspension_says_why(client, enter):
    member = enter("suspended")
    member.events.create(kind="suspended", reason="Propos déplacés.")

    assert "Propos déplacés." in main_of(client.get(PAGE)).blockquote.get_text()


def test_one_leaves_after_a_confirmation_and_once(client, enter, told):
    member = enter()
    animateur = make_animateur(member.home_telecentre)

    asked = client.get(f"{PAGE}quitter/")
    before = kinds(member)
    for _ in range(2):
        client.post(f"{PAGE}quitter/", {"reason": "Je déménage."})

    member.refresh_from_db()
    assert main_of(asked).h1.get_text() == "Quitter le club\u202f?"
    assert (before, member.state, kinds(member)) == ([], "resigned", ["resigned"])
    assert [address for address, _ in told()] == [member.user.email, animateur.email]


@pytest.mark.parametrize("reason", ["x" * 2001, "a\x00b"])
def test_a_bad_reason_to_leave_is_told(client, enter, reason):
    member = enter()

    response = client.post(f"{PAGE}quitter/", {"reason": reason})

    assert (len(errors_of(response)), kinds(member)) == (1, [])


@pytest.mark.parametrize("action", ["repondre", "renouveler", "quitter"])
def test_an_account_without_membership_changes_nothing(client, user, action):
    response = client.post(f"{PAGE}{action}/", {"text": "a"})

    assert (response.status_code, response.headers["Location"]) == (302, PAGE)
    assert Member.objects.count() == 0


# --- Documents ----------------------------------------------------------------------------------


def test_a_document_is_read_in_full_whatever_its_version(client, user):
    make_document(text="Premier texte.")
    make_document(text="Second <b>texte</b>.")

    newest = main_of(client.get(f"{PAGE}documents/charter/"))
    first = main_of(client.get(f"{PAGE}documents/charter/1/"))

    assert "Second <b>texte</b>." in newest.get_text()
    assert "Premier texte." in first.get_text()
    assert first.select_one(f'a[href="{PAGE}documents/charter/2/"]') is not None


@pytest.mark.parametrize(
    "path", ["agreement/", "rien/", "charter/2/", "charter/99999999999999999999/"]
)
def test_an_unknown_document_is_missing(client, user, path):
    make_document()

    assert client.get(f"{PAGE}documents/{path}").status_code == 404


def test_a_document_to_come_is_not_shown_yet(client, user):
    make_document(published_on=timezone.localdate() + DAY)

    assert client.get(f"{PAGE}documents/charter/").status_code == 404


# --- Cost ---------------------------------------------------------------------------------------


def test_the_page_costs_the_same_whatever_it_shows(client, enter, django_assert_max_num_queries):
    member = enter("application", awaits_answer=True)

    def grow(count: int) -> None:
        for _ in range(count):
            member.events.create(kind="questioned", reason="?", actor=UserFactory())
            add_follow_up_note(member, author=UserFactory(), text="Note")
            make_animateur(member.home_telecentre)
            document = make_document(text=str(Acceptance.objects.count()))
            Acceptance.objects.create(user=member.user, document=document)
            member.skills.add(f"Savoir {member.skills.count()}")

    grow(1)
    client.get(PAGE)
    with django_assert_max_num_queries(20) as one:
        client.get(PAGE)
    grow(2)
    with django_assert_max_num_queries(20) as three:
        client.get(PAGE)

    assert len(one) == len(three)
