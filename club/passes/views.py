"""« Mon pass » and the monthly statements: of a person, of an organisation, of a host."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from club.members.models import Organisation
from club.members.perms import active_member_required
from club.passes import summary
from club.passes.exports import bills_csv, hosting_csv, statement_csv
from club.passes.granting import start_trial
from club.passes.hosting import host_statement
from club.passes.months import Month
from club.passes.perms import hosts_of, speaks_for
from club.passes.refusals import PassRefused
from club.passes.statements import (
    Statement,
    history_of,
    organisation_statement,
    person_statement,
)

LINES_A_PAGE = 15
MAX_PAGE_DIGITS = 6
HOME = "passes:home"


@active_member_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is left, what the month costs, what happened; how to get a pass when there is none."""
    user: Any = request.user
    today = timezone.localdate()
    month = Month.of(today)
    passes = summary.passes_of(user, today)
    number = request.GET.get("page", "1")
    history = Paginator(history_of(user), LINES_A_PAGE)
    page = history.get_page(number if len(number) <= MAX_PAGE_DIGITS else "1")
    context = {
        "passes": passes,
        "balances": summary.balances_of(user, today),
        "statement": person_statement(user, month),
        "months": summary.months_of(user, today),
        "lines": page.object_list,
        "page_number": page.number,
        "paginator_links": [
            {
                "label": str(one),
                "url": None if one == Paginator.ELLIPSIS else f"?page={one}#historique",
                "is_current": one == page.number,
            }
            for one in history.get_elided_page_range(page.number)
        ],
        "offers": [] if passes else summary.offers(today),
        "may_try": not passes and summary.may_try(user),
        "organisations": summary.organisations_of(user),
        "hosts": list(hosts_of(user).active()),  # type: ignore[attr-defined]
        "month": month,
        "today": today,
    }
    return render(request, "passes/home.html", context)


@active_member_required
@require_POST
def try_a_day(request: HttpRequest) -> HttpResponse:
    """Take one's day to try; asked twice, it is there once."""
    user: Any = request.user
    try:
        start_trial(user)
    except PassRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            "Votre journée d’essai est prête\u202f: choisissez le jour et le télécentre.",
        )
    return redirect(HOME)


@active_member_required
@require_safe
def statement(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """The month of the person."""
    user: Any = request.user
    found = person_statement(user, _month(year, number))
    return render(request, "passes/statement.html", {"statement": found, **_around(found.month)})


@active_member_required
@require_safe
def statement_file(request: HttpRequest, year: int, number: int) -> HttpResponse:
    user: Any = request.user
    month = _month(year, number)
    return _csv(statement_csv(person_statement(user, month)), f"pass-{month.first:%Y-%m}")


@login_required
@require_safe
def organisation(request: HttpRequest, pk: int, year: int, number: int) -> HttpResponse:
    """The month of a team, for the contacts of its organisation: they need not be members."""
    owner, found = _of_organisation(request, pk, year, number)
    context = {"organisation": owner, "statement": found, **_around(found.month)}
    return render(request, "passes/organisation.html", context)


@login_required
@require_safe
def organisation_file(request: HttpRequest, pk: int, year: int, number: int) -> HttpResponse:
    owner, found = _of_organisation(request, pk, year, number)
    name = f"pass-organisation-{owner.pk}-{found.month.first:%Y-%m}"
    return _csv(statement_csv(found, with_person=True), name)


@login_required
@require_safe
def host(request: HttpRequest, slug: str, year: int, number: int) -> HttpResponse:
    """The month of a centre, for who looks after it."""
    found = _of_host(request, slug, year, number)
    return render(request, "passes/host.html", {"statement": found, **_around(found.month)})


@login_required
@require_safe
def host_file(request: HttpRequest, slug: str, year: int, number: int) -> HttpResponse:
    found = _of_host(request, slug, year, number)
    return _csv(hosting_csv(found), f"accueil-{slug}-{found.month.first:%Y-%m}")


@login_required
@require_safe
def host_bills_file(request: HttpRequest, slug: str, year: int, number: int) -> HttpResponse:
    found = _of_host(request, slug, year, number)
    return _csv(bills_csv(found.bills), f"facturation-{slug}-{found.month.first:%Y-%m}")


def _of_organisation(
    request: HttpRequest, pk: int, year: int, number: int
) -> tuple[Organisation, Statement]:
    user: Any = request.user
    month = _month(year, number)
    if not speaks_for(user, pk):
        raise Http404
    owner = get_object_or_404(Organisation, pk=pk)
    return owner, organisation_statement(owner, month)


def _of_host(request: HttpRequest, slug: str, year: int, number: int) -> Any:
    month = _month(year, number)
    return host_statement(get_object_or_404(hosts_of(request.user), slug=slug), month)


def _month(year: int, number: int) -> Month:
    """Raises Http404 for a month that does not exist, or that has not come."""
    try:
        month = Month(year, number)
    except ValueError as error:
        raise Http404 from error
    if month > Month.of(timezone.localdate()).plus(2):  # what is booked ahead has its statement
        raise Http404
    return month


def _around(month: Month) -> dict[str, Any]:
    """The months before and after, as far as there are statements."""
    today = timezone.localdate()
    latest = Month.of(today)
    return {
        "today": today,
        "previous": month.previous if month.year > 2000 else None,
        "following": month.following if month < latest else None,
    }


def _csv(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
