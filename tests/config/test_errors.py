"""When something goes wrong, a French page says what to do."""

import pytest
from django.test import Client


def assert_french_page(response, status: int, title: str) -> None:
    html = response.content.decode()
    assert response.status_code == status
    assert '<html lang="fr">' in html
    assert html.count("<h1>") == 1
    assert f"<h1>{title}</h1>" in html
    assert 'href="/"' in html


# None of these may touch the database: the `db` fixture is not asked for, so that pytest refuses.


def test_a_breakage_answers_500_without_the_database(visitor):
    response = visitor.get("/essai/panne/")

    assert_french_page(response, 500, "Le site a rencontré une difficulté")
    assert "broken on purpose" not in response.content.decode()


def test_the_database_away_answers_503_and_when_to_come_back(visitor):
    for name in ("base-absente", "connexion-coupee"):
        response = visitor.get(f"/essai/{name}/")

        assert_french_page(response, 503, "Le site revient dans quelques instants")
        assert response.headers["Retry-After"] == "30"
        assert "no-store" in response.headers["Cache-Control"]


def test_a_breakage_is_kept_by_no_cache(visitor):
    assert "no-store" in visitor.get("/essai/panne/").headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    ["/?q=%00", "/?%00=1", "/?q=a&q=%00", "/%00/", "/actualites/?page=%ff", "/?q=%c3%28", "/?%ff"],
)
def test_a_nul_or_broken_bytes_in_the_address_answer_400(visitor, address):
    assert_french_page(visitor.get(address), 400, "Demande non comprise")


def test_broken_bytes_in_the_path_are_not_found(visitor, db):
    assert_french_page(visitor.get("/%ff/"), 404, "Cette page n’existe pas, ou plus")


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages"])
def test_a_nul_in_a_cookie_answers_400(name):
    client = Client(raise_request_exception=False)

    response = client.get("/club/", headers={"cookie": f'{name}="abcdefgh\\000"'})

    assert_french_page(response, 400, "Demande non comprise")


def test_a_cookie_of_another_alphabet_harms_no_one(client, db):
    response = client.get("/compte/connexion/", headers={"cookie": "autre=caf\xe9"})

    assert response.status_code == 200


@pytest.mark.parametrize("host", ["voleur.example", "testserver.voleur.example", "a b", "[::", "@"])
def test_a_wrong_host_answers_400(visitor, host):
    assert_french_page(visitor.get("/", headers={"host": host}), 400, "Demande non comprise")


def test_a_form_without_its_token_is_told_in_french():
    strict = Client(enforce_csrf_checks=True)

    response = strict.post("/compte/connexion/", {"login": "lea@essai.example"})

    assert_french_page(response, 403, "Votre envoi n’est pas parti")


def test_forbidden_is_told_in_french(visitor, db):
    response = visitor.get("/essai/interdit/")

    assert_french_page(response, 403, "Cette page ne vous est pas ouverte")


@pytest.mark.parametrize("address", ["/rien/", "/gestionnaire/", "/media/rien.png", "/club/rien/"])
def test_not_found_is_told_in_french(visitor, db, address):
    assert_french_page(visitor.get(address), 404, "Cette page n’existe pas, ou plus")
