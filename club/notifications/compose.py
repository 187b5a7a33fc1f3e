"""Turning templates into a mail: a subject on one line, a text part, at times an HTML part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template, render_to_string


def one_line(text: str) -> str:
    """`text` without its line breaks: in a subject they would begin a header of someone's own."""
    return " ".join(line.strip() for line in text.splitlines() if line.strip())


def _plain(name: str, context: Mapping[str, Any]) -> str:
    """A text template, in which nothing is HTML and nothing is escaped as such."""
    template: Any = get_template(name)
    rendered: str = template.template.render(Context(dict(context), autoescape=False))
    return rendered


def compose(
    address: str,
    *,
    template: str,
    context: Mapping[str, Any],
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
    attachments: Iterable[Sequence[str]] = (),
) -> EmailMultiAlternatives:
    """A mail from `<template>_subject.txt`, `<template>_body.txt` and, where it exists,
    `<template>_body.html`.

    Text parts are not escaped, the HTML part is. `base_url` is added to the context. `attachments`:
    text files, each a name, its content and its type (« text/calendar »). Raises
    TemplateDoesNotExist without the first two.
    """
    told = {"base_url": settings.BASE_URL, **context}
    message = EmailMultiAlternatives(
        subject=one_line(_plain(f"{template}_subject.txt", told)),
        body=_plain(f"{template}_body.txt", told),
        to=[address],
        reply_to=[reply_to] if reply_to else None,
        headers=dict(headers or {}),
    )
    try:
        html = render_to_string(f"{template}_body.html", told)
    except TemplateDoesNotExist as missing:
        if str(missing) != f"{template}_body.html":  # it exists, and extends what does not
            raise
    else:
        message.attach_alternative(html, "text/html")
    for name, content, mimetype in attachments:
        message.attach(name, content, mimetype)
    return message
