"""« Mon pass »: what a person reads there, and the day to try."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from club.passes.models import Entry, Grant, Unit
from club.passes.services import correct, debit
from tests.club.members.factories import make_animateur
from tests.club.passes.factories import (
    TODAY,
    make_grant,
    make_pass,
    make_team,
    make_user,
    make_usual_plan,
)
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db
HOME = reverse("passes:home")
MONTH = reverse("passes:statement", args=[2026, 12])
MONTH_FILE = reverse("passes:statement_csv", args=[2026, 12])


def words_of(response):
    """The text of a page, its spaces made plain."""
    return " ".join(response.content.decode().replace("\u00a0", " ").replace("\u202f", " ").split())


def use_days(user, count, **fields):
    centre = TelecentreFactory(name="Télécentre de Murat")
    for number in range(count):
        debit(
            user,
            2,
            date(2026, 12, 1) + timedelta(days=number),
            key=f"booking:{user.pk}:{number}",
            telecentre=centre,
            may_charge=True,
            **fields,
        )


@pytest.fixture
def member(client):
    user = make_user()
    client.force_login(user)
    return user


def test_the_balance_says_what_is_left_and_what_expires_first(client, member):
    of_pass = make_pass(member)
    make_grant(of_pass, 5, ends_on=date(2027, 6, 30))
    make_grant(of_pass, 2, ends_on=date(2026, 12, 15))
    make_grant(of_pass, 3, unit=Unit.ROOM_HOUR)

    page = words_of(client.get(HOME))

    assert '<b class="balances__figure">7</b> demi-journées' in page
    assert "Dont 2 demi-journées à utiliser avant le 15 décembre 2026 inclus" in page
    assert '<b class="balances__figure">3</b> heures de salle' in page


def test_the_month_is_priced_at_the_cheapest_in_words(client, member):
    make_pass(member)
    use_days(member, 4)

    page = words_of(client.get(HOME))

    # Tuesday to Friday: four days at 20 €, or the week at 80 €.
    assert "Vous payez 80 €." in page
    assert "1 × la semaine à 80 €" in page


def test_what_the_pass_includes_is_saved(client, member):
    make_pass(member, units=2)
    use_days(member, 3)

    page = words_of(client.get(HOME))

    assert "Vous auriez payé 60 €, vous payez 40 €." in page
    assert "6 demi-journées utilisées, dont 2 comprises dans votre pass." in page


def test_a_correction_is_shown_with_its_comment(client, member):
    of_pass = make_pass(member)
    correct(
        of_pass,
        2,
        by=make_animateur(member.member.home_telecentre),
        comment="Panne <b>du</b> 3 décembre",
        form_token="a",
    )

    page = words_of(client.get(HOME))

    assert "« Panne &lt;b&gt;du&lt;/b&gt; 3 décembre »" in page
    assert "+2 demi-journées" in page


def test_without_a_pass_the_page_says_how_to_get_one_and_the_day_is_given_once(client, member):
    make_usual_plan()

    page = words_of(client.get(HOME))
    for _ in range(2):
        response = client.post(reverse("passes:try"), follow=True)

    assert "Profiter de ma journée d’essai" in page
    assert "Pass Liberté" in page
    assert "Votre journée d’essai est prête" in words_of(response)
    assert "Profiter de ma journée d’essai" not in words_of(response)
    assert list(Grant.objects.values_list("origin", "units")) == [("trial", 2)]


def test_who_has_a_pass_is_told_that_the_trial_is_over(client, member):
    make_pass(member)

    response = client.post(reverse("passes:try"), follow=True)

    assert "vous avez déjà un pass" in words_of(response)
    assert Grant.objects.count() == 0


def test_a_half_day_on_a_team_s_pass_is_not_the_person_s_to_pay(client, member):
    make_team(member, units=10)
    use_days(member, 1)

    page = words_of(client.get(HOME))

    assert "2 demi-journées sur le pass de votre organisation." in page
    assert "Rien à payer" in page


def test_the_statement_of_a_month_has_its_lines_and_its_balances(client, member):
    make_pass(member, units=5)
    use_days(member, 1, reference="7KQ2M9XTCP")

    page = words_of(client.get(MONTH))

    assert "Relevé de décembre 2026" in page
    assert "Réservation 7KQ2M9XTCP" in page
    assert "Il vous restait 5 demi-journées au début du mois, et 3 demi-journées à la fin." in page


def test_the_file_of_a_month_opens_without_running_anything(client, member):
    of_pass = make_pass(member)
    host = make_animateur(member.member.home_telecentre)
    correct(of_pass, 2, by=host, comment='=HYPERLINK("x")', form_token="a")
    use_days(member, 1)

    response = client.get(MONTH_FILE)

    lines = response.content.decode("utf-8-sig").split("\r\n")
    assert response["Content-Disposition"] == 'attachment; filename="pass-2026-12.csv"'
    assert lines[1].startswith("2026-12-01;utilisation;-2;")
    assert '"\'=HYPERLINK(""x"")"' in lines[2]
    assert lines[-2].split(";")[2:] == ["2", "0", "2", "20,00", "0,00", "20,00"]


@pytest.mark.parametrize("month", ["2026/13", "2026/0", "1999/1", "2101/1", "2027/3", "99999999/1"])
def test_a_month_that_is_not_there_is_not_found(client, member, month):
    assert client.get(f"/club/pass/releves/{month}/").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9" * 5000, "2"])
def test_a_strange_page_number_gives_a_page(client, member, page):
    make_pass(member)

    assert client.get(HOME, {"page": page}).status_code == 200


def test_an_empty_month_says_so(client, member):
    page = words_of(client.get(reverse("passes:statement", args=[2026, 3])))

    assert "Rien ne s’est passé sur votre pass ce mois-là." in page


@pytest.mark.usefixtures("remembered_frame")
@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_whatever_their_length(
    client, member, count, django_assert_max_num_queries
):
    make_pass(member, units=1)
    use_days(member, count)
    client.get(HOME)

    with django_assert_max_num_queries(20):
        client.get(HOME)
    with django_assert_max_num_queries(14):
        client.get(MONTH)
    assert Entry.objects.filter(on__lte=TODAY, kind="debit").count() == count + 1


def test_the_panel_of_the_club_says_what_is_left(client, member):
    make_pass(member, units=3)
    use_days(member, 1)

    page = words_of(client.get(reverse("dashboard:home")))

    assert "<b>1 demi-journée</b> à utiliser avant le 31 décembre 2026 inclus." in page
