"""The command `load_demo`: once, twice, again, refused."""

import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, ReferenceIndex, Revision, Site

from club.notifications.models import Notification
from club.telecentres.models import Commune, OpeningHours, Space, Telecentre
from club.users.models import User
from demo.load import files
from demo.load.accounts import ACCOUNTS
from pages.models import HomePage, StandardPage
from tests.demo.conftest import PASSWORD

pytestmark = pytest.mark.django_db

OURS = ("users", "notifications", "telecentres", "members", "passes", "bookings", "pages")


def counts() -> dict[str, int]:
    """The rows of each model of ours, and of the tree of pages."""
    models = [model for label in OURS for model in apps.get_app_config(label).get_models()]
    return {model._meta.label: model._default_manager.count() for model in (*models, Page, Site)}


def test_a_second_load_changes_nothing(demo_network: None) -> None:
    before = counts()
    spaces = list(Space.objects.order_by("pk").values())
    hours = list(OpeningHours.objects.order_by("pk").values())
    revisions = Revision.objects.count()

    call_command("load_demo")

    assert counts() == before
    assert list(Space.objects.order_by("pk").values()) == spaces
    assert list(OpeningHours.objects.order_by("pk").values()) == hours
    assert Revision.objects.count() == revisions


def test_each_account_but_the_administration_was_told_something_and_no_mail_waits(
    demo_network: None,
) -> None:
    told = set(Notification.objects.values_list("user__email", flat=True))

    assert told == {account.email for account in ACCOUNTS if not account.is_superuser}
    assert 0 < Notification.objects.unread().count() < Notification.objects.count()
    assert Notification.objects.exclude(due_at=None).count() == 0


def test_a_second_load_leaves_what_was_edited_alone(demo_network: None) -> None:
    page = StandardPage.objects.get(slug="le-programme")
    page.title = "Un autre titre"
    page.save_revision().publish()
    Telecentre.objects.filter(slug="murat").update(phone="04 00 00 00 00")
    desk = Space.objects.positions().filter(telecentre__slug="murat").first()
    Space.objects.filter(pk=desk.pk).update(is_active=False)

    call_command("load_demo")

    assert StandardPage.objects.get(slug="le-programme").title == "Un autre titre"
    assert Telecentre.objects.get(slug="murat").phone == "04 00 00 00 00"
    assert Space.objects.positions().count() == 46


def test_a_second_load_makes_again_a_page_that_was_deleted(demo_network: None) -> None:
    before = counts()
    StandardPage.objects.get(slug="mentions-legales").delete()

    call_command("load_demo")

    assert counts() == before
    assert StandardPage.objects.get(slug="mentions-legales").live is True


def test_reset_puts_everything_back_but_real_people(demo_network: None) -> None:
    person = User.objects.create_user("quelqu.un@cantal.test", public_name="Quelqu’un")
    before = counts()
    StandardPage.objects.get(slug="mentions-legales").delete()
    Telecentre.objects.filter(slug="murat").update(name="Autre nom")
    Space.objects.filter(telecentre__slug="ydes").update(is_active=False)
    User.objects.create_user("intrus@demo.example", public_name="Intrus")

    call_command("load_demo", reset=True)

    assert counts() == before
    assert Telecentre.objects.get(slug="murat").name == "Télécentre de Murat"
    assert Space.objects.positions().count() == 47
    assert User.objects.filter(pk=person.pk).exists()


def test_every_account_enters_with_the_password_told(
    demo_network: None, capsys: pytest.CaptureFixture
) -> None:
    call_command("load_demo")
    told = capsys.readouterr().out

    assert f"Password: {PASSWORD}" in told
    for account in ACCOUNTS:
        assert account.email in told
        assert User.objects.get(email=account.email).check_password(PASSWORD) is True
    assert authenticate(None, email=ACCOUNTS[0].email, password=PASSWORD) is not None


def test_a_new_password_is_given_to_every_account(
    demo_network: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "un-autre-mot-de-passe")

    call_command("load_demo")

    assert all(
        User.objects.get(email=account.email).check_password("un-autre-mot-de-passe")
        for account in ACCOUNTS
    )


# --- Without the network -------------------------------------------------------------------------


def test_it_refuses_to_run_where_the_site_is_no_demonstration(settings) -> None:
    settings.IS_DEMONSTRATION = False
    before = counts()

    for options in ({}, {"reset": True}):
        with pytest.raises(CommandError, match="not a demonstration site"):
            call_command("load_demo", **options)

    assert counts() == before


def test_nothing_is_left_to_a_worker_after_a_load(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    call_command("load_demo", verbosity=0)

    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}
    assert ReferenceIndex.objects.exists()


def break_a_link(data: Path) -> None:
    file = data / "articles" / "vingt-kilometres-de-moins.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text + '\n[[body]]\ntype = "text"\nvalue = "<a href=\\"page:/nulle-part/\\">x</a>"\n',
        encoding="utf-8",
    )


def forget_a_desk(data: Path) -> None:
    file = data / "telecentres.csv"
    file.write_text(
        file.read_text(encoding="utf-8").replace(",2,0,0,0,0,0\n", ",3,0,0,0,0,0\n"),
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    ("damage", "error", "words"),
    [
        (break_a_link, LookupError, "/nulle-part/"),
        (forget_a_desk, ValueError, "cassaniouze: desks must name 3 spaces, not 2"),
    ],
)
def test_a_file_that_is_wrong_leaves_nothing_behind(
    damage, error: type[Exception], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(files.DATA, tmp_path / "data")
    damage(tmp_path / "data")
    monkeypatch.setattr(files, "DATA", tmp_path / "data")
    before = counts()

    with pytest.raises(error, match=words):
        call_command("load_demo")

    assert counts() == before
    assert (Commune.objects.count(), User.objects.count(), HomePage.objects.count()) == (0, 0, 0)
