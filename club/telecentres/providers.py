"""What a search finds among télécentres: their name, place, host, speciality and equipment."""

from collections.abc import Iterator
from typing import Any

from club.telecentres.models import Telecentre
from club.telecentres.search import Hit
from club.telecentres.text import stems

NAME_WEIGHT = 3.0
FACT_WEIGHT = 1.0


def search_telecentres(asked: list[str], reader: Any) -> Iterator[Hit]:
    """Centres in service that hold every stem asked for; a stem in the name counts three times.

    The network is small (tens of centres): it is read whole, in three queries.
    """
    if not asked:
        return
    centres = (
        Telecentre.objects.active()
        .select_related("commune")
        .prefetch_related("equipment", "spaces__equipment")
        .order_by("name")
    )
    for centre in centres:
        named = set(stems(f"{centre.name} {centre.commune.name} {centre.postcode}"))
        facts = {centre.host, centre.speciality, "télécentre bureau coworking"}
        facts.update(equipment.name for equipment in centre.equipment.all())
        for space in centre.spaces.all():
            if space.is_active:
                facts.add(space.get_kind_display())
                facts.update(equipment.name for equipment in space.equipment.all())
        told = set(stems(" ".join(sorted(facts))))
        if all(stem in named or stem in told for stem in asked):
            score = sum(NAME_WEIGHT if stem in named else FACT_WEIGHT for stem in asked)
            place = f"{centre.address}, {centre.postcode} {centre.commune.name}"
            yield Hit(
                title=centre.name,
                url=f"/telecentres/{centre.slug}/",
                excerpt=f"{centre.host}, {place}. {centre.speciality}.",
                score=score,
            )
