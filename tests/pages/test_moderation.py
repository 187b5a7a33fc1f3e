"""What moderators and animateurs see and decide in the back office."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from club.telecentres.models import TelecentreManager
from club.users.models import User
from club.users.roles import ANIMATEURS, EDITORS, MANAGERS, MODERATORS, PROSPECTORS, setup_roles
from pages import services
from pages.models import Comment, CommentReport, ContactMessage
from tests.club.telecentres.factories import TelecentreFactory
from tests.pages.writings import make_article, make_comment

pytestmark = pytest.mark.django_db
PENDING, APPROVED, REFUSED = (
    Comment.Status.PENDING,
    Comment.Status.APPROVED,
    Comment.Status.REFUSED,
)


@pytest.fixture(autouse=True)
def roles():
    cache.clear()
    setup_roles()


@pytest.fixture
def article():
    return make_article()


def account(role: str) -> User:
    from django.contrib.auth.models import Group

    user = User.objects.create_user(f"{len(role)}@essai.example", public_name=role)
    user.groups.add(Group.objects.get(name=role))
    return user


def logged_in(role: str) -> Client:
    client = Client()
    client.force_login(account(role))
    return client


@pytest.fixture
def moderator():
    return logged_in(MODERATORS)


def message_to(telecentre, **fields):
    number = ContactMessage.objects.count()
    told = {"name": "Claire", "email": "c@essai.example", "subject": f"Sujet {number}", "text": "?"}
    return ContactMessage.objects.create(
        telecentre=telecentre, form_token=f"essai-{number}", **told | fields
    )


# --- One by one -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("comment_approve", PENDING, APPROVED),
        ("comment_approve", REFUSED, APPROVED),
        ("comment_refuse", PENDING, REFUSED),
        ("comment_refuse", APPROVED, REFUSED),
    ],
)
def test_decision_is_written_with_who_and_when(moderator, article, name, before, after):
    comment = make_comment(article, status=before)

    response = moderator.post(reverse(name, args=[comment.pk]))

    assert response["Location"] == reverse("commentaires_modeladmin_index")
    comment.refresh_from_db()
    assert comment.status == after
    assert comment.moderated_by.public_name == MODERATORS
    assert comment.moderated_at is not None


def test_same_decision_again_keeps_who_came_first(article):
    first, second = account(MODERATORS), account(MANAGERS)
    comment = make_comment(article, status=PENDING)

    answers = [services.moderate(comment, approve=True, by=user) for user in (first, second)]

    comment.refresh_from_db()
    assert answers == [True, False]
    assert comment.moderated_by == first


def test_decision_closes_the_reports(moderator, article):
    comment = make_comment(article)
    CommentReport.objects.create(comment=comment, reason="Publicité", form_token="x")

    moderator.post(reverse("comment_refuse", args=[comment.pk]))

    assert CommentReport.objects.get().is_handled


def test_report_is_closed_and_the_comment_stays(moderator, article):
    comment = make_comment(article)
    report = CommentReport.objects.create(comment=comment, reason="Publicité", form_token="x")

    for _ in range(2):
        moderator.post(reverse("comment_report_close", args=[report.pk]))

    report.refresh_from_db()
    comment.refresh_from_db()
    assert (report.is_handled, comment.status) == (True, APPROVED)


DECISIONS = ["comment_approve", "comment_refuse", "comment_report_close", "contact_message_handled"]


@pytest.mark.parametrize("name", DECISIONS)
def test_reading_decides_nothing(name):
    client = logged_in(MANAGERS)

    assert client.get(reverse(name, args=[1])).status_code == 405


@pytest.mark.parametrize("name", DECISIONS)
@pytest.mark.parametrize("pk", [404, 10**30])
def test_unknown_row(name, pk):
    assert logged_in(MANAGERS).post(reverse(name, args=[pk])).status_code == 404


@pytest.mark.parametrize("name", DECISIONS)
def test_decision_needs_its_csrf_token(name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(account(MANAGERS))

    assert client.post(reverse(name, args=[1])).status_code == 403


@pytest.mark.parametrize("role", [EDITORS, ANIMATEURS, PROSPECTORS])
@pytest.mark.parametrize("name", ["comment_approve", "comment_refuse"])
def test_other_roles_decide_nothing(article, role, name):
    comment = make_comment(article, status=PENDING)

    response = logged_in(role).post(reverse(name, args=[comment.pk]))

    comment.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_home"))
    assert comment.status == PENDING


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("/gestion/commentaires/?status__exact=PENDING", None),
        ("https://ailleurs.example/", "/gestion/commentaires/"),
        ("//ailleurs.example/", "/gestion/commentaires/"),
        ("javascript:alert(1)", "/gestion/commentaires/"),
    ],
)
def test_button_leads_back_to_our_own_pages(moderator, article, after, expected):
    comment = make_comment(article, status=PENDING)

    response = moderator.post(reverse("comment_approve", args=[comment.pk]), {"next": after})

    assert response["Location"] == (expected or after)


# --- Many at once -----------------------------------------------------------------------------


def test_many_are_decided_at_once(moderator, article):
    comments = [make_comment(article, status=PENDING) for _ in range(3)]
    url = reverse("comments_to_moderate")
    assert moderator.get(url).content.decode().count('type="checkbox"') == 3

    chosen = [comment.pk for comment in comments[:2]]
    response = moderator.post(url, {"comment": chosen, "decision": "approve"})

    assert response["Location"] == url
    assert set(Comment.objects.approved()) == set(comments[:2])
    assert set(Comment.objects.pending()) == {comments[2]}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"decision": "approve"},
        {"comment": "x", "decision": "approve"},
        {"comment": "²", "decision": "approve"},
        {"comment": "-1", "decision": "approve"},
        {"comment": str(10**30), "decision": "approve"},
        {"comment": "\x00", "decision": "approve"},
        {"comment": "9" * 5000, "decision": "refuse"},
        {"comment": "1", "decision": "publier"},
    ],
)
def test_nonsense_decides_nothing(moderator, article, data):
    make_comment(article, status=PENDING)

    assert moderator.post(reverse("comments_to_moderate"), data).status_code == 302
    assert Comment.objects.pending().count() == 1


def test_decided_comment_is_not_decided_again_from_an_old_page(moderator, article):
    comment = make_comment(article, status=REFUSED)

    moderator.post(
        reverse("comments_to_moderate"), {"comment": [comment.pk], "decision": "approve"}
    )

    comment.refresh_from_db()
    assert comment.status == REFUSED


@pytest.mark.parametrize("role", [EDITORS, ANIMATEURS, PROSPECTORS])
def test_other_roles_do_not_enter(role):
    response = logged_in(role).get(reverse("comments_to_moderate"))

    assert response["Location"] == reverse("wagtailadmin_home")


# --- Lists ------------------------------------------------------------------------------------


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("url", ["/gestion/commentaires/", "/gestion/commentaires/a-valider/"])
def test_comment_lists_cost_the_same_with_one_and_thirty_rows(moderator, article, url):
    make_comment(article, status=PENDING)
    few = queries(moderator, url)
    for _ in range(29):
        make_comment(article, status=PENDING)

    assert queries(moderator, url) == few <= 20


def test_message_list_costs_the_same_with_one_and_twenty_rows():
    user = account(ANIMATEURS)
    client = Client()
    client.force_login(user)
    centres = [TelecentreFactory() for _ in range(4)]
    for centre in centres:
        TelecentreManager.objects.create(telecentre=centre, user=user)
    message_to(centres[0])
    few = queries(client, "/gestion/messages/")
    for number in range(19):
        message_to(centres[number % 4])

    assert queries(client, "/gestion/messages/") == few <= 20


def test_list_is_searched_and_filtered(moderator, article):
    make_comment(article, text="Le vent tourne.", status=PENDING)
    make_comment(article, text="Le vent faiblit.", status=APPROVED)
    make_comment(article, text="Il pleut.", status=PENDING)

    html = moderator.get("/gestion/commentaires/?status__exact=PENDING&q=vent").content.decode()

    assert "Le vent tourne." in html
    assert "Le vent faiblit." not in html
    assert "Il pleut." not in html


def test_editor_reads_without_deciding(article):
    comment = make_comment(article, status=PENDING)
    client = logged_in(EDITORS)

    html = client.get("/gestion/commentaires/").content.decode()

    assert comment.text in html
    assert "Approuver" not in html
    read = client.get(reverse("commentaires_modeladmin_inspect", args=[comment.pk]))
    assert read.status_code == 200


@pytest.mark.parametrize("action", ["inspect", "edit", "delete"])
@pytest.mark.parametrize("pk", ["abc", "9" * 30, "-1"])
@pytest.mark.parametrize("path", ["commentaires", "signalements", "messages"])
def test_senseless_number_is_unknown(path, action, pk):
    response = logged_in(MANAGERS).get(f"/gestion/{path}/{action}/{pk}/")

    assert response.status_code == 404


def test_text_never_runs_in_the_back_office(moderator, article):
    comment = make_comment(article, text="<script>alert(1)</script>\n\nDeux", author_name="<i>O")

    for url in (
        "/gestion/commentaires/",
        reverse("commentaires_modeladmin_inspect", args=[comment.pk]),
    ):
        html = moderator.get(url).content.decode()
        assert "<script>alert(1)" not in html
        assert "<i>O" not in html


def test_home_tells_what_waits(moderator, article):
    make_comment(article, status=PENDING)
    make_comment(article, status=PENDING)

    assert "2 commentaires à valider" in moderator.get("/gestion/").content.decode()


# --- Messages ---------------------------------------------------------------------------------


def test_animateur_sees_the_messages_of_their_own_centres():
    user = account(ANIMATEURS)
    client = Client()
    client.force_login(user)
    mine, other = TelecentreFactory(), TelecentreFactory()
    TelecentreManager.objects.create(telecentre=mine, user=user)
    theirs, foreign, network = message_to(mine), message_to(other), message_to(None)

    html = client.get("/gestion/messages/").content.decode()
    export = exported(client, "/gestion/messages/")

    assert theirs.subject in html
    assert foreign.subject not in html
    assert network.subject not in html
    assert len(export) == 2
    for message, status in ((theirs, 200), (foreign, 404), (network, 404)):
        url = reverse("messages_modeladmin_inspect", args=[message.pk])
        assert client.get(url).status_code == status
    for message, status in ((theirs, 302), (foreign, 404), (network, 404)):
        url = reverse("contact_message_handled", args=[message.pk])
        assert client.post(url).status_code == status
    assert list(ContactMessage.objects.exclude(handled_at=None)) == [theirs]


def test_manager_sees_all_messages():
    message_to(TelecentreFactory()), message_to(None)

    assert len(exported(logged_in(MANAGERS), "/gestion/messages/")) == 3


@pytest.mark.parametrize("role", [MODERATORS, EDITORS, PROSPECTORS])
def test_other_roles_see_no_message(role):
    message = message_to(TelecentreFactory())
    client = logged_in(role)

    for url in ("/gestion/messages/", f"/gestion/messages/inspect/{message.pk}/"):
        assert client.get(url)["Location"] == reverse("wagtailadmin_home")


def test_who_handled_a_message_first_stays_noted():
    first, second = account(ANIMATEURS), account(MANAGERS)
    message = message_to(None)

    assert services.mark_handled(message, by=first)
    assert not services.mark_handled(message, by=second)
    message.refresh_from_db()
    assert message.handled_by == first


# --- Exports ----------------------------------------------------------------------------------


def exported(client, url) -> list[list[str]]:
    response = client.get(url, {"export": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text)))


def test_csv_of_comments_runs_nothing(moderator, article):
    make_comment(article, author_name="@SUM(1)", text='=HYPERLINK("http://x")', status=REFUSED)

    header, row = exported(moderator, "/gestion/commentaires/")

    assert len(header) == len(row) == 6
    assert row[1:4] == ["'@SUM(1)", "lectrice0@essai.example", '\'=HYPERLINK("http://x")']
    assert row[5] == "refusé"


def test_xlsx_of_comments_holds_text_only(moderator, article):
    make_comment(article, text="=1+1", author_name="cloche \x07")

    response = moderator.get("/gestion/commentaires/?export=xlsx")
    sheet = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active

    assert sheet.max_row == 2
    assert (sheet.cell(2, 4).value, sheet.cell(2, 4).data_type) == ("=1+1", "s")
    assert sheet.cell(2, 2).value == "cloche "
