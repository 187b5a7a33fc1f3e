"""The key of a SIRET."""

import pytest
from django.core.exceptions import ValidationError

from club.members.siret import clean_siret, is_siret, validate_siret

LUHN = "73282932000074"


def test_luhn_key_is_right():
    assert is_siret(LUHN) is True


@pytest.mark.parametrize("place", range(14))
def test_one_wrong_digit_is_seen(place):
    wrong = str((int(LUHN[place]) + 1) % 10)

    assert is_siret(LUHN[:place] + wrong + LUHN[place + 1 :]) is False


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("35600000000048", True),  # the head office follows Luhn
        ("35600000049837", True),  # 3+5+6+4+9+8+3+7 = 45
        ("35600000049838", False),
    ],
)
def test_la_poste_has_its_own_rule(number, answer):
    assert is_siret(number) is answer


@pytest.mark.parametrize("number", ["", "7328293200007", "7328293200007A", "0" * 14, "²" * 14])
def test_what_is_no_number_is_refused_in_french(number):
    with pytest.raises(ValidationError) as refusal:
        validate_siret(number)

    assert refusal.value.messages == [
        "Ce numéro SIRET n’existe pas\u202f: vérifiez ses 14 chiffres."
    ]


def test_spaces_and_dots_are_taken_off():
    assert clean_siret(" 732\u00a0829\u202f320.000-74 ") == LUHN
