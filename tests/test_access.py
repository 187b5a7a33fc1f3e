"""Every address of the site, asked by every role, answers as `tests/access_table.py` says."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, path, resolve
from django.urls.resolvers import RegexPattern

from tests.access_rules import PAGE, Answer, Row, rows_of
from tests.access_table import NEVER_REACHED, TABLE
from tests.access_world import FORMS, ROLES, Pattern, World, build_world, every_pattern

LOGIN_PAGE = "/compte/connexion/"
# Doors that lead there (`tests/config/test_doors.py` follows them).
LEADING_TO_LOGIN = (LOGIN_PAGE, "/gestion/login/", "/django-admin/login/")
BY_STATUS = {
    200: Answer.PAGE,
    400: Answer.BAD,
    403: Answer.REFUSED,
    404: Answer.MISSING,
    405: Answer.METHOD,
}


def without_exactly_one_row(patterns: list[Pattern], table: list[Row]) -> list[str]:
    return [one.route for one in patterns if len(rows_of(one.route, table)) != 1]


def classify(response: HttpResponse) -> Answer:
    if 300 <= response.status_code < 400:
        target = response.headers["Location"].split("?")[0]
        if target in LEADING_TO_LOGIN:
            return Answer.LOGIN
        return Answer.REFUSED if target == "/gestion/" else Answer.REDIRECT
    return BY_STATUS.get(response.status_code, Answer.FAULT)


class Visitor:
    """One role at the keyboard; whatever a request changes is undone after it."""

    def __init__(self, world: World, role: str) -> None:
        self.client = Client(raise_request_exception=False)
        if role in world.users:
            self.client.force_login(world.users[role])
        self.cookies = {name: one.value for name, one in self.client.cookies.items()}

    def ask(self, method: str, url: str, form: dict[str, str]) -> Answer:
        self.client.cookies.clear()
        self.client.cookies.load(self.cookies)
        with transaction.atomic():
            response = (
                self.client.generic(method, url) if method == "GET" else self.client.post(url, form)
            )
            if response.streaming:
                b"".join(response.streaming_content)  # closes the file
            transaction.set_rollback(True)
        return classify(response)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once: each request, and each test, is rolled back to it; then it is taken away."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


def test_each_pattern_has_exactly_one_row():
    assert without_exactly_one_row(every_pattern(), TABLE) == []


def test_a_pattern_without_a_row_is_seen():
    forgotten = URLResolver(RegexPattern(""), [path("coffre/", lambda request: HttpResponse())])

    assert without_exactly_one_row(every_pattern(forgotten), TABLE) == ["coffre/"]


def test_each_row_covers_a_pattern():
    ruling = {id(row) for one in every_pattern() for row in rows_of(one.route, TABLE)}

    assert [row.route for row in TABLE if id(row) not in ruling] == []


@pytest.mark.django_db
def test_each_pattern_is_reached_but_those_behind_our_doors(world):
    unreached = {
        one.route
        for one in every_pattern()
        if resolve(one.address(world.samples(one.route))).func is not one.callback
    }

    assert unreached == NEVER_REACHED


# Wagtail leaves to the collector the temporary file of a rendition.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning")
@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", ROLES)
def test_each_address_answers_as_declared(world, role, method):
    visitor = Visitor(world, role)
    inside = {row.route: False for row in TABLE if role in row.inside}

    surprises = {}
    for one in every_pattern():
        (row,) = rows_of(one.route, TABLE)
        expected = (row.get if method == "GET" else row.post)[role]
        url = one.address(world.samples(one.route))
        answer = visitor.ask(method, url, FORMS.get(one.route, {}))
        if answer not in expected:
            surprises[f"{one.route} ({url})"] = answer.name
        if row.route in inside:
            inside[row.route] |= answer is PAGE

    gc.collect()
    assert surprises == {}
    if method == "GET":
        assert [route for route, was_seen in inside.items() if not was_seen] == []
