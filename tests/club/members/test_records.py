"""The back office of documents and organisations."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group

from club.members.models import DocumentVersion, Organisation, OrganisationContact
from club.users.roles import ANIMATEURS, MANAGERS, setup_roles
from tests.club.members.factories import SIRET, OrganisationFactory, UserFactory, make_document

pytestmark = pytest.mark.django_db

DOCUMENTS = "/gestion/documents-du-club/"
ORGANISATIONS, CONTACTS = "/gestion/organisations/", "/gestion/contacts-des-organisations/"


@pytest.fixture
def enter(client, settings):
    settings.STAFF_TWO_FACTOR_REQUIRED = False
    setup_roles()

    def as_role(role: str):
        user = UserFactory()
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return user

    return as_role


def text_of(response) -> str:
    return BeautifulSoup(response.content, "html.parser").main.get_text(" ", strip=True)


def version(**fields: str) -> dict[str, str]:
    return {"kind": "charter", "published_on": "2027-03-05", "text": "Second texte.", **fields}


def test_a_manager_publishes_the_next_version_once(client, enter):
    make_document(text="Premier texte.")
    enter(MANAGERS)

    for _ in range(2):
        client.post(f"{DOCUMENTS}create/", version())

    assert list(DocumentVersion.objects.order_by("version").values_list("version", "text")) == [
        (1, "Premier texte."),
        (2, "Second texte."),
    ]


@pytest.mark.parametrize(
    "wrong",
    [{"text": " "}, {"kind": "roman"}, {"published_on": "demain"}, {"text": "a\x00b"}],
)
def test_a_wrong_version_is_refused(client, enter, wrong):
    enter(MANAGERS)

    response = client.post(f"{DOCUMENTS}create/", version(**wrong))

    assert (response.status_code, DocumentVersion.objects.count()) == (200, 0)


@pytest.mark.parametrize("action", ["edit", "delete"])
@pytest.mark.parametrize("role", [MANAGERS, ANIMATEURS])
def test_a_published_version_never_changes(client, enter, role, action):
    document = make_document()
    enter(role)

    response = client.post(f"{DOCUMENTS}{action}/{document.pk}/", version())

    document.refresh_from_db()
    assert (response.status_code, response.headers["Location"]) == (302, "/gestion/")
    assert document.text == "Un texte."


def test_an_animateur_reads_and_does_not_publish(client, enter):
    document = make_document()
    enter(ANIMATEURS)

    read = client.get(f"{DOCUMENTS}inspect/{document.pk}/")
    client.post(f"{DOCUMENTS}create/", version())

    assert "Un texte." in text_of(read)
    assert DocumentVersion.objects.count() == 1


@pytest.mark.parametrize("role", [MANAGERS, ANIMATEURS])
def test_an_organisation_is_written_with_its_siret_as_people_type_it(client, enter, role):
    enter(role)

    client.post(f"{ORGANISATIONS}create/", {"name": "Salers SARL", "siret": "732 829 320 00074"})
    organisation = Organisation.objects.get()
    client.post(f"{ORGANISATIONS}edit/{organisation.pk}/", {"name": "Salers", "siret": SIRET})

    organisation.refresh_from_db()
    assert (organisation.name, organisation.siret) == ("Salers", SIRET)


@pytest.mark.parametrize("siret", ["73282932000075", "abc", SIRET])
def test_a_wrong_or_known_siret_is_refused(client, enter, siret):
    OrganisationFactory(siret=SIRET)
    enter(MANAGERS)

    response = client.post(f"{ORGANISATIONS}create/", {"name": "Salers", "siret": siret})

    assert (response.status_code, Organisation.objects.count()) == (200, 1)
    assert "SIRET" in text_of(response)


def test_a_manager_names_the_contacts_and_they_are_read(client, enter):
    organisation, user = OrganisationFactory(), UserFactory(public_name="Odile Bessou")
    enter(MANAGERS)
    form = {"organisation": organisation.pk, "user": user.pk, "role": "staff"}

    for _ in range(2):
        client.post(f"{CONTACTS}create/", form)

    assert OrganisationContact.objects.get().user == user
    page = text_of(client.get(f"{ORGANISATIONS}inspect/{organisation.pk}/"))
    assert "Odile Bessou (ressources humaines)" in page


def test_an_animateur_names_no_contact(client, enter):
    organisation = OrganisationFactory()
    animateur = enter(ANIMATEURS)
    form = {"organisation": organisation.pk, "user": animateur.pk, "role": "staff"}

    client.post(f"{CONTACTS}create/", form)

    assert OrganisationContact.objects.count() == 0


@pytest.mark.parametrize("url", [DOCUMENTS, ORGANISATIONS, CONTACTS])
def test_lists_cost_the_same_whatever_their_length(
    client, enter, url, django_assert_max_num_queries
):
    def grow() -> None:
        make_document(text=str(DocumentVersion.objects.count()))
        OrganisationContact.objects.create(organisation=OrganisationFactory(), user=UserFactory())

    grow()
    enter(MANAGERS)
    client.get(url)
    with django_assert_max_num_queries(20) as one:
        client.get(url)
    grow()
    grow()
    with django_assert_max_num_queries(20) as three:
        client.get(url)

    assert len(one) == len(three)
