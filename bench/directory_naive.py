"""The search that `club.members.directory` is compared with: `icontains` on every field, and each
count a query of its own. It hides nothing, mends nothing, and knows no other way to say a word."""

from __future__ import annotations

from django.db.models import Count, Q

from club.members.directory import Filters
from club.members.models import Member
from club.telecentres.distance import great_circle_km
from club.telecentres.models import Commune

FIELDS = (
    "user__public_name",
    "headline",
    "activity",
    "company",
    "biography",
    "languages",
    "offers",
    "looks_for",
    "commune__name",
    "home_telecentre__short_name",
    "skills__name",
)


def naive_search(filters: Filters, per_page: int) -> list[Member]:
    members = Member.objects.in_public_catalogue()
    for word in filters.text.split():
        holds = Q()
        for field in FIELDS:
            holds |= Q(**{f"{field}__icontains": word})
        members = members.filter(holds)
    for slug in filters.skills:
        members = members.filter(skills__slug=slug)
    if filters.telecentres:
        members = members.filter(home_telecentre__slug__in=filters.telecentres)
    if filters.availabilities:
        members = members.filter(availability__in=filters.availabilities)
    if filters.commune and filters.km:
        near = [
            commune.pk
            for commune in Commune.objects.all()
            if great_circle_km(filters.commune, commune) <= filters.km
        ]
        members = members.filter(commune__in=near)
    members = members.distinct()
    found = Member.objects.filter(pk__in=members.order_by().values("pk")).order_by()
    for value in ("skills__slug", "home_telecentre__slug", "professional_status", "availability"):
        list(found.values_list(value).annotate(count=Count("pk")))
    found.count()
    return list(members.for_cards().order_by("user__public_name", "pk")[:per_page])
