"""`{% load contents %}`: anchors on the headings of a rich text."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from wagtail.templatetags.wagtailcore_tags import richtext

from pages.contents import Anchors, with_anchors

register = template.Library()


@register.simple_tag(takes_context=True)
def anchored(context: Context, value: Any) -> SafeString:
    """A rich text as HTML, its h2 headings given an id that the page (`anchors`) holds once."""
    html = with_anchors(str(richtext(value)), context.get("anchors") or Anchors())
    return mark_safe(html)  # noqa: S308 (Wagtail's own output, ids slugified)
