"""The whole site, its database out of reach: 503, in French, and static answers as ever."""

import json
import subprocess
import sys

import pytest

from tests.tools.env import environment

# The shared cache lies in the database, as it does by default: it is away too.
ASK = """
import json, sys, warnings
warnings.simplefilter("ignore")
import django
from django.conf import settings
settings.CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "site_cache"}
}
django.setup()
from django.test import Client
answers = {}
for address in sys.argv[1:]:
    client = Client(raise_request_exception=False)
    if address.startswith("session:"):
        client.cookies["sessionid"] = "a" * 32
    method = client.post if address.startswith("post:") else client.get
    response = method(address.split(":")[-1])
    answers[address] = {
        "status": response.status_code,
        "retry": response.headers.get("Retry-After"),
        "html": response.content.decode(),
        "protected": "Content-Security-Policy" in response.headers,
    }
print(json.dumps(answers))
"""
PAGES = (
    "/",
    "/actualites/",
    "/telecentres/murat/",
    "/flux/actualites.atom",
    "/documents/1/note.pdf",
    "session:/club/",
    "session:/gestion/",
    "post:/compte/connexion/",
)
AWAY = {
    "PostgreSQL": "postgres://nobody@127.0.0.1:1/nothing",
    "SQLite": "sqlite:////nowhere/at/all.sqlite3",
}


@pytest.fixture(scope="module", params=AWAY)
def answers(request) -> dict[str, dict[str, str]]:
    done = subprocess.run(
        [sys.executable, "-c", ASK, *PAGES, "/healthz", "/readyz", "/compte/connexion/"],
        env=environment(
            DATABASE_URL=AWAY[request.param], DJANGO_SETTINGS_MODULE="config.settings.test"
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_answers_503_and_when_to_come_back(answers, page):
    answer = answers[page]

    assert (answer["status"], answer["retry"], answer["protected"]) == (503, "30", True)
    assert "<h1>Le site revient dans quelques instants</h1>" in answer["html"]


def test_the_process_says_that_it_lives(answers):
    assert (answers["/healthz"]["status"], answers["/healthz"]["html"]) == (200, "ok\n")


def test_the_probe_names_what_is_away(answers):
    told = json.loads(answers["/readyz"]["html"])

    assert answers["/readyz"]["status"] == 503
    assert (told["ready"], told["database"]) == (False, "failed: OperationalError")
    assert told["cache"].startswith("failed: ")
    assert told["storage"] == "ok"
