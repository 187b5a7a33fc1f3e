"""Corrections by the staff: explained, within what is left, once per form."""

from datetime import date

import pytest

from club.passes.models import Grant
from club.passes.refusals import (
    BelowZero,
    CommentMissing,
    CommentTooLong,
    NotForYou,
    NothingToCorrect,
)
from club.passes.services import correct
from tests.club.members.factories import make_animateur
from tests.club.passes.factories import lines, make_grant, make_pass, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reconciled")]


def fix(of_pass, units, *, by=None, comment="Panne du 3 décembre", number=1):
    by = by or make_animateur(of_pass.user.member.home_telecentre)
    return correct(of_pass, units, by=by, comment=comment, form_token=f"formulaire-{number}")


def test_units_are_added_for_as_long_as_the_pass_lasts():
    of_pass = make_pass(origin="first_year")

    [entry] = fix(of_pass, 3)

    assert (entry.units, entry.comment) == (3, "Panne du 3 décembre")
    assert (Grant.objects.get().left, Grant.objects.get().ends_on) == (3, date(2026, 12, 31))


def test_units_are_taken_from_those_that_expire_first():
    of_pass = make_pass()
    make_grant(of_pass, 5, ends_on=date(2027, 6, 30))
    make_grant(of_pass, 1, ends_on=date(2026, 12, 20))

    fix(of_pass, -2)

    assert list(Grant.objects.order_by("ends_on").values_list("left", flat=True)) == [0, 4]


def test_a_correction_below_zero_is_refused_and_writes_nothing():
    of_pass = make_pass(units=2)

    with pytest.raises(BelowZero) as refusal:
        fix(of_pass, -3)

    assert str(refusal.value) == "On ne peut retirer plus que ce qui reste\u202f: 2."
    assert (lines(), Grant.objects.get().left) == ([], 2)


def test_the_same_form_corrects_once():
    of_pass = make_pass(units=2)

    for _ in range(2):
        fix(of_pass, 1)
        fix(of_pass, -2, number=2)

    assert lines() == [("correction", 1), ("correction", -2)]


@pytest.mark.parametrize(
    ("units", "comment", "expected"),
    [
        (1, "  \n ", CommentMissing),
        (1, "a" * 201, CommentTooLong),
        (0, "Rien", NothingToCorrect),
        (10**9, "Beaucoup", NothingToCorrect),
    ],
)
def test_a_correction_says_how_many_and_why(units, comment, expected):
    of_pass = make_pass(units=2)

    with pytest.raises(expected):
        fix(of_pass, units, comment=comment)

    assert lines() == []


def test_only_the_staff_of_the_member_s_centre_corrects_and_never_its_own_pass():
    of_pass = make_pass(units=2)
    centre = of_pass.user.member.home_telecentre
    own = make_animateur(centre)
    of_own = make_pass(own, units=2)

    for who, what in ((make_user(), of_pass), (of_pass.user, of_pass), (own, of_own)):
        with pytest.raises(NotForYou):
            correct(what, 1, by=who, comment="Pour voir", form_token="c")

    assert lines() == []
