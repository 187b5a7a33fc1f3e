"""`{% load contents %}`: anchors on the headings of a rich text."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from pages.contents import with_anchors as add_anchors

register = template.Library()


@register.filter
def with_anchors(html: SafeString) -> SafeString:
    """Rich text already rendered by Wagtail, its h2 headings given an id."""
    return mark_safe(add_anchors(str(html)))  # noqa: S308 (Wagtail's own output, ids slugified)
