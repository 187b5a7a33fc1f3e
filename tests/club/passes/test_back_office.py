"""The back office of passes: what the staff gives, corrects, prices and reads."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from club.passes.models import Entry, Grant, Pass, Price
from club.telecentres.models import TelecentreManager
from club.users.roles import ANIMATEURS, MANAGERS, setup_roles
from tests.club.members.factories import OrganisationFactory, UserFactory
from tests.club.passes.factories import TODAY, lines, make_pass, make_plan, make_user
from tests.club.passes.test_pages import words_of

pytestmark = pytest.mark.django_db
PASSES, PRICES = "/gestion/pass/", "/gestion/prix-des-formules/"
LEDGER, GRANTS = "/gestion/registre-des-pass/", "/gestion/unites-des-pass/"


@pytest.fixture
def enter(client, settings):
    settings.STAFF_TWO_FACTOR_REQUIRED = False
    setup_roles()

    def as_role(role, *centres):
        user = UserFactory()
        user.groups.add(Group.objects.get(name=role))
        for centre in centres:
            TelecentreManager.objects.create(telecentre=centre, user=user)
        client.force_login(user)
        return user

    return as_role


def giving(plan, **fields):
    return {"origin": "first_year", "starts_on": "2026-12-07", "plan": plan.pk, **fields}


def test_an_animateur_gives_a_pass_to_a_member_of_their_centre_once(client, enter):
    member = make_user()
    enter(ANIMATEURS, member.member.home_telecentre)
    plan = make_plan(included={"HALF_DAY": 4})

    for _ in range(2):
        response = client.post(f"{PASSES}create/", giving(plan, user=member.pk))

    given = Pass.objects.get()
    assert (given.user, given.origin, given.ends_on) == (member, "first_year", date(2027, 12, 6))
    assert Grant.objects.get().left == 4
    assert "Cette personne a déjà eu ce pass offert." in words_of(response)


def test_an_animateur_gives_nothing_elsewhere_nor_to_an_organisation(client, enter):
    enter(ANIMATEURS, make_user().member.home_telecentre)
    team = make_plan(is_for_teams=True)
    stranger, organisation = make_user(), OrganisationFactory()

    client.post(f"{PASSES}create/", giving(make_plan(), user=stranger.pk))
    client.post(f"{PASSES}create/", giving(team, organisation=organisation.pk))

    assert Pass.objects.count() == 0


def test_a_manager_opens_a_team_s_pass(client, enter):
    enter(MANAGERS)
    organisation = OrganisationFactory()
    plan = make_plan(is_for_teams=True)

    client.post(f"{PASSES}create/", giving(plan, organisation=organisation.pk, origin="team"))

    assert Pass.objects.get().organisation == organisation


@pytest.mark.parametrize("told", [{}, {"user": 1, "organisation": 1}, {"plan": "abc"}])
def test_a_pass_is_one_person_s_or_one_organisation_s(client, enter, told):
    enter(MANAGERS)
    user, organisation = make_user(), OrganisationFactory()
    if "user" in told:
        told = {"user": user.pk, "organisation": organisation.pk}

    response = client.post(f"{PASSES}create/", giving(make_plan()) | told)

    assert (response.status_code, Pass.objects.count()) == (200, 0)


def test_a_correction_is_made_once_and_its_author_is_written(client, enter):
    of_pass = make_pass(units=3)
    animateur = enter(ANIMATEURS, of_pass.user.member.home_telecentre)
    url = reverse("pass_corriger", args=[of_pass.pk])
    token = client.get(url).context["form"]["form_token"].value()
    told = {"form_token": token, "unit": "HALF_DAY", "units": "-2", "comment": "Double saisie"}

    for _ in range(2):
        response = client.post(url, told, follow=True)

    assert "la correction est enregistrée." in words_of(response)
    assert lines() == [("correction", -2)]
    assert Entry.objects.get(kind="correction").by == animateur


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"units": "-4"}, "On ne peut retirer plus que ce qui reste : 3."),
        ({"units": "0"}, "Donnez un nombre d’unités, autre que zéro."),
        ({"units": "99999999999999999999"}, "inférieure ou égale à 1000"),
        ({"comment": ""}, "Dites pourquoi : le titulaire du pass le lira."),
        ({"unit": "EURO"}, "Sélectionnez un choix valide"),
        ({"comment": "a\x00b"}, "Le caractère nul n’est pas autorisé"),
    ],
)
def test_a_wrong_correction_is_told_and_what_was_typed_stays(client, enter, told, expected):
    of_pass = make_pass(units=3)
    enter(MANAGERS)
    sent = {"form_token": "a", "unit": "HALF_DAY", "units": "1", "comment": "Geste", **told}

    response = client.post(reverse("pass_corriger", args=[of_pass.pk]), sent)

    assert response.status_code == 200
    assert expected in words_of(response)
    assert lines() == []


def test_a_pass_that_ends_is_no_longer_used_after(client, enter):
    of_pass = make_pass(units=3)
    enter(MANAGERS)
    url = reverse("pass_terminer", args=[of_pass.pk])

    past = client.post(url, {"ends_on": "2026-12-06"})
    client.post(url, {"ends_on": "2026-12-20"})

    of_pass.refresh_from_db()
    assert "Choisissez un jour à venir." in words_of(past)
    assert of_pass.ends_on == date(2026, 12, 20)


@pytest.mark.parametrize("step", ["corriger", "terminer"])
def test_a_pass_of_another_centre_does_not_exist(client, enter, step):
    of_pass = make_pass(units=3)
    enter(ANIMATEURS, make_user().member.home_telecentre)

    assert client.get(reverse(f"pass_{step}", args=[of_pass.pk])).status_code == 404
    assert client.get(f"{PASSES}inspect/{of_pass.pk}/").status_code == 404


def test_the_page_of_a_pass_says_what_is_left_and_what_can_be_done(client, enter):
    of_pass = make_pass(units=3)
    enter(MANAGERS)

    page = words_of(client.get(f"{PASSES}inspect/{of_pass.pk}/"))

    assert "3 × demi-journée" in page
    assert "Corriger les unités" in page


@pytest.mark.parametrize("action", ["edit", "delete"])
@pytest.mark.parametrize("role", [MANAGERS, ANIMATEURS])
def test_the_ledger_is_never_rewritten_from_here(client, enter, role, action):
    of_pass = make_pass(units=3)
    enter(role, of_pass.user.member.home_telecentre)
    entry = Entry.objects.get()

    client.post(f"{LEDGER}{action}/{entry.pk}/", {"units": 100})
    client.post(f"{LEDGER}create/", {"units": 100})

    assert list(Entry.objects.values_list("pk", "units")) == [(entry.pk, 3)]


def price(plan, **fields):
    return {
        "plan": plan.pk,
        "formula": "DAY",
        "amount": "20",
        "weekly_half_days": "",
        "starts_on": "2027-01-01",
        "ends_on": "",
        **fields,
    }


def test_a_price_that_overlaps_is_refused_until_the_other_has_an_end(client, enter):
    enter(MANAGERS)
    plan = make_plan()
    old = plan.prices.get(formula="DAY")

    refused = client.post(f"{PRICES}create/", price(plan, amount="22"))
    client.post(
        f"{PRICES}edit/{old.pk}/", price(plan, starts_on="2026-01-01", ends_on="2026-12-31")
    )
    client.post(f"{PRICES}create/", price(plan, amount="22"))

    assert "Une autre ligne vaut déjà à ces dates" in words_of(refused)
    found = plan.prices.filter(formula="DAY").order_by("starts_on")
    assert list(found.values_list("amount", "ends_on")) == [
        (Decimal(20), date(2026, 12, 31)),
        (Decimal(22), None),
    ]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"amount": "25", "starts_on": "2026-01-01"}, "Cette ligne a déjà servi"),
        ({"starts_on": "2026-01-01", "ends_on": "2026-12-01"}, "La fin ne peut être passée."),
    ],
)
def test_a_price_that_was_in_force_keeps_what_it_said(client, enter, told, expected):
    enter(MANAGERS)
    plan = make_plan()
    old = plan.prices.get(formula="DAY")

    response = client.post(f"{PRICES}edit/{old.pk}/", price(plan, **told))
    client.post(f"{PRICES}delete/{old.pk}/")

    assert expected in words_of(response)
    old.refresh_from_db()
    assert (old.amount, old.ends_on) == (Decimal(20), None)


@pytest.mark.parametrize("told", [{"amount": "-1"}, {"formula": "YEAR"}, {"ends_on": "2026-01-01"}])
def test_a_wrong_price_is_refused(client, enter, told):
    enter(MANAGERS)
    plan = make_plan(prices={})

    response = client.post(f"{PRICES}create/", price(plan, **told))

    assert (response.status_code, Price.objects.count()) == (200, 0)


def test_an_animateur_reads_prices_and_writes_none(client, enter):
    enter(ANIMATEURS)
    plan = make_plan()

    page = words_of(client.get(PRICES))
    client.post(f"{PRICES}create/", price(plan, formula="SUBSCRIPTION"))

    assert "80 €" in page
    assert Price.objects.count() == 4


def test_the_ledger_is_exported_without_formulas(client, enter):
    make_pass(make_user("=cmd()"), units=3)
    enter(MANAGERS)

    page = b"".join(client.get(f"{PASSES}?export=csv").streaming_content).decode("utf-8-sig")
    ledger = b"".join(client.get(f"{LEDGER}?export=csv").streaming_content).decode("utf-8-sig")

    assert "'=cmd()" in page
    assert len(ledger.strip().split("\r\n")) == 2


@pytest.mark.parametrize("url", [PASSES, LEDGER, GRANTS, PRICES])
def test_lists_cost_the_same_whatever_their_length(
    client, enter, url, django_assert_max_num_queries
):
    enter(MANAGERS)
    make_pass(units=1)
    client.get(url)
    with django_assert_max_num_queries(200) as first:
        client.get(url)
    for _ in range(2):
        make_pass(units=1, plan=Pass.objects.first().plan)

    with django_assert_max_num_queries(len(first)):
        client.get(url)
    assert Pass.objects.filter(starts_on__lte=TODAY).count() == 3
