"""Statements of a team and of a host: they sum up to the ledger, to the unit."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.urls import reverse

from club.members.models import OrganisationContact
from club.passes.hosting import Cell, host_statement, masked, roaming
from club.passes.models import Entry
from club.passes.months import Month
from club.passes.services import debit, refund
from club.passes.statements import organisation_statement, person_statement
from club.telecentres.models import Telecentre
from tests.club.members.factories import make_animateur
from tests.club.passes.factories import (
    NOW,
    make_pass,
    make_plan,
    make_team,
    make_user,
    make_usual_plan,
)
from tests.club.passes.test_pages import words_of
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db
DECEMBER = Month(2026, 12)


def a_busy_month():
    """Fourteen people of four centres, at random; some cancel, some have units, some a team."""
    draw = random.Random("décembre")
    make_usual_plan()
    centres = [TelecentreFactory(name=f"Centre {letter}") for letter in "ABCD"]
    people = [
        make_user(f"Personne {n}", home_telecentre=centres[min(n // 6, 3)]) for n in range(14)
    ]
    make_team(*people[:2], units=3)
    for person in people[2:5]:
        make_pass(person, units=2)
    for number in range(120):
        person = draw.choice(people)
        away = draw.random() < 0.5
        key = f"booking:{number}"
        debit(
            person,
            draw.choice((1, 2)),
            date(2026, 12, 1) + timedelta(days=draw.randrange(31)),
            key=key,
            telecentre=draw.choice(centres) if away else person.member.home_telecentre,
            may_charge=True,
        )
        if draw.random() < 0.2:
            refund(key, starts_at=NOW, is_closure=True)
    return centres, people


def test_every_statement_reconciles_to_the_ledger_to_the_unit():
    centres, people = a_busy_month()
    total = -sum(Entry.objects.uses().values_list("units", flat=True))
    priced = -sum(Entry.objects.uses().filter(grant=None).values_list("units", flat=True))

    hosts = [host_statement(centre, DECEMBER) for centre in centres]
    persons = [person_statement(person, DECEMBER) for person in people]
    team = organisation_statement(make_team_of(people[0]), DECEMBER)

    cells = roaming(DECEMBER)
    assert sum(cell.units for cell in cells.values()) == total
    assert sum(one.hosted_units for one in hosts) == total
    assert sum(one.priced for one in hosts) == priced
    assert sum(one.total.used + one.paid_by_others for one in persons) == total
    assert sum(one.total.priced for one in [*persons, team]) == priced
    assert team.total.used == sum(one.paid_by_others for one in persons)
    # What hosts invoice is what members read, and the organisation the rest.
    assert sum(one.total.due for one in hosts) == sum(one.total.due for one in persons)
    for host, centre in zip(hosts, centres, strict=True):
        away = [key for key in cells if key[0] == centre.pk and key[1] != centre.pk]
        assert host.sent_units == sum(cells[key].units for key in away)


def make_team_of(person):
    return person.team_passes.get().of_pass.organisation


def cell(units, people):
    return Cell(units, set(range(people)))


def test_small_groups_are_hidden_and_cannot_be_reckoned_from_the_others():
    cells = {
        (1, 1): cell(40, 9),
        (2, 1): cell(6, 2),
        (3, 1): cell(12, 6),
        (2, 2): cell(30, 8),
        (3, 2): cell(9, 5),
        (3, 3): cell(20, 7),
    }

    hidden = masked(cells)

    assert (2, 1) in hidden
    rows, columns = Counter(home for home, _ in hidden), Counter(host for _, host in hidden)
    alone = [key for key in hidden if rows[key[0]] == 1 or columns[key[1]] == 1]
    # Only where nothing else stands in the line can a figure not be hidden by another.
    assert [key for key in alone if has_others(key, cells)] == []


def has_others(key, cells):
    row = [one for one in cells if one[0] == key[0]]
    column = [one for one in cells if one[1] == key[1]]
    return len(row) > 1 and len(column) > 1


def test_groups_of_five_are_told():
    cells = {(1, 1): cell(40, 5), (2, 1): cell(6, 5), (2, 2): cell(6, 7)}

    assert masked(cells) == set()


def test_the_page_of_a_host_groups_small_numbers_and_keeps_exact_totals(client):
    make_usual_plan()
    here, there = TelecentreFactory(name="Centre A"), TelecentreFactory(name="Centre B")
    for number in range(8):
        home = here if number < 6 else there
        user = make_user(f"Adhérent {number}", home_telecentre=home)
        key = f"booking:{number}"
        debit(user, 2, date(2026, 12, 3), key=key, telecentre=here, may_charge=True)
    client.force_login(make_animateur(here))

    page = words_of(client.get(reverse("passes:host", args=[here.slug, 2026, 12])))

    assert "16 demi-journées : 0 sur les unités d’un pass, 16 à payer." in page
    assert "Télécentres regroupés" in page
    assert "Centre B" not in page.split('id="facturation"')[0].split('id="accueil"')[1]
    assert "Adhérent 5" in page
    assert "Adhérent 6" not in page


def test_an_animateur_reads_the_statement_of_their_own_centre_only(client):
    own, other = TelecentreFactory(), TelecentreFactory()
    client.force_login(make_animateur(own))

    for name in ("host", "host_csv", "host_bills_csv"):
        answers = [
            client.get(reverse(f"passes:{name}", args=[centre.slug, 2026, 12])).status_code
            for centre in (own, other)
        ]
        assert answers == [200, 404]


def test_a_contact_reads_the_statement_of_their_organisation_only(client):
    worker = make_user("Odile")
    team, other = make_team(worker, units=1), make_team()
    centre = TelecentreFactory()
    debit(worker, 3, date(2026, 12, 3), key="booking:A", telecentre=centre, may_charge=True)
    contact = make_user("Paul")
    OrganisationContact.objects.create(organisation=team.organisation, user=contact)
    client.force_login(contact)
    url = reverse("passes:organisation", args=[team.organisation_id, 2026, 12])

    page = words_of(client.get(url))
    file = client.get(f"{url}csv/").content.decode("utf-8-sig")
    missing = client.get(reverse("passes:organisation", args=[other.organisation_id, 2026, 12]))

    assert "Vous auriez payé 30 €, vous payez 20 €." in page
    assert "Odile" in page
    assert file.split("\r\n")[1].startswith("Odile;2026-12-03;utilisation;-1;")
    assert missing.status_code == 404


def test_files_of_a_host_open_without_running_anything(client):
    make_usual_plan()
    centre = TelecentreFactory(name="=Centre")
    user = make_user("=cmd()", home_telecentre=centre)
    debit(user, 1, date(2026, 12, 3), key="booking:A", telecentre=centre, may_charge=True)
    client.force_login(make_animateur(centre))
    args = [centre.slug, 2026, 12]

    bills = client.get(reverse("passes:host_bills_csv", args=args)).content.decode("utf-8-sig")
    hosted = client.get(reverse("passes:host_csv", args=args)).content.decode("utf-8-sig")

    assert bills.split("\r\n")[1].startswith("'=cmd();Pass Liberté ")
    assert bills.split("\r\n")[1].endswith(";1;0;1;10,00;0,00;10,00")
    assert hosted.split("\r\n")[1:3] == [
        "Accueillies ici;Télécentres regroupés;1",
        "Accueillies ici;Total;1",
    ]


def test_a_subscription_is_due_once_used_or_not():
    plan = make_plan(prices={"SUBSCRIPTION": 90, "HALF_DAY": 10})
    used, idle = make_pass(plan=plan), make_pass(plan=plan)
    home = used.user.member.home_telecentre
    for number in range(2):
        key = f"booking:{number}"
        debit(used.user, 1, date(2026, 12, 3), key=key, telecentre=home, may_charge=True)

    found = [person_statement(one.user, DECEMBER).total.due for one in (used, idle)]
    hosts = [
        host_statement(one.user.member.home_telecentre, DECEMBER).total.due for one in (used, idle)
    ]

    assert found == hosts == [110, 90]


@pytest.mark.usefixtures("remembered_frame")
@pytest.mark.parametrize("count", [1, 3])
def test_statements_cost_the_same_whatever_their_length(
    client, count, django_assert_max_num_queries
):
    make_usual_plan()
    people = [make_user(f"Personne {number}") for number in range(count)]
    team = make_team(*people)
    centre = Telecentre.objects.first()
    for number, person in enumerate(people):
        debit(person, 1, date(2026, 12, 3), key=f"A{number}", telecentre=centre, may_charge=True)
    host = make_animateur(centre)
    OrganisationContact.objects.create(organisation=team.organisation, user=host)
    client.force_login(host)
    urls = [
        reverse("passes:host", args=[centre.slug, 2026, 12]),
        reverse("passes:organisation", args=[team.organisation_id, 2026, 12]),
    ]
    client.get(urls[0])

    for url in urls:
        with django_assert_max_num_queries(18):
            client.get(url)
