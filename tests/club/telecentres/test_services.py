from collections import defaultdict
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from club.telecentres import registry, services
from club.telecentres.models import Closure, Commune, Telecentre
from tests.club.telecentres.factories import CommuneFactory, TelecentreFactory

pytestmark = pytest.mark.django_db

START, END = datetime(2026, 9, 21, 8, tzinfo=UTC), datetime(2026, 9, 23, 8, tzinfo=UTC)


class Undone(Exception):
    """Raised by an effect that cannot be carried out."""


@pytest.fixture
def effects(monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    """What was told to the apps above: (moment, centre, facts). The registry is empty otherwise."""
    told: list[tuple] = []
    monkeypatch.setattr(registry, "_effects", defaultdict(list))
    for moment in ("created", "renamed", "closed"):

        def effect(telecentre: Telecentre, moment: str = moment, **facts: object) -> None:
            told.append((moment, telecentre, facts))

        registry.register(moment, effect)
    return told


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every moment has an effect that writes, then one that fails."""
    monkeypatch.setattr(registry, "_effects", defaultdict(list))

    def write(telecentre: Telecentre, **facts: object) -> None:
        CommuneFactory(name="Écrite par un effet")

    def fail(telecentre: Telecentre, **facts: object) -> None:
        raise Undone

    for moment in ("created", "renamed", "closed"):
        registry.register(moment, write)
        registry.register(moment, fail)


def facts_of_a_centre() -> dict:
    return {
        "slug": "murat",
        "name": "Télécentre de Murat",
        "short_name": "Murat",
        "commune": CommuneFactory(),
        "address": "4 place de l’Ancien-Foirail",
        "postcode": "15300",
        "latitude": 45.11,
        "longitude": 2.87,
        "host": "Maison des services",
        "speciality": "Formation",
    }


# --- Making and renaming -----------------------------------------------------------------------


def test_creating_a_centre_tells_the_apps_above(effects: list[tuple]) -> None:
    centre = services.create_telecentre(**facts_of_a_centre())

    assert effects == [("created", Telecentre.objects.get(slug="murat"), {})]
    assert centre.pk is not None


def test_a_second_centre_of_the_same_name_is_refused(effects: list[tuple]) -> None:
    told = facts_of_a_centre()
    services.create_telecentre(**told)

    with pytest.raises(ValidationError) as refusal:
        services.create_telecentre(**(told | {"slug": "autre"}))

    assert list(refusal.value.message_dict) == ["name"]
    assert (Telecentre.objects.count(), len(effects)) == (1, 1)


def test_renaming_keeps_the_slug_and_tells_the_former_name(effects: list[tuple]) -> None:
    centre = TelecentreFactory(name="Ancien", slug="ancien")

    services.rename(centre, name="Nouveau", short_name="Nouv.")

    centre.refresh_from_db()
    assert (centre.name, centre.short_name, centre.slug) == ("Nouveau", "Nouv.", "ancien")
    assert effects == [("renamed", centre, {"former_name": "Ancien"})]


def test_renaming_to_the_name_of_another_centre_is_refused(effects: list[tuple]) -> None:
    TelecentreFactory(name="Pris")
    centre = TelecentreFactory(name="Ancien")

    with pytest.raises(ValidationError):
        services.rename(centre, name="Pris", short_name="P")

    centre.refresh_from_db()
    assert (centre.name, effects) == ("Ancien", [])


def test_registering_an_effect_twice_calls_it_once(effects: list[tuple]) -> None:
    registry.register("created", registry._effects["created"][0])

    services.create_telecentre(**facts_of_a_centre())

    assert len(effects) == 1


# --- Closing -----------------------------------------------------------------------------------


def test_closing_records_who_and_why(effects: list[tuple]) -> None:
    centre = TelecentreFactory()

    closure = services.close(
        centre, starts_at=START, ends_at=END, reason="Neige", message="Prudence."
    )

    assert list(
        Closure.objects.values_list("telecentre", "starts_at", "ends_at", "reason", "message")
    ) == [(centre.pk, START, END, "Neige", "Prudence.")]
    assert effects == [("closed", centre, {"closure": closure})]


def test_closing_again_for_the_same_span_and_reason_changes_nothing(effects: list[tuple]) -> None:
    centre = TelecentreFactory()
    first = services.close(centre, starts_at=START, ends_at=END, reason="Neige")

    second = services.close(centre, starts_at=START, ends_at=END, reason="Neige")

    assert (second, Closure.objects.count(), len(effects)) == (first, 1, 1)


@pytest.mark.parametrize(
    "change", [{"reason": "Travaux"}, {"ends_at": datetime(2026, 9, 24, tzinfo=UTC)}]
)
def test_another_span_or_reason_is_another_closure(effects: list[tuple], change: dict) -> None:
    centre = TelecentreFactory()
    told = {"starts_at": START, "ends_at": END, "reason": "Neige"}
    services.close(centre, **told)

    services.close(centre, **(told | change))

    assert (Closure.objects.count(), len(effects)) == (2, 2)


def test_another_centre_is_another_closure(effects: list[tuple]) -> None:
    for centre in (TelecentreFactory(), TelecentreFactory()):
        services.close(centre, starts_at=START, ends_at=END, reason="Neige")

    assert (Closure.objects.count(), len(effects)) == (2, 2)


@pytest.mark.parametrize("ends_at", [START, datetime(2026, 9, 20, tzinfo=UTC)])
def test_a_closure_that_does_not_last_is_refused(effects: list[tuple], ends_at) -> None:
    with pytest.raises(ValidationError) as refusal:
        services.close(TelecentreFactory(), starts_at=START, ends_at=ends_at, reason="Neige")

    assert refusal.value.messages == ["La fin de la fermeture doit suivre son début."]
    assert (Closure.objects.count(), effects) == (0, [])


# --- An effect that fails undoes the whole -------------------------------------------------------


def written_by_effects() -> int:
    return Commune.objects.filter(name="Écrite par un effet").count()


def test_a_centre_is_not_created_when_an_effect_fails(failing: None) -> None:
    with pytest.raises(Undone):
        services.create_telecentre(**facts_of_a_centre())

    assert (Telecentre.objects.count(), written_by_effects()) == (0, 0)


def test_a_centre_is_not_renamed_when_an_effect_fails(failing: None) -> None:
    centre = TelecentreFactory(name="Ancien")

    with pytest.raises(Undone):
        services.rename(centre, name="Nouveau", short_name="N")

    centre.refresh_from_db()
    assert (centre.name, written_by_effects()) == ("Ancien", 0)


def test_a_centre_is_not_closed_when_an_effect_fails(failing: None) -> None:
    centre = TelecentreFactory()

    with pytest.raises(Undone):
        services.close(centre, starts_at=START, ends_at=END, reason="Neige")

    assert (Closure.objects.count(), written_by_effects()) == (0, 0)
