"""Who hosted whose half-days: what the hosts need to share what their centres cost.

Totals are exact, to the unit. A figure about fewer than SECRET people is not told by itself, nor
can it be reckoned from the others: figures are masked by whole rows and columns of the network, so
that two centres that compare their statements learn nothing more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from club.passes.bills import PassBill, Total, bills_of
from club.passes.models import Entry, Pass, Price, Unit
from club.passes.months import Month
from club.telecentres.models import Telecentre

SECRET = 5  # PRODUCT C10: figures about fewer people are masked
NO_HOME = "Sans télécentre d’attache"
Key = tuple[int | None, int]  # home centre, host


@dataclass
class Cell:
    """Half-days of the people of one centre in another."""

    units: int = 0
    people: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Share:
    """A line of a host's statement; `name` empty: several centres told together."""

    name: str
    units: int


@dataclass(frozen=True)
class HostStatement:
    month: Month
    telecentre: Telecentre
    hosted: list[Share]
    sent: list[Share]
    bills: list[PassBill]  # of its own members, whom it invoices
    covered: int
    rooms: int

    @property
    def hosted_units(self) -> int:
        return sum(share.units for share in self.hosted)

    @property
    def sent_units(self) -> int:
        return sum(share.units for share in self.sent)

    @property
    def priced(self) -> int:
        return self.hosted_units - self.covered

    @property
    def total(self) -> Total:
        return Total.of(self.bills)

    @property
    def is_empty(self) -> bool:
        return not (self.hosted or self.sent or self.bills or self.rooms)


def roaming(month: Month) -> dict[Key, Cell]:
    """Half-days used in a month, by home centre and host. One query."""
    found: dict[Key, Cell] = defaultdict(Cell)
    uses = Entry.objects.uses().between(month.first, month.last).filter(unit=Unit.HALF_DAY)
    # Someone who erased their account still counts for one, by their pass.
    people = uses.annotate(person=Coalesce("user", -F("of_pass")))
    rows = people.order_by().values("home", "telecentre", "person").annotate(used=-Sum("units"))
    for row in rows:
        if row["used"]:
            cell = found[row["home"], row["telecentre"]]
            cell.units += row["used"]
            cell.people.add(row["person"])
    return found


def masked(cells: Mapping[Key, Cell]) -> set[Key]:
    """The cells not to be told: too few people, and as many others as it takes to hide them."""
    hidden = {key for key, cell in cells.items() if len(cell.people) < SECRET}
    lines: dict[tuple[str, int | None], list[Key]] = defaultdict(list)
    for home, host in cells:
        lines["home", home].append((home, host))
        lines["host", host].append((home, host))
    is_changed = True
    while is_changed:
        is_changed = False
        for keys in lines.values():
            told = [key for key in keys if key not in hidden]
            if len(keys) - len(told) == 1 and told:
                hidden.add(min(told, key=lambda key: (len(cells[key].people), str(key))))
                is_changed = True
    return hidden


def host_statement(telecentre: Telecentre, month: Month) -> HostStatement:
    """What a centre hosted, where its members went, and what they owe. Seven queries."""
    cells = roaming(month)
    hidden = masked(cells)
    names: dict[int | None, str] = dict(Telecentre.objects.values_list("pk", "name"))
    names[None] = NO_HOME
    here = Entry.objects.uses().between(month.first, month.last).filter(telecentre=telecentre)
    sums = here.aggregate(
        covered=-Sum("units", filter=Q(unit=Unit.HALF_DAY, grant__isnull=False)),
        rooms=-Sum("units", filter=Q(unit=Unit.ROOM_HOUR)),
    )
    own = {
        key: cell
        for key, cell in cells.items()
        if key[0] == telecentre.pk and key[1] != telecentre.pk
    }
    return HostStatement(
        month=month,
        telecentre=telecentre,
        hosted=_shares(
            {key: cell for key, cell in cells.items() if key[1] == telecentre.pk},
            hidden,
            {key: names[key[0]] for key in cells},
        ),
        sent=_shares(own, hidden, {key: names[key[1]] for key in cells}),
        bills=_bills_of_members(telecentre, month),
        covered=sums["covered"] or 0,
        rooms=sums["rooms"] or 0,
    )


def _shares(cells: Mapping[Key, Cell], hidden: set[Key], names: Mapping[Key, str]) -> list[Share]:
    told = [Share(names[key], cell.units) for key, cell in cells.items() if key not in hidden]
    told.sort(key=lambda share: (-share.units, share.name))
    together = sum(cell.units for key, cell in cells.items() if key in hidden)
    return [*told, Share("", together)] if together else told


def _bills_of_members(telecentre: Telecentre, month: Month) -> list[PassBill]:
    """Of persons only: a team's is its organisation's. Who changed centres in the month is
    invoiced, for the whole of it, by the last.
    """
    uses = Entry.objects.uses().between(month.first, month.last).filter(of_pass__organisation=None)
    theirs = uses.filter(home=telecentre).values("of_pass")
    lines = list(uses.filter(of_pass__in=theirs).select_related("user").order_by("on", "pk"))
    last_home = {line.of_pass_id: line.home_id for line in lines}
    lines = [line for line in lines if last_home[line.of_pass_id] == telecentre.pk]
    held = Pass.objects.filter(
        Q(pk__in={line.of_pass_id for line in lines})
        | Q(
            pk__in=Pass.objects.running(month.first, month.last)
            .filter(organisation=None, user__member__home_telecentre=telecentre)
            .filter(plan__prices__formula=Price.Formula.SUBSCRIPTION)
            .exclude(pk__in=last_home)
            .values("pk")
        )
    )
    bills = bills_of(lines, held.select_related("plan", "user"), month)
    return sorted(bills, key=lambda one: (one.name, one.of_pass.pk))
