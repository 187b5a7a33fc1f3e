"""Reading the pages of bookings as a person does."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from club.users.models import User


def entered(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def page_of(client: Client, address: str) -> BeautifulSoup:
    return soup(client.get(address))


def said(text: str) -> str:
    """With plain spaces only."""
    return re.sub(r"\s+", " ", text).strip()


def texts(page: BeautifulSoup, selector: str) -> list[str]:
    return [said(one.get_text(" ")) for one in page.select(selector)]


def messages_of(response: Any) -> list[str]:
    return [said(one.get_text()) for one in soup(response).select("[role=status] p")]


def hidden(page: BeautifulSoup, form: str = "main form[method=post]") -> dict[str, str]:
    """What a form sends without anyone typing: hidden fields, and the first choice of lists."""
    found = page.select_one(form)
    told = {one["name"]: one.get("value", "") for one in found.select("input[type=hidden]")}
    for select in found.select("select"):
        told[select["name"]] = select.option["value"]
    return told
