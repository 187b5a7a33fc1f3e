"""Monthly statements of a person and of an organisation: the ledger, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from club.members.models import Organisation
from club.passes.bills import PassBill, Total, bills_of
from club.passes.models import Entry, Pass, Unit
from club.passes.months import Month
from club.users.models import User


@dataclass(frozen=True)
class Statement:
    """A month of a person, or of an organisation."""

    month: Month
    lines: list[Entry]
    bills: list[PassBill]
    paid_by_others: int  # half-days of this person that a team's pass pays
    opening: int  # half-days left on the evening before
    closing: int

    @property
    def total(self) -> Total:
        return Total.of(self.bills)

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.bills


def history_of(user: User) -> QuerySet[Entry]:
    """Every line of the person's own passes, and what they used of a team's."""
    return Entry.objects.filter(Q(of_pass__user=user) | Q(user=user)).for_lines()


def person_statement(user: User, month: Month) -> Statement:
    """Five queries, however long the month."""
    lines = list(_of_month(history_of(user), month))
    mine = [line for line in lines if _is_own(line, user)]
    running = Pass.objects.filter(user=user).running(month.first, month.last)
    # A refund may come after the end of the pass it was used on.
    own = {one.pk: one for one in running.select_related("plan")}
    own |= {line.of_pass_id: line.of_pass for line in mine}
    others = [line for line in lines if not _is_own(line, user)]
    ledger = Entry.objects.filter(of_pass__user=user)
    return Statement(
        month=month,
        lines=lines,
        bills=bills_of(mine, own.values(), month),
        paid_by_others=-sum(line.units for line in others if line.unit == Unit.HALF_DAY),
        **_balances(ledger, month),
    )


def organisation_statement(organisation: Organisation, month: Month) -> Statement:
    """The same, of the passes of its team: one bill per person."""
    ledger = Entry.objects.filter(of_pass__organisation=organisation)
    lines = list(_of_month(ledger.for_lines().select_related("user"), month))
    passes = Pass.objects.filter(organisation=organisation).select_related("plan", "organisation")
    running = {one.pk: one for one in passes.running(month.first, month.last)}
    held = running | {line.of_pass_id: line.of_pass for line in lines}
    return Statement(
        month=month,
        lines=lines,
        bills=bills_of(lines, held.values(), month),
        paid_by_others=0,
        **_balances(ledger, month),
    )


def _is_own(line: Entry, user: User) -> bool:
    return line.of_pass.user_id == user.pk


def _of_month(entries: Any, month: Month) -> Any:
    return (
        entries.select_related(
            "of_pass__plan", "of_pass__organisation", "telecentre", "grant", "user"
        )
        .between(month.first, month.last)
        .order_by("on", "pk")
    )


def _balances(ledger: QuerySet[Entry], month: Month) -> dict[str, int]:
    """Half-days before the month, and at its end. One query."""
    counted = ledger.filter(unit=Unit.HALF_DAY, grant__isnull=False)
    found = counted.aggregate(
        opening=Sum("units", filter=Q(on__lt=month.first)),
        closing=Sum("units", filter=Q(on__lte=month.last)),
    )
    return {"opening": found["opening"] or 0, "closing": found["closing"] or 0}
