"""What an account is."""

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from club.users.models import User

pytestmark = pytest.mark.django_db


def test_the_address_is_kept_in_lower_case():
    assert User.objects.create_user(" Lea@Essai.Example ").email == "lea@essai.example"


def test_an_account_needs_an_address():
    with pytest.raises(ValueError, match="needs an e-mail address"):
        User.objects.create_user("")


def test_the_database_refuses_the_same_address_in_another_case():
    User.objects.create_user("lea@essai.example")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="LEA@essai.example")])
    assert User.objects.count() == 1


def test_without_the_constraint_the_address_would_come_twice():
    """The negative control of the test above."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite does not alter a table within a transaction")
    User.objects.create_user("lea@essai.example")
    constraint = next(one for one in User._meta.constraints if one.name == "user_email_unique")
    with connection.schema_editor() as editor:
        editor.remove_constraint(User, constraint)

    User.objects.bulk_create([User(email="LEA@essai.example")])

    assert User.objects.count() == 2


def test_a_form_tells_in_french_that_the_address_is_taken():
    User.objects.create_user("lea@essai.example")

    with pytest.raises(ValidationError) as refused:
        User(email="LEA@essai.example", public_name="Léa").validate_constraints()

    assert refused.value.messages == ["Un compte existe déjà avec cette adresse."]


def test_an_account_is_shown_by_its_public_name_never_by_its_address():
    user = User(email="lea@essai.example", public_name="Léa Vidal")

    shown = (str(user), user.get_full_name(), user.get_short_name())
    assert shown == ("Léa Vidal", "Léa Vidal", "Léa")
    assert str(User(email="lea@essai.example")) == "Compte sans nom"


def test_a_superuser_is_staff_and_logs_in():
    User.objects.create_superuser("chef@essai.example", "neige sur le Plomb", public_name="Chef")

    user = authenticate(None, email="Chef@Essai.example", password="neige sur le Plomb")

    assert (user.is_staff, user.is_superuser) == (True, True)
