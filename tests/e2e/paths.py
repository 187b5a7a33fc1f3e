"""One page of each type, as a visitor finds it in the demo network."""

import re

from tests.tools.crawl import fetch

ARTICLE = "{article}"  # the first one that the news page shows
FIXED = {
    "home": "/",
    "news index": "/actualites/",
    "article": ARTICLE,
    "comment": f"{ARTICLE}commenter/",
    "centres": "/telecentres/",
    "centre": "/telecentres/murat/",
    "first visit": "/telecentres/murat/venir/",
    "standard page": "/le-programme/",
    "search": "/recherche/?q=visio%20conference",
    "empty search": "/recherche/?q=xylophone",
    "site map": "/plan-du-site/",
    "contact": "/contact/",
    "log in": "/compte/connexion/",
    "sign up": "/compte/inscription/",
    "not found": "/cette-page-n-existe-pas/",
}
# Read by visitors: no cookie, no form that changes anything. A form page may set one.
FORMS = ("comment", "first visit", "contact", "log in", "sign up")
READ_ONLY = [name for name in FIXED if name not in FORMS]


def path_of(name: str, base: str) -> str:
    """The path of a page type."""
    if ARTICLE not in FIXED[name]:
        return FIXED[name]
    _status, _type, news = fetch(base, "/actualites/")
    found = re.search(r'href="(/actualites/[a-z0-9-]+/)"', news)
    if not found:
        raise AssertionError("The news page shows no article.")
    return FIXED[name].replace(ARTICLE, found[1])
