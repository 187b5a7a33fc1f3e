"""The back office of memberships: deciding, following, and only for one's own centres."""

import csv
import io
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.utils import timezone
from openpyxl import load_workbook

from club.members.decisions import STEPS
from club.members.models import FollowUpNote, Member
from club.telecentres.models import TelecentreManager
from club.users.models import User
from club.users.roles import ANIMATEURS, MANAGERS, setup_roles
from tests.club.members.factories import ApplicationFactory, MemberFactory, UserFactory
from tests.club.members.test_applications import kinds
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db

APPLICATIONS, MEMBERS = "/gestion/candidatures/", "/gestion/adherents/"
DAY = timedelta(days=1)


@pytest.fixture
def centre():
    return TelecentreFactory(name="Télécentre de Murat")


@pytest.fixture
def enter(client, settings):
    """`enter(role, *centres)`: logged in with this role; the account."""
    settings.STAFF_TWO_FACTOR_REQUIRED = False
    setup_roles()

    def as_role(role: str, *centres) -> User:
        user = UserFactory(public_name="Ina Roche")
        user.groups.add(Group.objects.get(name=role))
        for centre in centres:
            TelecentreManager.objects.create(telecentre=centre, user=user)
        client.force_login(user)
        return user

    return as_role


@pytest.fixture
def animateur(enter, centre) -> User:
    return enter(ANIMATEURS, centre)


def page_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def listed(client, url: str) -> list[str]:
    rows = page_of(client.get(url)).select("table.listing tbody tr")
    return [row.td.get_text(" ", strip=True).split(" Lire")[0] for row in rows]


def steps_on(client, member) -> list[str]:
    page = page_of(client.get(f"{MEMBERS}inspect/{member.pk}/"))
    return [one.get_text(strip=True) for one in page.select("footer a")]


def take(client, member, step: str, **form: str):
    return client.post(f"{MEMBERS}{member.pk}/{step}/", form, follow=True)


# --- Whose members ------------------------------------------------------------------------------


def test_an_animateur_sees_the_members_of_their_centres_only(client, animateur, centre):
    ApplicationFactory(user__public_name="Léa Vidal", home_telecentre=centre)
    MemberFactory(user__public_name="Rémi Élie", home_telecentre=centre)
    ApplicationFactory()
    MemberFactory()

    assert listed(client, APPLICATIONS) == ["Léa Vidal"]
    assert listed(client, MEMBERS) == ["Léa Vidal", "Rémi Élie"]


def test_a_manager_sees_everyone_but_themself(client, enter):
    manager = enter(MANAGERS)
    MemberFactory(user=manager)
    MemberFactory(user__public_name="Rémi Élie")

    assert listed(client, MEMBERS) == ["Rémi Élie"]


@pytest.mark.parametrize("step", [step.slug for step in STEPS])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_members_of_another_centre_do_not_exist(client, animateur, step, method):
    for member in (ApplicationFactory(), MemberFactory(), MemberFactory(state="suspended")):
        response = getattr(client, method)(f"{MEMBERS}{member.pk}/{step}/", {"text": "a"})

        assert response.status_code == 404
        assert (kinds(member), FollowUpNote.objects.count()) == ([], 0)


@pytest.mark.parametrize("step", [step.slug for step in STEPS])
def test_nobody_decides_on_themself(client, animateur, centre, step):
    mine = ApplicationFactory(user=animateur, home_telecentre=centre)

    assert take(client, mine, step, text="a").status_code == 404
    assert client.get(f"{MEMBERS}inspect/{mine.pk}/").status_code == 404
    assert kinds(mine) == []


def test_the_page_of_a_member_of_another_centre_does_not_exist(client, animateur):
    assert client.get(f"{MEMBERS}inspect/{MemberFactory().pk}/").status_code == 404


@pytest.mark.parametrize("pk", ["0", "99999999999999999999", "abc"])
def test_an_unknown_member_is_missing(client, animateur, pk):
    assert client.get(f"{MEMBERS}inspect/{pk}/").status_code == 404


# --- Reading ------------------------------------------------------------------------------------


def test_the_whole_application_is_read_on_one_page(client, animateur, centre):
    member = ApplicationFactory(home_telecentre=centre, activity="Traductrice")
    member.events.create(kind="applied", reason="Je <b>m’installe</b>.", actor=member.user)

    text = page_of(client.get(f"{MEMBERS}inspect/{member.pk}/")).main.get_text()

    for told in ("Traductrice", "Je <b>m’installe</b>.", member.user.email, "Candidature déposée"):
        assert told in text


