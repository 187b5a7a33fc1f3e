"""`{% load people %}`: how a person is told in little room."""

from django import template

register = template.Library()


@register.filter
def initials(name: str) -> str:
    """Of the first and the last word of a name, where there is no photograph.

    >>> initials("Jean-Luc de la Tour")
    "JT"
    """
    words = name.split()
    return "".join(word[0] for word in words[:: max(1, len(words) - 1)]).upper()
