"""The words of `tests/access_table.py`: what an address may answer, and rows that say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tests.access_world import ROLES, STAFF


class Answer(Enum):
    PAGE = "200"
    LOGIN = "to the log-in page, or to a door that leads there"
    REFUSED = "403, or Wagtail's « not for you », which leads to the home of the back office"
    MISSING = "404"
    REDIRECT = "elsewhere"
    METHOD = "405"
    BAD = "400"
    FAULT = "5xx: never right"


PAGE, LOGIN, REFUSED, MISSING = Answer.PAGE, Answer.LOGIN, Answer.REFUSED, Answer.MISSING
REDIRECT, METHOD, BAD = Answer.REDIRECT, Answer.METHOD, Answer.BAD
# Nothing shown and nothing done.
CLOSED = frozenset({REFUSED, MISSING, METHOD})
# Inside: whatever the arguments deserve, but neither sent to log in nor broken.
OPEN = frozenset({PAGE, REFUSED, MISSING, REDIRECT, METHOD, BAD})

Expected = dict[str, frozenset[Answer]]


@dataclass(frozen=True)
class Row:
    """`route`: as `resolve()` tells it; `is_family`: every route that begins with it."""

    route: str
    get: Expected
    post: Expected
    is_family: bool = False
    inside: tuple[str, ...] = ()  # of a family: who gets at least one page of it, so as to prove
    # that the refusals to others are about rights

    def covers(self, route: str) -> bool:
        return route.startswith(self.route) if self.is_family else route == self.route


def each(usual: Answer, **exceptions: Answer) -> Expected:
    """The same answer for every role, but for the exceptions.

    `logged_in`: all but anonymous; `outside`: those who log in but enter no back office.
    """
    logged_in = exceptions.pop("logged_in", usual)
    outside = exceptions.pop("outside", logged_in)
    answers = {role: logged_in if role in STAFF else outside for role in ROLES}
    answers |= {"anonymous": usual} | exceptions
    return {role: frozenset({answer}) for role, answer in answers.items()}


def ours(route: str, get: Expected, post: Expected) -> Row:
    return Row(route, get, post)


def back_office(route: str, *inside: str, exact: bool = False) -> Row:
    """A part of Wagtail: open to `inside`, closed to the other staff, to accounts, to strangers."""
    expected = {
        role: OPEN if role in inside else CLOSED if role in STAFF else frozenset({REFUSED})
        for role in ROLES
    } | {"anonymous": frozenset({LOGIN})}
    return Row(route, expected, expected, is_family=not exact, inside=() if exact else inside)


def door(route: str, answer: Answer) -> Row:
    """An address that only leads to an account page."""
    return ours(route, each(answer), each(answer))


EDITORIAL = ("editor", "manager", "superuser")
READ_BY_ALL = each(PAGE)
MEMBERS = each(LOGIN, logged_in=PAGE)
# The extranet: an account without a membership that runs goes to the page that explains.
OUTSIDE_THE_CLUB = {"account": REDIRECT, "suspended": REDIRECT}
CLUB = each(LOGIN, logged_in=PAGE, **OUTSIDE_THE_CLUB)


def rows_of(route: str, table: Iterable[Row]) -> list[Row]:
    """The rows that rule a route: the exact ones, else the narrowest families."""
    covering = [row for row in table if row.covers(route)]
    exact = [row for row in covering if not row.is_family]
    narrowest = max((len(row.route) for row in covering), default=0)
    return exact or [row for row in covering if len(row.route) == narrowest]
