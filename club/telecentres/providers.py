"""What a search must know of the télécentres: their names, places, hosts, spaces and equipment."""

from __future__ import annotations

from dataclasses import dataclass, field

from club.telecentres.models import Space, Telecentre

ALWAYS = "télécentre bureau coworking"
# The texts of a centre, with a word that each is looked for by.
TEXTS = {
    "host": "",
    "speciality": "",
    "address": "",
    "evening_note": "soirée",
    "accessibility": "accessibilité",
    "parking": "parking",
    "public_transport": "transports",
}


@dataclass
class CentreFacts:
    """What a centre can be found by, as French text: `name` weighs as a title."""

    short_name: str
    name: str
    facts: set[str] = field(default_factory=set)


def centre_facts() -> dict[str, CentreFacts]:
    """Those of every centre in service, by slug, as they stand now. Two queries."""
    found: dict[str, CentreFacts] = {}
    centres = Telecentre.objects.active().order_by("slug")
    columns = ("slug", "short_name", "name", "commune__name", "postcode", "equipment__name")
    for slug, short_name, name, commune, postcode, equipment, *texts in centres.values_list(
        *columns, *TEXTS
    ):
        if slug not in found:
            found[slug] = CentreFacts(short_name, f"{name} {commune} {postcode}", {ALWAYS})
            found[slug].facts |= {
                f"{word} {text}" for word, text in zip(TEXTS.values(), texts, strict=True) if text
            }
        found[slug].facts.add(equipment or "")
    spaces = Space.objects.active().filter(telecentre__slug__in=found).order_by("telecentre__slug")
    for slug, kind, equipment in spaces.values_list("telecentre__slug", "kind", "equipment__name"):
        found[slug].facts |= {Space.Kind(kind).label, equipment or ""}
    return found
