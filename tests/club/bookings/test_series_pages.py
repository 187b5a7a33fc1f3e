"""Series as a member books them: the rhythm, the dates shown first, one series and its changes."""

from datetime import date

import pytest
from django.core import mail

from club.bookings.models import Booking, Leave, Series
from club.telecentres.models import Space
from tests.club.bookings.day_factories import WEEK, lines, make_series, shut, span
from tests.club.bookings.factories import (
    TUESDAY,
    afternoon,
    make_booker,
    make_booking,
    make_centre,
    make_host,
    make_space,
    token,
)
from tests.club.bookings.pages import entered, hidden, messages_of, page_of, said, soup, texts

pytestmark = pytest.mark.django_db
NEW = "/club/reservations/series/nouvelle/"
LEAVES = "/club/reservations/conges/"


def pattern(space: Space, **fields) -> dict:
    """Tuesday mornings of four weeks, as the form sends them."""
    return {
        "espace": space.pk,
        "etape": "verifier",
        "rythme": "weekly",
        "toutes": 1,
        "jours": [1],
        "moment": "morning",
        "du": TUESDAY.isoformat(),
        "au": (TUESDAY + 3 * WEEK).isoformat(),
        **fields,
    }


def preview(client, space: Space, **fields):
    return client.get(NEW, pattern(space, **fields))


def confirm(client, space: Space, **fields):
    """Look at the dates, then send what their page sends; where it leads to."""
    page = soup(preview(client, space, **fields))
    form = page.select_one("main form[method=post]")
    return client.post(form["action"], hidden(page))


def address(series: Series, action: str = "") -> str:
    return f"/club/reservations/series/{series.pk}/{action}"


def days_of(page) -> list[str]:
    return texts(page, ".series-date")


def errors_of(response) -> list[str]:
    return texts(soup(response), "#erreurs li")


def test_the_dates_are_shown_with_the_reason_of_those_passed_over_before_anything_is_booked():
    space, user = make_space(horizon_days=400), make_booker()
    make_booking(space, make_booker("Omar"))
    shut(space.telecentre, **span(TUESDAY + WEEK, TUESDAY + WEEK))
    Leave.objects.create(
        user=user,
        first_on=TUESDAY + 2 * WEEK,
        last_on=TUESDAY + 2 * WEEK,
        form_token="a",
    )
    before = Booking.objects.count()

    page = soup(preview(entered(user), space, jours=[1, 4], au="2026-12-25"))

    assert days_of(page) == [
        "Mardi 8 décembre 2026 place déjà prise",
        "Vendredi 11 décembre 2026 libre",
        "Mardi 15 décembre 2026 fermeture du télécentre : Dégât des eaux",
        "Vendredi 18 décembre 2026 libre",
        "Mardi 22 décembre 2026 votre absence",
        "Vendredi 25 décembre 2026 jour férié : Noël",
    ]
    assert texts(page, "h2#dates") == ["2 dates à réserver, 4 sautées"]
    assert (Series.objects.count(), Booking.objects.count()) == (0, before)


def test_a_series_is_booked_once_however_often_the_form_is_sent():
    space, user = make_space(horizon_days=400), make_booker()
    client = entered(user)
    page = soup(preview(client, space))
    action, sent = page.select_one("main form[method=post]")["action"], hidden(page)
    mail.outbox.clear()

    first, again = (client.post(action, sent) for _ in range(2))

    series = Series.objects.get()
    assert [one.url for one in (first, again)] == [address(series)] * 2
    assert lines(series) == [(f"{day}/12", "booked") for day in ("08", "15", "22", "29")]
    assert [one.to for one in mail.outbox] == [[user.email]]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"jours": []}, "Quels jours de la semaine : Cochez au moins un jour."),
        (
            {"jours": list(range(7)), "au": "2028-04-20"},
            "Une série compte 160 dates au plus : choisissez une fin plus proche.",
        ),
        (
            {"rythme": "monthly_day", "du": "2026-12-08", "au": "2026-12-01"},
            "Jusqu’au : Ce jour est passé : choisissez-en un à venir.",
        ),
        (
            {"du": "2026-12-16", "au": "2026-12-21"},
            "Aucune date ne peut être réservée avec ce rythme.",
        ),
        ({"du": "9999-12-31", "au": "9999-12-31"}, None),
        ({"toutes": "500"}, None),
        ({"du": "hier", "moment": "minuit"}, None),
    ],
)
def test_a_pattern_that_gives_nothing_or_too_much_is_refused_and_stays_typed(fields, error):
    space = make_space(horizon_days=400)

    response = preview(entered(make_booker()), space, titre="Compta", **fields)

    page = soup(response)
    found = errors_of(response)
    assert found if error is None else found == [error]
    assert page.select_one("#id_titre")["value"] == "Compta"
    typed = [one["value"] for one in page.select("#id_jours input[checked]")]
    assert typed == [str(day) for day in fields.get("jours", [1])]
    assert Series.objects.count() == 0


