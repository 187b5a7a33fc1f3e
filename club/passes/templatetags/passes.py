"""`{% load passes %}`: units and euros as French writes them."""

from django import template

from club.passes import wording
from club.passes.models import Price

register = template.Library()
register.filter("euros", wording.euros)
register.filter("units", wording.units_in_words)


@register.filter
def formula(value: str) -> str:
    """« la semaine »."""
    return Price.Formula(value).label
