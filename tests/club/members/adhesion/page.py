"""What the page of a membership shows, and what is sent from it."""

from datetime import timedelta

from bs4 import BeautifulSoup

PAGE = "/club/adhesion/"
DAY = timedelta(days=1)


def main_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser").main


def headings(response) -> list[str]:
    return [one.get_text(strip=True) for one in main_of(response).select("section h2")]


def errors_of(response) -> list[str]:
    return [one.get_text(strip=True) for one in main_of(response).select(".error-summary li")]


def answers(centre, *documents, **fields) -> dict[str, str]:
    return {
        "activity": "Traductrice",
        "professional_status": "independent",
        "home_telecentre": str(centre.pk),
        "skills": "",
        "message": "",
        **{f"document_{document.pk}": "on" for document in documents},
        **fields,
    }