def test_a_room_comes_back_at_its_hours():
    room = make_space(kind=Space.Kind.MEETING_ROOM, horizon_days=400)
    user = make_booker()

    confirm(entered(user), room, de="09:30", a="11:00", titre="Point", montre="on")

    series = Series.objects.get()
    first = Booking.objects.filter(series_date__series=series).order_by("starts_at")[0]
    assert (series.opens.hour, series.closes.hour, series.shows_title) == (9, 11, True)
    assert f"{first.starts_at:%d %H:%M}" == "08 08:30"


def test_a_booking_is_made_to_come_back_from_its_page_and_from_the_second_step():
    booking = make_booking()
    client = entered(booking.user)

    page = page_of(client, booking.get_absolute_url())
    link = page.select_one("a[href*='series/nouvelle']")
    form = page_of(client, link["href"])

    checked = [one["value"] for one in form.select("#id_jours input[checked]")]
    assert (checked, form.select_one("#id_moment option[selected]")["value"]) == (["1"], "morning")
    assert form.select_one("#id_du")["value"] == "2026-12-08"


def test_a_date_passed_over_is_added_and_one_the_following_or_all_are_cancelled():
    series = make_series()
    client = entered(series.user)
    third = (TUESDAY + 2 * WEEK).isoformat()

    def cancel(**sent):
        return client.post(address(series, "annuler/"), sent)

    def states():
        return [state for _day, state in lines(series)]

    cancel(jour=TUESDAY.isoformat(), portee="une")
    one = states()
    client.get(address(series))
    added, again = (
        client.post(address(series, "ajouter/"), {"jour": TUESDAY.isoformat()}, follow=True)
        for _ in range(2)
    )
    back = states()
    cancel(jour=third, portee="suite")
    following = states()
    cancel(portee="toutes")
    cancel(portee="toutes")

    assert one == ["removed", "booked", "booked", "booked"]
    assert back == ["booked"] * 4
    assert messages_of(added) == messages_of(again) == ["Mardi 8 décembre 2026 : c’est réservé."]
    assert following == ["booked", "booked", "removed", "removed"]
    assert states() == ["removed"] * 4
    assert Booking.objects.count() == 5


def test_the_following_dates_move_as_a_series_of_their_own_once():
    series = make_series()
    client = entered(series.user)
    second = (TUESDAY + WEEK).isoformat()
    url = address(series, f"deplacer/?jour={second}")
    page = page_of(client, url)
    chosen = page.select_one("#id_depuis option[selected]")["value"]
    sent = {
        **hidden(page),
        "depuis": second,
        "moment": "afternoon",
        "espace": series.space_id,
    }

    first, again = (client.post(url, sent) for _ in range(2))

    following = Series.objects.exclude(pk=series.pk).get()
    assert chosen == second
    assert first.url == again.url == address(following)
    assert len(lines(series)) == 1
    assert [day for day, _state in lines(following)] == ["15/12", "22/12", "29/12"]
    assert following.part == "afternoon"


