"""Each invariant twice: refused by the database itself, and said in French before that."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from club.telecentres.models import (
    Closure,
    Commune,
    ExceptionalHours,
    Objective,
    OpeningHours,
    Space,
    Telecentre,
    TelecentreManager,
)
from club.users.models import User
from tests.club.telecentres.factories import (
    ClosureFactory,
    CommuneFactory,
    SpaceFactory,
    TelecentreFactory,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 21)
AFTER = "L’heure de fermeture doit suivre l’heure d’ouverture."
BOTH_OR_NONE = (
    "Donnez les deux heures, la fermeture après l’ouverture, ou aucune pour fermer ce jour-là."
)


def week(opens: int, closes: int) -> Callable[[Telecentre], models.Model]:
    return lambda centre: OpeningHours(
        telecentre=centre, weekday=0, opens=time(opens), closes=time(closes)
    )


def special(opens: int | None, closes: int | None) -> Callable[[Telecentre], models.Model]:
    return lambda centre: ExceptionalHours(
        telecentre=centre,
        day=DAY,
        opens=None if opens is None else time(opens),
        closes=None if closes is None else time(closes),
        reason="Inventaire",
    )


def refused(row: models.Model) -> list[str]:
    """The messages of full_clean, once the database has refused the row as well."""
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.bulk_create([row])
    return refusal.value.messages


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (week(18, 9), AFTER),
        (week(9, 9), AFTER),
        (special(18, 9), BOTH_OR_NONE),
        (special(9, 9), BOTH_OR_NONE),
        (special(9, None), BOTH_OR_NONE),
        (special(None, 9), BOTH_OR_NONE),
    ],
)
def test_a_range_closes_after_it_opens(make, message: str) -> None:
    assert refused(make(TelecentreFactory())) == [message]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (week(9, 12), "Une plage commence déjà à cette heure ce jour-là."),
        (special(9, 12), "Cette date a déjà une plage qui commence à cette heure."),
        (special(None, None), "Cette date est déjà fermée."),
    ],
)
def test_two_ranges_never_start_together(make, message: str) -> None:
    centre = TelecentreFactory()
    make(centre).save()

    assert refused(make(centre)) == [message]


def test_a_closure_ends_after_it_starts() -> None:
    start = datetime(2026, 9, 21, tzinfo=UTC)

    closure = Closure(
        telecentre=TelecentreFactory(), starts_at=start, ends_at=start, reason="Neige"
    )

    assert refused(closure) == ["La fin de la fermeture doit suivre son début."]


def test_a_space_has_its_name_for_itself_in_a_centre() -> None:
    first = SpaceFactory(name="Poste 1")
    twin = SpaceFactory.build(telecentre=first.telecentre, name="Poste 1")

    assert refused(twin) == ["Ce télécentre a déjà un espace de ce nom."]


def test_two_centres_may_name_a_space_alike() -> None:
    SpaceFactory(name="Poste 1")

    SpaceFactory(name="Poste 1")

    assert Space.objects.filter(name="Poste 1").count() == 2


def test_a_space_holds_someone() -> None:
    space = SpaceFactory.build(telecentre=TelecentreFactory(), capacity=0)

    assert refused(space) == ["Assurez-vous que cette valeur est supérieure ou égale à 1."]


def test_a_person_animates_a_centre_once() -> None:
    centre = TelecentreFactory()
    user = User.objects.create_user("a@demo.example", public_name="Anne")
    TelecentreManager.objects.create(telecentre=centre, user=user)

    assert refused(TelecentreManager(telecentre=centre, user=user)) == [
        "Cette personne anime déjà ce télécentre."
    ]


@pytest.mark.parametrize("field", ["slug", "name"])
def test_a_centre_has_its_name_and_slug_for_itself(field: str) -> None:
    first = TelecentreFactory()
    facts = {field: getattr(first, field)}
    twin = TelecentreFactory.build(commune=first.commune, **facts)

    with pytest.raises(ValidationError) as refusal:
        twin.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()

    assert list(refusal.value.message_dict) == [field]
    assert refusal.value.messages[0].endswith("existe déjà.")


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Commune(**_commune(insee="15014")), "insee"),
        (lambda: Objective(**_objective(number=1, slug="deux")), "number"),
        (lambda: Objective(**_objective(number=2, slug="un")), "slug"),
    ],
)
def test_reference_rows_are_there_once(make, field: str) -> None:
    Commune(**_commune(insee="15014")).save()
    Objective(**_objective(number=1, slug="un")).save()
    twin = make()

    with pytest.raises(ValidationError) as refusal:
        twin.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()

    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [("latitude", 90.1), ("latitude", -90.1), ("longitude", 180.1), ("longitude", -180.1)],
)
def test_a_centre_stands_on_earth(field: str, value: float) -> None:
    centre = TelecentreFactory.build(commune=CommuneFactory(), **{field: value})

    with pytest.raises(ValidationError) as refusal:
        centre.full_clean()

    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(
    "attach",
    [
        lambda centre: SpaceFactory(telecentre=centre),
        lambda centre: ClosureFactory(
            telecentre=centre,
            starts_at=datetime(2026, 9, 21, tzinfo=UTC),
            ends_at=datetime(2026, 9, 22, tzinfo=UTC),
        ),
    ],
)
def test_a_centre_with_spaces_or_closures_is_not_deleted(attach) -> None:
    centre = TelecentreFactory()
    attach(centre)

    with pytest.raises(ProtectedError):
        centre.delete()

    assert Telecentre.objects.filter(pk=centre.pk).exists()


def test_a_commune_with_a_centre_is_not_deleted() -> None:
    centre = TelecentreFactory()

    with pytest.raises(ProtectedError):
        centre.commune.delete()


def _commune(**facts: object) -> dict:
    return {
        "name": "Aurillac",
        "search_name": "aurillac",
        "postcodes": "15000",
        "departement": "15",
        "population": 1,
        "latitude": 45.0,
        "longitude": 2.0,
    } | facts


def _objective(**facts: object) -> dict:
    return {
        "name": "Objectif",
        "short_name": "O",
        "summary": "Résumé.",
        "figure": Objective.Figure.POSITIONS,
        "figure_label": "positions",
    } | facts
