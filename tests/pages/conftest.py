from collections.abc import Iterator

import pytest
from django.core.cache import cache

from pages.models import HomePage, NewsIndexPage, TelecentreIndexPage
from tests.pages.factories import make_home, make_news, make_telecentre_index


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """Wagtail remembers the addresses of sites that the database has since rolled back."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def home(db) -> HomePage:
    return make_home()


@pytest.fixture
def news(home: HomePage) -> NewsIndexPage:
    return make_news(home)


@pytest.fixture
def centres(home: HomePage) -> TelecentreIndexPage:
    return make_telecentre_index(home)
