"""What a directory shows of a search: the filters with their counts, and how to undo them."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from club.members.directory import DISTANCES_KM, Option
from club.members.directory_query import DEFAULT_KM, MANY, Asked
from club.members.models import Skill
from club.members.visibility import SeenMember
from club.telecentres.json_ld import as_script

AT_FIRST = 8  # values of a filter that are shown before « plus »
LEGENDS = {
    "competence": "Compétences",
    "disponibilite": "Disponibilité",
    "telecentre": "Télécentre d’attache",
    "statut": "Statut",
}

Options = dict[str, list[Option]]


def facets(options: Options) -> list[dict[str, Any]]:
    """Each filter that has something to choose; the values chosen are never behind « plus »."""
    found = []
    for name, legend in LEGENDS.items():
        values = options[MANY[name]]
        first = max(AT_FIRST, sum(one.is_selected for one in values))
        if name != "competence":
            first = len(values)  # short lists, in an order of their own
        if values:
            found.append(
                {"name": name, "legend": legend, "first": values[:first], "more": values[first:]}
            )
    return found


def kilometres(asked: Asked, options: Options) -> list[dict[str, Any]]:
    """The distances to choose among, with their counts once there is a commune."""
    counts = {one.value: one.count for one in options["distances"]}
    chosen = asked.filters.km or DEFAULT_KM
    return [
        {"value": km, "count": counts.get(str(km)), "is_selected": km == chosen}
        for km in DISTANCES_KM
    ]


def chips(asked: Asked, options: Options, base: str) -> list[dict[str, str]]:
    """The filters in force, each with the address that leaves it out."""
    found = []
    if asked.filters.text:
        found.append((f"«\u202f{asked.filters.text}\u202f»", asked.without("q")))
    if asked.filters.commune:
        label = f"à moins de {asked.filters.km}\u202fkm de {asked.filters.commune.name}"
        found.append((label, asked.without("commune")))
    for name, key in MANY.items():
        labels = {one.value: one.label for one in options[key]}
        values = getattr(asked.filters, key)
        labels = _labels(name, [one for one in values if one not in labels]) | labels
        found += [(labels.get(one, one), asked.without(name, one)) for one in values]
    return [{"label": label, "url": rest.address(base)} for label, rest in found]


def _labels(name: str, missing: list[str]) -> dict[str, str]:
    """Of values that leave nobody, which the counts do not name."""
    if not missing or name != "competence":
        return {}
    known = Skill.objects.approved().filter(slug__in=missing)
    return dict(known.values_list("slug", "name"))


def person_data(seen: SeenMember, url: str) -> SafeString:
    """A public page as schema.org's Person: what a visitor sees, and nothing else."""
    data: dict[str, Any] = {"@type": "Person", "name": seen.name, "url": url}
    if seen.activity:
        data["jobTitle"] = seen.activity
    if seen.headline:
        data["description"] = seen.headline
    if seen.company:
        data["worksFor"] = {"@type": "Organization", "name": seen.company}
    if seen.commune:
        data["address"] = {
            "@type": "PostalAddress",
            "addressLocality": seen.commune,
            "addressCountry": "FR",
        }
    if seen.skills:
        data["knowsAbout"] = [skill.name for skill in seen.skills]
    if seen.links:
        data["sameAs"] = list(seen.links)
    return as_script(data)
