"""What people ask of the demonstration network, and what must come first: on every database."""

import pytest
from django.test import Client

from pages.models import StandardPage

# question → address of the first result
QUESTIONS = {
    "visio conference": "/telecentres/mauriac/",
    "visioconférence": "/telecentres/mauriac/",
    "VISIO-CONFÉRENCES": "/telecentres/mauriac/",
    "télé travail": "/actualites/forum-du-teletravail-a-murat/",
    "teletravailler": "/actualites/forum-du-teletravail-a-murat/",
    "murat": "/telecentres/murat/",
    "Télécentre de Murat": "/telecentres/murat/",
    "imprimantes à Murat": "/telecentres/murat/",
    "15100": "/telecentres/saint-flour/",
    "saint flour": "/telecentres/saint-flour/",
    "riom es montagnes": "/telecentres/riom-es-montagnes/",
    "Cassaniouze": "/telecentres/cassaniouze/",
    "télémédecine": "/telemedecine/",
    "téléme": "/telemedecine/",
    "médecins": "/telemedecine/",
    "s’installer": "/je-m-installe/",
    "logements passerelles": "/je-m-installe/",
    "fibre": "/actualites/fibre-mesuree-a-ydes/",
    "l’accessibilité": "/accessibilite/",
    "mention légale": "/mentions-legales/",
    "donnée personnelle": "/donnees-personnelles/",
    "cookie": "/donnees-personnelles/",
    "CONTACTS": "/contact/",
    "partenaire": "/le-programme/partenaires/",
    "triangle figeac": "/le-programme/triangle-decazeville-figeac-aurillac/",
    "entreprise": "/entreprises/",
    "questions frequentes": "/questions-frequentes/",
    "nos partenaires": "/le-programme/partenaires/",
    "mediatheques": "/actualites/mauriac-une-mediatheque-ou-l-on-travaille/",
    "neige": "/actualites/trois-jours-sans-la-route/",
    "traducteurs": "/actualites/une-traductrice-a-cassaniouze/",
    "kilomètre": "/actualites/vingt-kilometres-de-moins/",
    "oeuvre prospection": "/le-programme/triangle-decazeville-figeac-aurillac/",
    "plan du site": "/plan-du-site/",
}


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_network")
@pytest.mark.parametrize(("asked", "expected"), QUESTIONS.items())
def test_the_first_result_is_the_expected_one(asked: str, expected: str, client: Client) -> None:
    results = client.get("/recherche/", {"q": asked}).context["results"]
    assert results[0]["url"] == expected


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_network")
def test_the_order_of_all_results_is_the_same_everywhere(client: Client) -> None:
    results = client.get("/recherche/", {"q": "murat", "page": "1"}).context["results"]
    assert [result["url"] for result in results[:4]] == [
        "/telecentres/murat/",
        "/actualites/forum-du-teletravail-a-murat/",
        "/actualites/treize-stagiaires-a-murat/",
        "/je-m-installe/",
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_network")
def test_no_telecentre_comes_twice(client: Client) -> None:
    answer = client.get("/recherche/", {"q": "télécentre", "type": "telecentres"})
    urls = [result["url"] for result in answer.context["results"]]
    assert (answer.context["count"], len(set(urls))) == (10, 10)


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_network")
def test_a_near_word_is_proposed(client: Client) -> None:
    answer = client.get("/recherche/", {"q": "mauriak"})
    assert (answer.context["count"], answer.context["suggestion"]) == (0, "mauriac")
    assert "Vouliez-vous dire" in answer.content.decode()
    assert StandardPage.objects.exists()
