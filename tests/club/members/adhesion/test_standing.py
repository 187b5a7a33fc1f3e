"""« Votre adhésion »: a membership that runs, or ran; its documents."""

import pytest
from django.utils import timezone

from club.members.memberships import add_follow_up_note
from club.members.models import Acceptance, Member
from tests.club.members.adhesion.page import DAY, PAGE, errors_of, headings, main_of
from tests.club.members.factories import (
    UserFactory,
    make_animateur,
    make_document,
)
from tests.club.members.test_applications import kinds

pytestmark = pytest.mark.django_db


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
