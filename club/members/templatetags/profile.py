"""How the facts of a profile are written."""

from django import template

from club.members.visibility import SeenMember

register = template.Library()


@register.filter
def siret(number: str) -> str:
    """« 732 829 320 00074 », with no-break spaces, as people read it."""
    return "\u00a0".join(filter(None, (number[:3], number[3:6], number[6:9], number[9:])))


@register.filter
def bare_address(link: str) -> str:
    """« www.exemple.fr/page » for « https://www.exemple.fr/page »."""
    return link.partition("://")[2].rstrip("/") or link


@register.filter
def shows_little(seen: SeenMember) -> bool:
    """Whether nothing but a name, and perhaps a place, is shown."""
    told = (seen.headline, seen.activity, seen.skills, seen.biography, seen.offers, seen.looks_for)
    return not any(told)
