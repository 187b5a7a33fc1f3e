"""Services of the package: asked for by members, answered by who runs the centre."""

import pytest

from club.notifications.models import Notification
from club.passes.models import ServiceRequest
from club.passes.service_requests import (
    AlreadyAnswered,
    AnswerMissing,
    MembersOnly,
    NotOffered,
    NotYours,
    TextTooLong,
    answer_request,
    ask_service,
    withdraw_request,
)
from club.telecentres.models import ServiceOffer, SharedService, Telecentre
from club.users.models import User
from tests.club.members.factories import MemberFactory, make_animateur
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db
State = ServiceRequest.State


@pytest.fixture
def centre() -> Telecentre:
    return TelecentreFactory(slug="murat", name="Télécentre de Murat", short_name="Murat")


@pytest.fixture
def printing(centre: Telecentre) -> SharedService:
    service = SharedService.objects.create(slug="impression", name="Impression")
    ServiceOffer.objects.create(telecentre=centre, service=service)
    return service


@pytest.fixture
def lea(centre: Telecentre) -> User:
    return MemberFactory(user__public_name="Léa Vidal", home_telecentre=centre).user


@pytest.fixture
def host(centre: Telecentre) -> User:
    return make_animateur(centre)


def ask(service: SharedService, centre: Telecentre, user: User, **fields) -> ServiceRequest:
    fields = {"text": "", "form_token": "essai", **fields}
    return ask_service(service, telecentre=centre, user=user, **fields)


def test_asking_tells_the_animateur_once(printing, centre, lea, host) -> None:
    first = ask(printing, centre, lea, text=" Des affiches ")
    again = ask(printing, centre, lea, text=" Des affiches ")
    other_form = ask(printing, centre, lea, form_token="autre")

    assert (first.pk, first.text) == (again.pk, "Des affiches")
    assert other_form.pk == first.pk
    assert [(told.user, told.title) for told in Notification.objects.all()] == [
        (host, "Léa Vidal demande\u202f: Impression")
    ]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"state": ServiceOffer.State.NOT_YET}, NotOffered),
        ({"service__is_active": False}, NotOffered),
        ({"service__can_be_requested": False}, NotOffered),
        ({"telecentre__is_active": False}, NotOffered),
    ],
)
def test_what_is_not_offered_is_not_asked_for(printing, centre, lea, change, refusal) -> None:
    for name, value in change.items():
        path, _, field = name.rpartition("__")
        row = printing.offers.get() if not path else getattr(printing.offers.get(), path)
        type(row).objects.filter(pk=row.pk).update(**{field: value})
    service, place = SharedService.objects.get(), Telecentre.objects.get(pk=centre.pk)

    with pytest.raises(refusal):
        ask(service, place, lea)

    assert ServiceRequest.objects.count() == 0


def test_only_members_ask_and_within_a_length(printing, centre, lea) -> None:
    stranger = User.objects.create_user("rosa@essai.example", public_name="Rosa")

    with pytest.raises(MembersOnly):
        ask(printing, centre, stranger)
    with pytest.raises(TextTooLong):
        ask(printing, centre, lea, text="a" * 1001)

    assert ServiceRequest.objects.count() == 0


def test_an_answer_reaches_the_person_once(printing, centre, lea, host) -> None:
    asked = ask(printing, centre, lea)

    answer_request(asked, by=host, state=State.TAKEN)
    answer_request(asked, by=host, state=State.DONE, answer="C’est imprimé.")
    answer_request(asked, by=host, state=State.DONE, answer="C’est imprimé.")

    told = Notification.objects.filter(user=lea).order_by("pk")
    assert [(one.title, one.text) for one in told] == [
        ("Impression\u202f: en cours", ""),
        ("Impression\u202f: c’est fait", "C’est imprimé."),
    ]


def test_declining_needs_a_reason_and_an_answer_is_final(printing, centre, lea, host) -> None:
    asked = ask(printing, centre, lea)

    with pytest.raises(AnswerMissing):
        answer_request(asked, by=host, state=State.DECLINED, answer="  ")
    answer_request(asked, by=host, state=State.DECLINED, answer="L’imprimante est partie.")
    with pytest.raises(AlreadyAnswered):
        answer_request(asked, by=host, state=State.DONE)
    with pytest.raises(AlreadyAnswered):
        withdraw_request(asked, by=lea)

    asked.refresh_from_db()
    assert (asked.state, asked.handled_by) == (State.DECLINED, host)


def test_only_who_runs_the_centre_answers_and_only_its_person_withdraws(
    printing, centre, lea, host
) -> None:
    asked = ask(printing, centre, lea)
    elsewhere = make_animateur(TelecentreFactory())

    with pytest.raises(NotYours):
        answer_request(asked, by=elsewhere, state=State.DONE)
    with pytest.raises(NotYours):
        withdraw_request(asked, by=host)
    withdraw_request(asked, by=lea)
    withdraw_request(asked, by=lea)
    again = ask(printing, centre, lea, form_token="plus-tard")

    assert (ServiceRequest.objects.get(pk=asked.pk).state, again.state) == (
        State.WITHDRAWN,
        State.OPEN,
    )


def test_a_member_asks_from_the_page_and_the_animateur_answers(
    client, printing, centre, lea, host
) -> None:
    client.force_login(lea)
    form = client.get("/club/services/demander/murat/impression/").context["form"]
    token = form["form_token"].value()
    sent = client.post(
        "/club/services/demander/murat/impression/",
        {"text": "Vingt affiches", "form_token": token},
        follow=True,
    ).content.decode()
    assert "Votre demande est en cours." in sent

    client.force_login(host)
    asked = ServiceRequest.objects.get()
    desk = client.get("/animation/murat/services/").content.decode()
    assert "Vingt affiches" in desk
    refused = client.post(
        f"/animation/murat/services/{asked.pk}/", {"state": "declined", "answer": ""}
    ).content.decode()
    assert "Dites pourquoi ce n’est pas possible" in refused
    client.post(f"/animation/murat/services/{asked.pk}/", {"state": "done", "answer": "Prêt."})

    client.force_login(lea)
    assert "Réponse\u202f: Prêt." in client.get("/club/services/").content.decode()


def test_the_page_asks_as_many_queries_for_many_requests(
    client, printing, centre, lea, remembered_frame, django_assert_max_num_queries
) -> None:
    client.force_login(lea)
    counts = []
    for size in (1, 3):
        for number in range(size):
            service = SharedService.objects.create(
                slug=f"s{size}{number}", name=f"S {size}{number}"
            )
            ServiceOffer.objects.create(telecentre=centre, service=service)
            ask(service, centre, lea, form_token=f"{size}-{number}")
        client.get("/club/services/")
        with django_assert_max_num_queries(20) as captured:
            client.get("/club/services/")
        counts.append(len(captured))

    assert counts[0] == counts[1]