@pytest.mark.parametrize(
    ("state", "left", "steps"),
    [
        ("application", None, ["Accepter", "Poser une question", "Refuser"]),
        ("active", 300, ["Suspendre"]),
        ("active", 20, ["Renouveler", "Suspendre"]),
        ("suspended", 20, ["Lever la suspension"]),
        ("expired", -20, ["Renouveler"]),
        ("resigned", -20, []),
        ("refused", None, []),
    ],
)
def test_only_the_steps_that_are_open_are_proposed(client, animateur, centre, state, left, steps):
    today = timezone.localdate()
    dates = {} if left is None else {"starts_on": today - 200 * DAY, "ends_on": today + left * DAY}
    factory = MemberFactory if dates else ApplicationFactory
    member = factory(state=state, home_telecentre=centre, **dates)

    assert steps_on(client, member) == [*steps, "Écrire une note"]


@pytest.mark.parametrize(
    ("url", "names"),
    [
        (f"{APPLICATIONS}?etat=a-decider", ["Léa"]),
        (f"{APPLICATIONS}?etat=question", ["Odile"]),
        (f"{APPLICATIONS}?etat=rien", ["Léa", "Odile"]),
        (f"{MEMBERS}?fin=30", ["Rémi"]),
        (f"{MEMBERS}?fin=60", ["Rémi", "Suzon"]),
        (f"{MEMBERS}?fin=passee", ["Théo"]),
        (f"{MEMBERS}?state__exact=expired", ["Théo"]),
        (f"{MEMBERS}?q=suz", ["Suzon"]),
    ],
)
def test_lists_are_filtered_and_searched(client, animateur, centre, url, names):
    today = timezone.localdate()
    ApplicationFactory(user__public_name="Léa", home_telecentre=centre, applied_at=timezone.now())
    ApplicationFactory(
        user__public_name="Odile",
        home_telecentre=centre,
        awaits_answer=True,
        applied_at=timezone.now(),
    )
    for name, left in (("Rémi", 30), ("Suzon", 31), ("Théo", -1)):
        MemberFactory(
            user__public_name=name,
            home_telecentre=centre,
            state="expired" if left < 0 else "active",
            starts_on=today - 300 * DAY,
            ends_on=today + left * DAY,
        )

    assert listed(client, url) == names


def test_the_list_is_exported_without_a_formula(client, animateur, centre):
    MemberFactory(user__public_name="=1+1", activity="@SUM(A1)", home_telecentre=centre)
    MemberFactory(user__public_name="Ailleurs")

    text = b"".join(client.get(f"{MEMBERS}?export=csv").streaming_content).decode("utf-8-sig")
    book = load_workbook(
        io.BytesIO(b"".join(client.get(f"{MEMBERS}?export=xlsx").streaming_content))
    )

    (row,) = list(csv.reader(io.StringIO(text)))[1:]
    cells = list(book.active.iter_rows(min_row=2))
    assert (row[0], row[6]) == ("'=1+1", "'@SUM(A1)")
    assert (cells[0][0].value, cells[0][0].data_type) == ("=1+1", "s")
    assert len(cells) == 1


@pytest.mark.parametrize("url", [APPLICATIONS, MEMBERS])
def test_lists_cost_the_same_whatever_their_length(
    client, animateur, centre, url, django_assert_max_num_queries
):
    ApplicationFactory(home_telecentre=centre)
    client.get(url)
    with django_assert_max_num_queries(20) as one:
        client.get(url)
    for _ in range(2):
        ApplicationFactory(home_telecentre=centre)
    with django_assert_max_num_queries(20) as three:
        client.get(url)

    assert len(one) == len(three)


# --- Deciding -----------------------------------------------------------------------------------


def test_an_application_is_approved_once_with_its_dates(client, animateur, centre, told):
    member = ApplicationFactory(home_telecentre=centre)
    form = page_of(client.get(f"{MEMBERS}{member.pk}/accepter/")).select_one("main form")
    filled = {one["name"]: one["value"] for one in form.select("input[type=date]")}

    for _ in range(2):
        response = take(client, member, "accepter", starts_on="2027-03-05", ends_on="2027-12-31")

    member.refresh_from_db()
    assert filled["starts_on"] == timezone.localdate().isoformat()
    assert (member.state, member.starts_on, member.ends_on) == (
        "active",
        date(2027, 3, 5),
        date(2027, 12, 31),
    )
    assert (kinds(member), member.events.get().actor) == (["approved"], animateur)
    assert told() == [(member.user.email, "Bienvenue au club")]
    assert response.redirect_chain[-1][0] == f"{MEMBERS}inspect/{member.pk}/"


