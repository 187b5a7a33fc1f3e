"""From a line of a file to the club: import, invitation, account, application, approval."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from club.members.models import Invitation, Member
from club.notifications.models import OutboxMail
from club.users.models import User
from club.users.roles import ANIMATEURS, setup_roles
from tests.club.members.adhesion.page import answers
from tests.club.members.factories import SIRET, make_document
from tests.club.members.independents_pages.page import HEADING, LIST, confirm, entered, send, staff
from tests.club.members.test_independents import as_csv
from tests.club.notifications.reading import text_of
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db

ADHESION, SIGN_UP, CODE = "/club/adhesion/", "/compte/inscription/", "/compte/adresse/verification/"
ADDRESS = "lea@essai.example"
ACCOUNT = {"public_name": "Léa Vidal", "password1": "neige sur le Plomb"}


@pytest.fixture(autouse=True)
def site(settings):
    """Mails in the outbox, the roles, and no earlier attempt that counts."""
    settings.EMAIL_BACKEND = "club.notifications.backend.OutboxBackend"
    settings.STAFF_TWO_FACTOR_REQUIRED = False
    setup_roles()
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def centre():
    TelecentreFactory(slug="saint-flour", short_name="Saint-Flour")
    return TelecentreFactory(slug="murat", short_name="Murat")


@pytest.fixture
def animateur(centre) -> Client:
    """Who has imported and invited Léa, of the centre."""
    browser = entered(staff(ANIMATEURS, centre))
    heading = [*HEADING, "Activité", "Entreprise"]
    lea = ["Léa Vidal", "Lea@Essai.example", SIRET, "Murat", "Traductrice", "Vidal et fille"]
    send(browser, as_csv([heading, lea]), telecentre=centre.pk)
    confirm(browser)
    browser.post(f"{LIST}{Invitation.objects.get().pk}/inviter/")
    return browser


def newest_mail(address: str = ADDRESS) -> str:
    return text_of(OutboxMail.objects.filter(recipients=address).latest("pk"))


def link_in(mail: str) -> str:
    """The first signed link: to join."""
    return re.search(r"http://localhost:8000(/r/\S+/)", mail)[1]


def follow_invitation(browser: Client):
    """Open the link of the mail, press its button: the page that comes."""
    link = link_in(newest_mail())
    assert browser.get(link).status_code == 200
    return browser.post(link, follow=True)


def open_account(browser: Client, signed_up_at: str, address: str = ADDRESS):
    """Sign up where the link led, and confirm with the code of the mail: the page that comes."""
    query = signed_up_at.partition("?")[2]
    browser.post(f"{SIGN_UP}?{query}", {**ACCOUNT, "email": address, "next": ADHESION})
    code = re.search(r"^[A-Z0-9-]{6,}$", newest_mail(address), re.MULTILINE)[0]
    return browser.post(CODE, {"code": code}, follow=True)


def filled_in(page) -> dict[str, str]:
    """What stands in the application form."""
    main = BeautifulSoup(page.content, "html.parser").main
    centre = main.select_one("#id_home_telecentre option[selected]")
    return {
        "activity": main.select_one("#id_activity").get("value", ""),
        "home_telecentre": centre["value"] if centre else "",
    }


def test_an_independent_of_a_file_becomes_a_member_of_the_club(animateur, centre):
    charter, lea = make_document(), Client()

    sign_up = follow_invitation(lea)
    application = open_account(lea, sign_up.redirect_chain[-1][0])
    told = filled_in(application)
    closed = lea.get("/club/")
    form = answers(centre, charter, **told, professional_status="micro", skills="traduction")
    lea.post(ADHESION, form)
    waiting = Member.objects.get()
    still_closed = lea.get("/club/")
    today = timezone.localdate()
    animateur.post(
        f"/gestion/adherents/{waiting.pk}/accepter/",
        {"starts_on": today, "ends_on": today.replace(year=today.year + 1, day=1)},
    )

    member, invitation = Member.objects.get(), Invitation.objects.get()
    assert sign_up.redirect_chain[-1][0] == f"{SIGN_UP}?next={ADHESION}"
    assert application.redirect_chain[-1][0] == ADHESION
    assert told == {"activity": "Traductrice", "home_telecentre": str(centre.pk)}
    assert [page.headers["Location"] for page in (closed, still_closed)] == [ADHESION, ADHESION]
    assert (waiting.state, member.state, member.user.email) == ("application", "active", ADDRESS)
    assert (member.company, member.siret) == ("Vidal et fille", SIRET)
    assert (invitation.state, invitation.user) == ("accepted", member.user)
    assert lea.get("/club/").status_code == 200
    assert OutboxMail.objects.filter(recipients=ADDRESS, subject__contains="Bienvenue").count() == 1


def test_the_link_is_followed_by_an_account_of_another_address(animateur, centre):
    lea = Client()

    sign_up = follow_invitation(lea)
    application = open_account(lea, sign_up.redirect_chain[-1][0], "autre@essai.example")
    lea.post(ADHESION, answers(centre, **filled_in(application)))

    assert Invitation.objects.get().user == User.objects.get(email="autre@essai.example")
    assert Member.objects.get().activity == "Traductrice"


def test_the_application_is_filled_in_though_the_code_is_typed_on_another_device(animateur, centre):
    """Who signs up there without the link, with the address that was invited."""
    elsewhere = Client()

    application = open_account(elsewhere, f"{SIGN_UP}?next={ADHESION}")

    assert filled_in(application)["home_telecentre"] == str(centre.pk)


def test_the_link_of_who_has_applied_leads_to_the_application(animateur, centre):
    lea = Client()
    link = link_in(newest_mail())
    sign_up = follow_invitation(lea)
    application = open_account(lea, sign_up.redirect_chain[-1][0])
    lea.post(ADHESION, answers(centre, **filled_in(application)))

    page = lea.get(link).content.decode()
    ends = [browser.post(link, follow=True).redirect_chain[-1][0] for browser in (lea, Client())]

    assert "Vous avez déjà répondu à cette invitation" in page
    assert ends == [ADHESION, f"/compte/connexion/?next={ADHESION}"]
