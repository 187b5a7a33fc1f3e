"""The form of the mails, as the person's mail program receives them from a real server."""

import re
from email import message_from_bytes, policy

import pytest
from django.test import Client
from django.utils import timezone

from club.notifications import kinds
from club.notifications.compose import compose, one_line
from club.notifications.delivery import deliver_due
from club.notifications.digests import write_due_mails
from club.notifications.kinds import SECURITY, register_kind
from club.notifications.models import Frequency, OutboxMail
from club.notifications.preferences import frequencies_of
from club.notifications.services import notify, send_to
from tests.club.notifications.factories import make_due, make_notification, make_person
from tests.club.notifications.reading import mail_in, part_of

pytestmark = pytest.mark.django_db
KIND = "essai.reply"
NASTY = "<script>alert('L’été')</script> & \"hiver\""


@pytest.fixture(autouse=True)
def _kinds(monkeypatch, smtp):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    register_kind(KIND, label="Réponses", group="Forum")
    # Tests run at any hour of the day.
    register_kind(
        "essai.now",
        label="Réponses",
        group="Forum",
        default=Frequency.AT_ONCE,
        ignores_quiet_hours=True,
    )


def only_mail():
    return mail_in(OutboxMail.objects.get())


def tell(**fields):
    user = make_person(public_name=fields.pop("public_name", "Léa"))
    notify(user, fields.pop("kind", "essai.now"), **{"title": "Bonjour", "url": "/club/", **fields})
    return user


def test_a_mail_has_a_text_and_an_html_part_in_french():
    tell(title="Une réponse", text="Ligne une\nLigne deux")

    message = only_mail()
    html = part_of(message, "html")
    assert message.get_content_type() == "multipart/alternative"
    assert "Une réponse\n\nLigne une\nLigne deux" in part_of(message, "plain")
    assert '<html lang="fr">' in html
    assert "Ligne une<br>Ligne deux" in html
    assert "http://localhost:8000/club/" in part_of(message, "plain")
    assert 'href="http://localhost:8000/club/"' in html


def test_what_people_type_is_text_in_both_parts_and_in_the_subject():
    tell(title=NASTY, text=NASTY, public_name=NASTY)

    message = only_mail()
    html = part_of(message, "html")
    assert OutboxMail.objects.get().subject == message["Subject"].strip() == NASTY
    assert part_of(message, "plain").count(NASTY) == 3
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 4


def test_a_digest_escapes_too():
    user = make_person(public_name=NASTY)
    due = {"due_at": timezone.now(), "subject_key": "a", "subject_label": NASTY}
    make_notification(user, NASTY, kind=KIND, **due)
    write_due_mails()

    html = part_of(only_mail(), "html")

    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 3


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n", "\u2028", "\x0b", "\x85"])
def test_a_line_break_in_a_title_adds_no_header(ending):
    tell(title=f"Bonjour{ending}Bcc: jo@essai.example")

    row = OutboxMail.objects.get()
    assert row.recipients == "lea@essai.example"
    assert row.subject == "Bonjour Bcc: jo@essai.example"
    assert mail_in(row)["Bcc"] is None


def test_the_subject_keeps_its_narrow_spaces():
    assert one_line("\n Quoi\u202f?\n\n Rien \n") == "Quoi\u202f? Rien"


def test_nothing_in_the_html_is_fetched_from_elsewhere():
    tell(text="Voilà")

    html = part_of(only_mail(), "html")

    assert re.findall(r"<(?:img|script|link|iframe)|\bsrc=|url\(|@import|\bon\w+=", html) == []
    assert set(re.findall(r'href="(http://[^/"]+)', html)) == {"http://localhost:8000"}


def test_an_app_may_have_its_own_words_with_a_text_part_alone():
    contact = {"name": "Léa", "email": "lea@essai.example", "text": "a < b", "subject": "Place"}
    tell(template="pages/email/contact_message", context={"message": contact})

    message = only_mail()
    assert message["Subject"] == "[Contact] Place"
    assert message.get_content_type() == "text/plain"
    assert "a < b" in message.get_content()


def test_send_to_adds_the_html_part_where_there_is_one():
    context = {"notification": {"title": "Bonjour", "text": ""}, "target_url": "http://localhost/"}

    send_to("jo@essai.example", template="notifications/email/notification", context=context)

    message = only_mail()
    assert "<h1>Bonjour</h1>" in part_of(message, "html")
    # Someone without an account has no preferences to change.
    assert "preferences" not in part_of(message, "plain") + part_of(message, "html")


def test_an_html_part_that_extends_nothing_is_an_error(settings, tmp_path):
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [tmp_path], "APP_DIRS": False, "OPTIONS": {}}
    ]
    for ending, words in (
        ("subject.txt", "Bonjour"),
        ("body.txt", "Voilà"),
        ("body.html", '{% extends "absent.html" %}'),
    ):
        (tmp_path / f"essai_{ending}").write_text(words)

    with pytest.raises(Exception, match=r"absent\.html"):
        compose("jo@essai.example", template="essai", context={})


# --- Unsubscribing ------------------------------------------------------------------------------


def test_what_is_always_sent_has_no_way_out():
    tell(kind=SECURITY)

    message = only_mail()
    assert message["List-Unsubscribe"] is None
    assert "/r/" not in part_of(message, "plain") + part_of(message, "html")


def received_by(smtp):
    """The last mail on the wire, parsed by the strictest policy."""
    assert deliver_due() == 1
    return message_from_bytes(smtp.received[-1][1].as_bytes(), policy=policy.default)


def way_out_of(message) -> str:
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    # A long header begins on a line of its own, which its readers fold back.
    told = message["List-Unsubscribe"].strip()
    [link] = re.fullmatch(r"<(http://localhost:8000/r/[\w.-]+/)>", told).groups()
    assert link in part_of(message, "plain")
    assert f'href="{link}"' in part_of(message, "html")
    assert "essai.example" not in link
    return link.removeprefix("http://localhost:8000")


def one_click(path: str):
    """As a mail program does: a POST without cookie, from nowhere."""
    return Client(enforce_csrf_checks=True).post(
        path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )


def test_one_click_stops_a_kind_from_the_mail_received(smtp):
    user = tell()
    path = way_out_of(received_by(smtp))

    answer = one_click(path)

    assert answer.status_code == 200
    assert not answer.cookies
    assert frequencies_of(user)["essai.now"] == Frequency.NEVER
    notify(user, "essai.now", title="Encore", url="/club/")
    assert OutboxMail.objects.filter(subject="Encore").count() == 0


def test_one_click_stops_the_digests_from_the_mail_received(smtp):
    user, other = make_person(), make_person("jo")
    register_kind("essai.daily", label="Nouvelles", group="Forum")
    make_due(user, 2, kind="essai.daily")
    write_due_mails()
    path = way_out_of(received_by(smtp))

    answers = [one_click(path), one_click(path)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "C’était déjà fait" in answers[1].content.decode()
    told = frequencies_of(user)
    assert told["essai.daily"] == Frequency.NEVER
    # What is sent one by one was not in that mail.
    assert told["essai.now"] == Frequency.AT_ONCE
    assert frequencies_of(other)["essai.daily"] == Frequency.DAILY