@pytest.mark.parametrize(
    "dates",
    [
        {"starts_on": "2027-03-05", "ends_on": "2027-03-04"},
        {"starts_on": "2027-03-05", "ends_on": ""},
        {"starts_on": "hier", "ends_on": "2027-03-04"},
        {"starts_on": "2027-02-29", "ends_on": "2027-03-04"},
    ],
)
def test_wrong_dates_are_refused_and_kept(client, animateur, centre, dates):
    member = ApplicationFactory(home_telecentre=centre)

    response = take(client, member, "accepter", **dates)

    fields = page_of(response).select("main input[type=date]")
    assert [one.get("value", "") for one in fields] == list(dates.values())
    assert Member.objects.get().state == "application"


def test_a_question_is_asked_once(client, animateur, centre, told):
    member = ApplicationFactory(home_telecentre=centre)

    for _ in range(2):
        take(client, member, "question", text="Depuis quand\u202f?")

    member.refresh_from_db()
    assert (member.awaits_answer, kinds(member)) == (True, ["questioned"])
    assert told() == [(member.user.email, "Une question sur votre demande d’adhésion")]


def test_an_application_is_refused_with_a_reason(client, animateur, centre):
    member = ApplicationFactory(home_telecentre=centre)

    empty = take(client, member, "refuser", text="  ")
    before = kinds(member)
    for _ in range(2):
        take(client, member, "refuser", text="Hors du Cantal.")

    member.refresh_from_db()
    assert "Donnez un motif" in page_of(empty).main.get_text()
    assert (before, member.state, member.events.get().reason) == ([], "refused", "Hors du Cantal.")


@pytest.mark.parametrize("text", ["a\x00b", "x" * 2001])
@pytest.mark.parametrize("step", ["question", "refuser", "note"])
def test_bad_texts_are_refused(client, animateur, centre, step, text):
    member = ApplicationFactory(home_telecentre=centre)

    response = take(client, member, step, text=text)

    assert response.status_code == 200
    assert page_of(response).select_one("main textarea") is not None
    assert (kinds(member), FollowUpNote.objects.count()) == ([], 0)


def test_a_member_is_suspended_then_let_back_in(client, animateur, centre):
    member = MemberFactory(home_telecentre=centre)

    for _ in range(2):
        take(client, member, "suspendre", text="Propos déplacés.")
    suspended = Member.objects.get().state
    for _ in range(2):
        take(client, member, "lever", text="")

    assert (suspended, Member.objects.get().state) == ("suspended", "active")
    assert kinds(member) == ["suspended", "lifted"]


def test_a_membership_is_renewed_once(client, animateur, centre):
    today = timezone.localdate()
    member = MemberFactory(home_telecentre=centre, starts_on=today - 300 * DAY, ends_on=today)

    for _ in range(2):
        take(client, member, "renouveler")

    assert kinds(member) == ["renewed"]


def test_a_note_is_written_once_and_the_member_reads_it(client, animateur, centre):
    member = MemberFactory(home_telecentre=centre)

    for _ in range(2):
        take(client, member, "note", text="Cherche un associé.")
    client.force_login(member.user)

    note = FollowUpNote.objects.get()
    assert (note.author, note.text) == (animateur, "Cherche un associé.")
    assert "Cherche un associé." in client.get("/club/adhesion/").content.decode()


@pytest.mark.parametrize("step", ["accepter", "question", "refuser", "lever"])
def test_a_step_that_is_over_is_told_and_does_nothing(client, animateur, centre, step):
    member = MemberFactory(home_telecentre=centre)
    form = {"text": "a", "starts_on": "2027-03-05", "ends_on": "2027-12-31"}
    ends_on = member.ends_on

    shown = client.get(f"{MEMBERS}{member.pk}/{step}/")
    take(client, member, step, **form)

    member.refresh_from_db()
    assert shown.headers["Location"] == f"{MEMBERS}inspect/{member.pk}/"
    assert (member.state, member.ends_on, kinds(member)) == ("active", ends_on, [])


# --- The welcome page of the back office --------------------------------------------------------


def test_what_waits_is_counted_for_who_decides(client, animateur, centre):
    for _ in range(2):
        ApplicationFactory(home_telecentre=centre)
    ApplicationFactory(home_telecentre=centre, awaits_answer=True)
    ApplicationFactory()

    page = page_of(client.get("/gestion/"))

    link = page.select_one('section[aria-labelledby="panneau-candidatures"] a')
    assert link["href"] == f"{APPLICATIONS}?etat=a-decider"
    assert link.get_text() == "2 candidatures attendent votre réponse"


def test_nothing_is_said_when_nothing_waits(client, animateur):
    ApplicationFactory()

    assert "panneau-candidatures" not in client.get("/gestion/").content.decode()
