"""Every model that points to a person is declared: what we hold, why, until when."""

from collections.abc import Iterable

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, OneToOneField

from club.users import personal_data
from club.users.models import User
from club.users.personal_data import PersonalData, registered


def persons() -> set[type[Model]]:
    """The account, and every model that is one with a person (a profile, a member)."""
    found: set[type[Model]] = {User}
    while True:
        more = {
            model
            for model in apps.get_models(include_auto_created=True)
            for field in model._meta.local_fields
            if isinstance(field, OneToOneField)
            and not field.remote_field.parent_link
            and field.related_model in found
        }
        if more <= found:
            return found
        found |= more


def links_to_persons() -> set[tuple[str, str]]:
    """Every (model, field) of the project and of its libraries that names a person."""
    people = persons()
    return {
        (model._meta.label_lower, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.is_relation and field.related_model in people
    }


def undeclared(rows: Iterable[PersonalData]) -> set[tuple[str, str]]:
    declared = {(row.label.lower(), row.owner_path.split("__")[0]) for row in rows}
    return links_to_persons() - declared


def field_at(model: type[Model], path: str) -> Field | None:
    """The field at the end of an ORM path; FieldDoesNotExist if there is none."""
    field = None
    for name in path.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model
    return field


def test_each_link_to_a_person_is_declared():
    assert undeclared(registered()) == set()


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("telecentres.telecentremanager", "user"),
        ("users.user_groups", "user"),
        ("wagtailcore.revision", "user"),
        ("wagtailcore.page", "locked_by"),
    ],
)
def test_a_link_that_is_not_declared_is_seen(label, field):
    rows = [row for row in registered() if (row.label.lower(), row.owner_path) != (label, field)]

    assert undeclared(rows) == {(label, field)}


@pytest.mark.parametrize("row", registered(), ids=lambda row: f"{row.label}.{row.owner_path}")
def test_each_declaration_names_what_exists(row):
    owner = User if row.owner_path == "self" else field_at(row.model, row.owner_path).related_model
    exported = {path: field_at(row.model, path) for path in row.export}

    assert owner is User
    assert [path for path, field in exported.items() if field.is_relation] == []


def test_a_path_that_leads_nowhere_is_seen():
    with pytest.raises(FieldDoesNotExist):
        field_at(User, "shoe_size")


@pytest.mark.parametrize("row", registered(), ids=lambda row: f"{row.label}.{row.owner_path}")
def test_each_declaration_is_told_in_french_and_has_an_end(row):
    assert row.title
    assert row.reason.endswith(".")
    assert row.erase in ("delete", "anonymise", "keep")
    # What outlives the account says for how long.
    assert (row.keep_days is not None) == (row.erase == "keep")


@pytest.mark.parametrize("row", registered(), ids=lambda row: f"{row.label}.{row.owner_path}")
def test_no_password_and_no_secret_is_exported(row):
    assert {"password", "session_data", "key"} & set(row.export) == set()


def test_an_erasure_that_cuts_the_link_can_be_done():
    """`anonymise` needs a link that may be empty."""
    stuck = [
        (row.label, row.owner_path)
        for row in registered()
        if row.erase == "anonymise"
        and row.owner_path != "self"
        and not field_at(row.model, row.owner_path.split("__")[0]).null
    ]

    assert stuck == []


def test_declaring_twice_replaces(monkeypatch):
    monkeypatch.setattr(personal_data, "_registry", dict(personal_data._registry))
    count = len(registered())

    personal_data.register(
        "users.User", "self", title="Autre", export=(), erase="delete", reason="Essai."
    )

    titles = [row.title for row in registered() if row.label == "users.User"]
    assert (len(registered()), titles) == (count, ["Autre"])