def test_a_series_goes_on_until_a_later_day():
    series = make_series()
    client = entered(series.user)

    client.post(address(series, "prolonger/"), {"au": "2027-01-12"})
    refused = client.post(address(series, "prolonger/"), {"au": "hier"})

    assert [day for day, _state in lines(series)][-2:] == ["05/01", "12/01"]
    assert errors_of(refused) == ["Prolonger jusqu’au : Écrivez une date."]


def test_an_absence_gives_dates_back_once_and_is_withdrawn():
    series = make_series()
    client = entered(series.user)
    sent = {**hidden(page_of(client, LEAVES)), "du": "2026-12-14", "au": "2026-12-18"}

    for _ in range(2):
        client.post(LEAVES, sent)
    leave = Leave.objects.get()
    state = lines(series)[1]
    client.post(f"{LEAVES}{leave.pk}/retirer/")
    wrong = client.post(LEAVES, {**sent, "form_token": token(), "au": "2026-12-01"})

    assert (leave.first_on, leave.last_on) == (date(2026, 12, 14), date(2026, 12, 18))
    assert state == ("15/12", "leave")
    assert errors_of(wrong) == ["Dernier jour : La fin doit suivre le début, de deux ans au plus."]
    assert soup(wrong).select_one("#id_du")["value"] == "2026-12-14"
    assert Leave.objects.count() == 0


def test_what_is_another_s_does_not_exist_and_the_animateur_of_the_centre_reads_it():
    series = make_series()
    leave = Leave.objects.create(
        user=series.user, first_on=TUESDAY, last_on=TUESDAY, form_token="a"
    )
    stranger = entered(make_booker("Omar"))
    reads = [address(series, action) for action in ("", "annuler/", "deplacer/")]
    writes = [address(series, action) for action in ("ajouter/", "annuler/", "prolonger/")]

    got = [stranger.get(url).status_code for url in reads]
    sent = [stranger.post(url).status_code for url in (*writes, f"{LEAVES}{leave.pk}/retirer/")]
    host = entered(make_host(series.space.telecentre)).get(address(series))

    assert (set(got), set(sent)) == ({404}, {404})
    assert host.status_code == 200
    assert [state for _day, state in lines(series)] == ["booked"] * 4


def test_my_series_are_listed_with_my_bookings():
    series = make_series()

    page = page_of(entered(series.user), "/club/reservations/")

    found = [one["href"] for one in page.select("[aria-labelledby=series] a")]
    told = said(page.select_one("[aria-labelledby=series] .series-date__state").get_text())
    assert found == [address(series)]
    assert told == (
        "chaque semaine, le mardi, le matin, du 8 décembre 2026 au 29 décembre 2026 "
        "(4 dates à venir)"
    )


@pytest.mark.usefixtures("remembered_frame")
def test_the_pages_of_series_cost_the_same_whatever_their_length(django_assert_max_num_queries):
    counts = []
    for length in (1, 8):
        series = make_series(make_space(make_centre(), horizon_days=400), count=length)
        client = entered(series.user)
        end = (TUESDAY + (length - 1) * WEEK).isoformat()
        told = pattern(make_space(series.space.telecentre), au=end)
        for url, data in ((address(series), {}), (NEW, told), (address(series, "deplacer/"), {})):
            client.get(url, data)
            with django_assert_max_num_queries(20) as queries:
                client.get(url, data)
            counts.append(len(queries))

    assert counts[:3] == counts[3:]


def test_what_cannot_follow_a_move_is_told_with_the_reason():
    series = make_series()
    make_booking(series.space, make_booker("Omar"), **afternoon(TUESDAY + WEEK))
    client = entered(series.user)
    url = address(series, "deplacer/")
    sent = {
        **hidden(page_of(client, url)),
        "depuis": "",
        "moment": "afternoon",
        "espace": series.space_id,
    }

    response = client.post(url, sent, follow=True)

    assert messages_of(response) == [
        "Ces dates n’ont pas pu suivre et restent comme avant : mardi 15 décembre 2026 "
        "(place déjà prise)."
    ]
