"""The common package of services: what each centre provides, and where the promise is not kept."""

import pytest
from django.db import IntegrityError, transaction

from club.telecentres.models import ServiceOffer, SharedService, Telecentre
from club.telecentres.package import matrix, provided_by
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db
State = ServiceOffer.State


def make_service(name: str, **fields) -> SharedService:
    return SharedService.objects.create(slug=name.lower(), name=name, **fields)


def offer(centre: Telecentre, service: SharedService, state: str = State.INCLUDED, note: str = ""):
    return ServiceOffer.objects.create(telecentre=centre, service=service, state=state, note=note)


def test_a_service_without_a_row_is_not_provided_yet() -> None:
    murat, ydes = TelecentreFactory(short_name="Murat"), TelecentreFactory(short_name="Ydes")
    printing = make_service("Impression")
    offer(murat, printing, State.ON_REQUEST, "à la mairie")

    (line,) = matrix().common

    assert [(cell.telecentre, cell.label, cell.note) for cell in line.cells] == [
        (murat, "sur demande", "à la mairie"),
        (ydes, "pas encore", ""),
    ]
    assert line.missing == [ydes]


def test_the_coverage_counts_the_promised_services_the_least_covered_centre_first() -> None:
    murat, ydes = TelecentreFactory(short_name="Murat"), TelecentreFactory(short_name="Ydes")
    printing, coffee, bicycles = (
        make_service("Impression"),
        make_service("Café"),
        make_service("Vélos", is_common=False),
    )
    offer(murat, printing)
    offer(murat, coffee, State.ON_REQUEST)
    offer(ydes, printing)
    offer(ydes, coffee, State.NOT_YET)
    offer(ydes, bicycles)

    found = matrix().coverage()

    assert [(one.telecentre, one.provided, one.promised, one.percent) for one in found] == [
        (ydes, 1, 2, 50),
        (murat, 2, 2, 100),
    ]
    assert [one.missing for one in found] == [(coffee,), ()]


def test_an_extra_that_no_centre_shown_provides_is_left_out() -> None:
    murat, ydes = TelecentreFactory(), TelecentreFactory()
    bicycles = make_service("Vélos", is_common=False)
    offer(ydes, bicycles)

    assert [line.service for line in matrix([murat, ydes]).extras] == [bicycles]
    assert matrix([murat]).extras == ()


def test_a_centre_tells_what_it_provides_the_common_package_first() -> None:
    murat = TelecentreFactory()
    bicycles = make_service("Vélos", is_common=False)
    printing, coffee = make_service("Impression"), make_service("Café", rank=1)
    offer(murat, bicycles)
    offer(murat, printing, State.ON_REQUEST)
    offer(murat, make_service("Casier"), State.NOT_YET)
    offer(murat, make_service("Accueil", is_active=False))
    offer(murat, coffee)

    assert [cell.service for cell in provided_by(murat)] == [coffee, printing, bicycles]


def test_services_and_centres_out_of_service_are_not_shown() -> None:
    TelecentreFactory(is_active=False)
    make_service("Impression", is_active=False)

    found = matrix()

    assert (found.telecentres, found.common, found.coverage()) == ((), (), [])


def test_the_number_of_queries_does_not_depend_on_the_centres_and_services(
    django_assert_num_queries,
) -> None:
    for number in range(3):
        service = make_service(f"Service {number}")
        for centre in (TelecentreFactory(), TelecentreFactory()):
            offer(centre, service)

    with django_assert_num_queries(3):
        matrix().coverage()


def test_a_centre_says_each_service_once() -> None:
    centre, printing = TelecentreFactory(), make_service("Impression")
    offer(centre, printing)

    with pytest.raises(IntegrityError), transaction.atomic():
        offer(centre, printing, State.NOT_YET)
