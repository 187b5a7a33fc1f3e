"""One table role → permissions, one idempotent command."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from wagtail.models import GroupPagePermission, Page, Site
from wagtail.test.utils.form_data import querydict_from_html

from club.users import roles
from club.users.models import User
from pages.models import HomePage, StandardPage

pytestmark = pytest.mark.django_db

NAMES = {
    "Animateurs",
    "Éditeurs",
    "Modérateurs",
    "Prospecteurs",
    "Gestionnaires du réseau",
}


def staff(role: str) -> User:
    user = User.objects.create_user(f"{role}@essai.example", public_name=role)
    user.groups.add(Group.objects.get(name=role))
    return user


def logged_in(role: str) -> Client:
    client = Client()
    client.force_login(staff(role))
    return client


def everything() -> list[tuple[str, ...]]:
    """All that the command writes."""
    granted = Group.objects.values_list("name", "permissions__codename")
    on_pages = GroupPagePermission.objects.values_list("group__name", "permission__codename")
    return sorted(granted) + sorted(on_pages)


def test_the_groups_are_those_of_the_roles_and_wagtails_are_gone():
    Group.objects.get_or_create(name="Editors")
    Group.objects.get_or_create(name="Moderators")

    roles.setup_roles()

    assert set(Group.objects.values_list("name", flat=True)) == NAMES
    assert {role.name for role in roles.ROLES} == NAMES


def test_a_group_of_wagtail_that_someone_belongs_to_stays():
    group, _ = Group.objects.get_or_create(name="Editors")
    group.user_set.add(User.objects.create_user("lea@essai.example"))

    roles.setup_roles()

    assert Group.objects.filter(name="Editors").exists()


def test_the_command_run_again_changes_nothing(capsys):
    roles.setup_roles()
    before = everything()

    call_command("setup_roles")

    assert everything() == before
    assert capsys.readouterr().out == "Roles already in place.\n"


def test_the_command_takes_back_what_the_table_does_not_give(capsys):
    roles.setup_roles()
    before = everything()
    stray = Permission.objects.get(codename="delete_user", content_type__app_label="users")
    Group.objects.get(name="Éditeurs").permissions.add(stray)

    call_command("setup_roles")

    assert everything() == before
    assert capsys.readouterr().out == "Roles changed: Éditeurs\n"


@pytest.mark.parametrize("name", ["users.fly_user", "nowhere.*"])
def test_an_unknown_permission_is_refused_and_nothing_written(monkeypatch, name):
    Group.objects.all().delete()
    monkeypatch.setattr(roles, "ROLES", (*roles.ROLES, roles.Role("Pilotes", (name,))))

    with pytest.raises(
        LookupError, match=f"Pilotes.* names an unknown permission: {re.escape(name)}"
    ):
        roles.setup_roles()

    assert not Group.objects.exists()


def test_each_role_enters_the_back_office_and_no_role_enters_djangos():
    roles.setup_roles()

    answers = {
        name: (client.get("/gestion/").status_code, client.get("/django-admin/").status_code)
        for name in sorted(NAMES)
        if (client := logged_in(name))
    }

    assert answers == dict.fromkeys(sorted(NAMES), (200, 403))


def menu_of(role: str) -> set[str]:
    """The addresses that the menu of the back office offers."""
    html = logged_in(role).get("/gestion/").content.decode()
    props = re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', html, re.DOTALL)[1]
    return set(re.findall(r'"(/gestion/[^"?]*)"', props))


def test_the_menu_offers_what_the_role_may_open():
    roles.setup_roles()
    own = {"/gestion/telecentres/telecentre/", "/gestion/telecentres/closure/"}
    editorial = {"/gestion/images/", "/gestion/documents/"}
    network = {"/gestion/telecentres/commune/", "/gestion/users/"}
    telling = own | editorial | network

    seen = {role: menu_of(role) & telling for role in sorted(NAMES)}

    assert seen == {
        "Animateurs": own,
        "Gestionnaires du réseau": telling,
        "Modérateurs": set(),
        "Prospecteurs": set(),
        "Éditeurs": editorial,
    }


@pytest.fixture
def draft() -> StandardPage:
    """A page that an editor wrote and that no one reads yet."""
    roles.setup_roles()
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Accueil", slug="accueil", heading="Le réseau", introduction="Ici.")
    )
    Site.objects.update(root_page=home)
    page = home.add_child(
        instance=StandardPage(title="Horaires", slug="horaires", introduction="À lire", live=False)
    )
    page.save_revision()
    return page


def send_form(client: Client, page: StandardPage, action: str) -> None:
    """Open the page in the back office, change its title, press the button `action`."""
    url = f"/gestion/pages/{page.pk}/edit/"
    form = querydict_from_html(client.get(url).content.decode(), form_id="page-edit-form")
    # The browser's script adds what counts the blocks and the annotations.
    counts = {"body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    client.post(url, form | counts | {"title": "Horaires d’hiver", action: "1"})
    page.refresh_from_db()


def test_an_editor_writes_and_submits_but_publishes_nothing(draft):
    editor = logged_in("Éditeurs")
    html = editor.get(f"/gestion/pages/{draft.pk}/edit/").content.decode()
    assert "action-submit" in html
    assert "action-publish" not in html

    send_form(editor, draft, "action-publish")
    assert (draft.live, draft.current_workflow_state) == (False, None)
    assert draft.get_latest_revision_as_object().title == "Horaires d’hiver"

    send_form(editor, draft, "action-submit")
    assert (draft.live, draft.current_workflow_state.status) == (False, "in_progress")


def test_a_manager_approves_what_an_editor_submitted(draft):
    send_form(logged_in("Éditeurs"), draft, "action-submit")
    task = draft.current_workflow_state.current_task_state

    logged_in("Gestionnaires du réseau").post(
        f"/gestion/pages/workflow/action/{draft.pk}/approve/{task.pk}/"
    )

    draft.refresh_from_db()
    assert (draft.live, draft.title) == (True, "Horaires d’hiver")


def test_a_manager_publishes(draft):
    send_form(logged_in("Gestionnaires du réseau"), draft, "action-publish")

    assert (draft.live, draft.title) == (True, "Horaires d’hiver")


def test_a_manager_touches_no_superuser():
    roles.setup_roles()
    chief = User.objects.create_superuser("chef@essai.example", "neige", public_name="Chef")
    manager = logged_in("Gestionnaires du réseau")
    form = {"email": "moi@essai.example", "password1": "cerises!", "password2": "cerises!"}

    for url in (f"/gestion/users/edit/{chief.pk}/", f"/gestion/users/delete/{chief.pk}/"):
        for answer in (manager.get(url), manager.post(url, form)):
            assert (answer.status_code, answer.headers["Location"]) == (302, "/gestion/")

    chief.refresh_from_db()
    assert (chief.email, chief.check_password("neige")) == ("chef@essai.example", True)


def test_a_manager_makes_no_superuser():
    roles.setup_roles()
    person = User.objects.create_user("lea@essai.example", "neige", public_name="Léa")
    form = {"email": person.email, "is_superuser": "on", "is_active": "on"}

    logged_in("Gestionnaires du réseau").post(f"/gestion/users/edit/{person.pk}/", form)

    person.refresh_from_db()
    assert person.is_superuser is False
