"""The mail of an invitation and its two links: what is told, what is erased, what is remembered."""

import io
import re

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django_tasks_db.models import DBTaskResult

from club.members.independents_imports import send_file
from club.members.invitations import delete_invitation, invite
from club.members.invited_visitors import SESSION_KEY, accept_for, prefill_for
from club.members.models import IndependentsImport, Invitation
from club.notifications.models import OutboxMail, UsedLink
from tests.club.members.factories import SIRET, UserFactory, make_invitation
from tests.club.members.test_independents import as_csv
from tests.club.telecentres.factories import CommuneFactory, TelecentreFactory

pytestmark = pytest.mark.django_db


def invited(email: str = "lea@essai.example", **fields) -> Invitation:
    invitation = make_invitation(email, **fields)
    invite(invitation)
    invitation.refresh_from_db()
    return invitation


def links_of(body: str) -> list[str]:
    """Join, then refuse."""
    return re.findall(r"http://localhost:8000(/r/[^\s/]+/)", body)


def test_the_mail_tells_all_that_is_held_from_where_and_the_rights():
    invited(
        activity="Paie",
        siret=SIRET,
        commune=CommuneFactory(name="Murat"),
        source="le registre national des entreprises",
    )

    (message,) = mail.outbox
    html = message.alternatives[0][0]
    facts = ("Léa", "lea@essai.example", "Paie", SIRET, "Murat")
    assert [fact for fact in facts if fact not in message.body or fact not in html] == []
    for text in (message.body, html):
        assert "D’où nous le tenons\u202f: le registre national des entreprises." in text
        assert "intérêt légitime" in text
        assert "CNIL" in text
        assert "Entreprise" not in text


def test_what_is_imported_does_not_run_in_the_mail():
    invited(name="<script>alert(1)</script>", source="<b>un fichier</b>")

    html = mail.outbox[0].alternatives[0][0]

    assert ("<script>" in html, "<b>un fichier" in html) == (False, False)


def test_reading_a_link_changes_nothing(client):
    invitation = invited()

    statuses = [client.get(link).status_code for link in links_of(mail.outbox[0].body)]

    invitation.refresh_from_db()
    assert (statuses, invitation.state) == ([200, 200], "invited")


def test_one_click_erases_everything_at_once(settings):
    settings.EMAIL_BACKEND = "club.notifications.backend.OutboxBackend"
    author = UserFactory(is_superuser=True)
    file = as_csv([["Nom", "Courriel"], ["Léa", "lea@essai.example"], ["Léa", "lea@essai"]])
    import_row = send_file(io.BytesIO(file), name="a.csv", by=author, source="x", telecentre=None)
    invited(
        activity="Paie",
        company="Léa et fils",
        siret=SIRET,
        commune=CommuneFactory(),
        telecentre=TelecentreFactory(),
        source="un fichier",
    )
    content = bytes(OutboxMail.objects.get().content).decode()
    unsubscribe = re.sub(r"\r?\n\s", "", re.search(r"List-Unsubscribe: ?(.*?>)", content, re.S)[1])
    address = unsubscribe.strip(" <>").removeprefix("http://localhost:8000")

    # As a mail program does: no cookie, no token, no question.
    answer = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    again = Client().post(address)

    row = Invitation.objects.values().get()
    import_row.refresh_from_db()
    kept = {name for name, value in row.items() if value not in ("", None)}
    assert "Tout ce que nous savions de vous est effacé" in answer.content.decode()
    assert "C’était déjà fait" in again.content.decode()
    assert kept == {"id", "email_hash", "state", "created_at", "invited_at", "answered_at"}
    assert OutboxMail.objects.count() == 0
    assert (import_row.content, import_row.preview, import_row.refused) == (None, [], "")
    everywhere = str(
        [
            list(model.objects.values())
            for model in (Invitation, IndependentsImport, OutboxMail, UsedLink, DBTaskResult)
        ]
    )
    assert [word for word in ("Léa", "lea@essai") if word in everywhere] == []


def test_a_link_that_is_over_says_so(client):
    invitation = invited()
    join, refuse = links_of(mail.outbox[0].body)
    client.post(refuse)

    answer = client.get(join)

    assert (answer.status_code, "plus valable" in answer.content.decode()) == (409, True)
    assert client.get(f"/club/invitation/{invitation.token}/").status_code == 404


def test_who_has_joined_erases_their_account_instead(client):
    invitation = invited()
    Invitation.objects.update(state="accepted", user=UserFactory())
    refuse = links_of(mail.outbox[0].body)[1]

    answers = [client.get(refuse), client.post(refuse)]

    invitation.refresh_from_db()
    assert [answer.status_code for answer in answers] == [409, 409]
    assert invitation.name == "Léa"


def test_joining_leads_through_sign_up_and_is_remembered(client):
    invitation = invited(activity="Paie")
    join = links_of(mail.outbox[0].body)[0]

    onward = client.post(join).headers["Location"]
    answer = client.get(onward)

    assert onward == f"/club/invitation/{invitation.token}/"
    assert answer.headers["Location"] == "/compte/inscription/?next=/club/adhesion/"
    assert client.session[SESSION_KEY] == invitation.token
    client.force_login(UserFactory())
    assert client.get(onward).headers["Location"] == "/club/adhesion/"


def request_of(user, **session):
    request = RequestFactory().get("/club/adhesion/")
    request.user, request.session = user, session
    return request


def test_the_application_is_filled_in_then_the_invitation_accepted():
    centre = TelecentreFactory()
    invitation = invited(activity="Paie", telecentre=centre)
    user = UserFactory()
    request = request_of(user, **{SESSION_KEY: invitation.token})

    filled = prefill_for(request)
    for _ in range(2):
        accept_for(request)

    invitation.refresh_from_db()
    assert (filled["activity"], filled["home_telecentre"]) == ("Paie", centre)
    assert (invitation.state, invitation.user, request.session) == ("accepted", user, {})


def test_an_account_of_the_invited_address_needs_no_link():
    invited("lea@essai.example", activity="Paie")

    assert prefill_for(request_of(UserFactory(email="lea@essai.example")))["activity"] == "Paie"
    assert prefill_for(request_of(UserFactory(), **{SESSION_KEY: "inconnu"})) == {}


def test_someone_is_taken_off_the_list_with_their_mails_but_a_refusal_stays(settings):
    settings.EMAIL_BACKEND = "club.notifications.backend.OutboxBackend"
    gone, refused = invited("jo@essai.example"), make_invitation("lea@essai.example")
    Invitation.objects.filter(pk=refused.pk).update(state="refused", email="", name="")

    results = [delete_invitation(gone), delete_invitation(gone), delete_invitation(refused)]

    assert results == [True, True, False]
    assert (Invitation.objects.get(), OutboxMail.objects.count()) == (refused, 0)
