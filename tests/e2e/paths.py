"""One page of each type, as a visitor finds it in the demo network."""

import re

from tests.tools.crawl import fetch

FIXED = {
    "home": "/",
    "news index": "/actualites/",
    "article": "",
    "centres": "/telecentres/",
    "centre": "/telecentres/murat/",
    "standard page": "/le-programme/",
    "log in": "/compte/connexion/",
    "not found": "/cette-page-n-existe-pas/",
}
# Read by visitors: no cookie, no form that changes anything. A form page may set one.
READ_ONLY = [name for name in FIXED if name != "log in"]


def path_of(name: str, base: str) -> str:
    """The path of a page type; the article is the first one that the news page shows."""
    if name != "article":
        return FIXED[name]
    _status, _type, news = fetch(base, "/actualites/")
    found = re.search(r'href="(/actualites/[a-z0-9-]+/)"', news)
    if not found:
        raise AssertionError("The news page shows no article.")
    return found[1]
