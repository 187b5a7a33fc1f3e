"""What machines read of a page: its canonical address, its card, its structured data."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from club.telecentres.hours import DayHours, Schedule

NETWORK_NAME = "CyberCantal Télécentres"
SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def canonical_url(request: HttpRequest, page: Any) -> str:
    """The one address of a page, without query."""
    return request.build_absolute_uri(page.get_url(request) or "/")


def organisation(request: HttpRequest) -> dict[str, Any]:
    """The network, as schema.org's Organization."""
    return {
        "@type": "Organization",
        "name": NETWORK_NAME,
        "url": request.build_absolute_uri("/"),
    }


def article_data(request: HttpRequest, page: Any) -> dict[str, Any]:
    """An article, as schema.org's NewsArticle."""
    data: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": page.title[:110],
        "datePublished": page.published_at.isoformat(),
        "dateModified": max(
            page.published_at, page.last_published_at or page.published_at
        ).isoformat(),
        "author": {"@type": "Person", "name": page.author_name},
        "publisher": organisation(request),
        "mainEntityOfPage": canonical_url(request, page),
        "inLanguage": "fr",
    }
    if page.introduction:
        data["description"] = page.introduction
    if page.image:
        rendition = page.image.get_rendition("fill-1200x630")
        data["image"] = [request.build_absolute_uri(rendition.url)]
    return data


def telecentre_data(
    request: HttpRequest, page: Any, schedule: Schedule, week: list[DayHours]
) -> dict[str, Any]:
    """A centre, as schema.org's CoworkingSpace (a LocalBusiness) with its hours open to all.

    `week` holds the seven days shown: days that depart from the ordinary week are given as
    specialOpeningHoursSpecification.
    """
    telecentre = page.telecentre
    data: dict[str, Any] = {
        "@type": ["LocalBusiness", "CoworkingSpace"],
        "name": telecentre.name,
        "url": canonical_url(request, page),
        "address": {
            "@type": "PostalAddress",
            "streetAddress": f"{telecentre.host}, {telecentre.address}",
            "postalCode": telecentre.postcode,
            "addressLocality": telecentre.commune.name,
            "addressCountry": "FR",
        },
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": telecentre.latitude,
            "longitude": telecentre.longitude,
        },
        "openingHoursSpecification": _weekly_hours(schedule),
        "parentOrganization": organisation(request),
    }
    if telecentre.phone:
        data["telephone"] = telecentre.phone
    if telecentre.email:
        data["email"] = telecentre.email
    special = [_special_day(day) for day in week if day.note]
    if special:
        data["specialOpeningHoursSpecification"] = [row for rows in special for row in rows]
    return data


def card_tags(request: HttpRequest, page: Any) -> list[dict[str, str]]:
    """The Open Graph properties of a page, each {property, content}."""
    is_article = hasattr(page, "published_on")
    tags = {
        "og:site_name": NETWORK_NAME,
        "og:locale": "fr_FR",
        "og:type": "article" if is_article else "website",
        "og:title": page.seo_title or page.title,
        "og:url": canonical_url(request, page),
        "og:description": page.search_description or getattr(page, "introduction", "")[:200],
    }
    if is_article:
        tags["article:published_time"] = page.published_at.isoformat()
    image = getattr(page, "image", None)
    if image:
        rendition = image.get_rendition("fill-1200x630")
        tags["og:image"] = request.build_absolute_uri(rendition.url)
        tags["og:image:alt"] = page.image_alt
    return [{"property": name, "content": value} for name, value in tags.items() if value]


def _weekly_hours(schedule: Schedule) -> list[dict[str, Any]]:
    by_range: dict[tuple[str, str], list[str]] = {}
    for weekday, ranges in sorted(schedule.weekly.items()):
        for one in ranges:
            if not one.is_code:
                times = (f"{one.opens:%H:%M}", f"{one.closes:%H:%M}")
                by_range.setdefault(times, []).append(f"https://schema.org/{SCHEMA_DAYS[weekday]}")
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": days,
            "opens": opens,
            "closes": closes,
        }
        for (opens, closes), days in sorted(by_range.items())
    ]


def _special_day(day: DayHours) -> list[dict[str, str]]:
    open_ranges = [one for one in day.ranges if not one.is_code]
    times = [(f"{one.opens:%H:%M}", f"{one.closes:%H:%M}") for one in open_ranges]
    return [
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": day.day.isoformat(),
            "validThrough": day.day.isoformat(),
            "opens": opens,
            "closes": closes,
        }
        for opens, closes in times or [("00:00", "00:00")]
    ]
