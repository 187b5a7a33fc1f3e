"""The commune that someone means."""

import pytest

from club.telecentres.communes import MAX_NEAR, CommuneNotFound, commune_label, find_commune
from tests.club.telecentres.factories import CommuneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _communes() -> None:
    for name, postcodes, departement in (
        ("Murat", "15300", "15"),
        ("Murat", "03390", "03"),
        ("Albepierre-Bredons", "15300", "15"),
        ("Saint-Flour", "15100", "15"),
        ("L’Hôpital", "15110 15120", "15"),
    ):
        CommuneFactory(name=name, postcodes=postcodes, departement=departement)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("15300 Murat", "15300 Murat"),
        ("murat 15300", "15300 Murat"),
        ("Murat (03)", "03390 Murat"),
        ("ST FLOUR", "15100 Saint-Flour"),
        ("15100", "15100 Saint-Flour"),
        ("15120", "15110 L’Hôpital"),
        ("l'hopital", "15110 L’Hôpital"),
    ],
)
def test_a_commune_is_found_by_its_name_its_postcode_or_both(typed, label):
    assert commune_label(find_commune(typed)) == label


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Murat", {"15300 Murat", "03390 Murat"}),
        ("15300", {"15300 Murat", "15300 Albepierre-Bredons"}),
        ("15000 Saint-Flour", {"15100 Saint-Flour"}),
        ("Sain Flour", {"15100 Saint-Flour"}),
        ("Albepierre", {"15300 Albepierre-Bredons"}),
        ("Tombouctou", set()),
        ("", set()),
        ("🙂", set()),
        ("a" * 10_000, set()),
    ],
)
def test_what_is_not_one_commune_is_answered_with_those_it_may_be(typed, near):
    with pytest.raises(CommuneNotFound) as refusal:
        find_commune(typed)

    assert {commune_label(one) for one in refusal.value.near} == near


def test_the_communes_it_may_be_are_few():
    for number in range(10):
        CommuneFactory(name=f"Saint-Jean {'abcdefghij'[number]}", postcodes="15999")

    with pytest.raises(CommuneNotFound) as refusal:
        find_commune("saint")

    assert len(refusal.value.near) == MAX_NEAR


def test_it_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        find_commune("Saint-Flour")
