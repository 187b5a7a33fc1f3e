"""Finding members: text with synonyms and typing errors, filters, counts, in constant queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from club.members.directory import DISTANCES_KM, Filters, Result, search
from club.members.indexing import index_members, rebuild_index
from club.members.models import DirectoryWord, Member, Skill, TaggedSkill, Visibility
from club.members.visibility import Reader
from club.users.models import User
from tests.club.members.factories import UserFactory, make_member, make_skill
from tests.club.telecentres.factories import CommuneFactory, TelecentreFactory

pytestmark = pytest.mark.django_db


def ask(text: str = "", *, reader: Reader = Reader.CLUB, **filters) -> Result:
    return search(Filters(text=text, **filters), reader=reader)


def names(result: Result) -> list[str]:
    return [member.user.public_name for member in result.members]


def counts(result: Result, name: str) -> dict[str, int]:
    return {option.label: option.count for option in result.options[name]}


@pytest.fixture
def people():
    """Three members, and those whom nobody finds."""
    make_skill("Comptabilité", "compta", "tenue de comptes")
    make_skill("Développement web", "dev web", "Python")
    murat = TelecentreFactory(short_name="Murat", slug="murat", commune__name="Murat")
    ydes = TelecentreFactory(short_name="Ydes", slug="ydes", commune__name="Ydes")
    made = {"home_telecentre": murat, "professional_status": "independent", "availability": "now"}
    make_member("Odile Bessou", headline="Vos comptes au clair", skills=("compta",), **made)
    make_member(
        "Rémi Élie",
        biography="Je développe des sites pour les éleveurs.",
        skills=("Python", "Comptabilité"),
        **made | {"home_telecentre": ydes, "availability": "busy"},
    )
    make_member("Zoé Vidal", activity="Traductrice", **made | {"professional_status": "micro"})
    make_member("Paul Suspendu", skills=("compta",), state="suspended")
    make_member(
        "Anne Ancienne",
        skills=("compta",),
        last_confirmed_at=timezone.now() - timedelta(days=366),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("comptabilité", ["Odile Bessou", "Rémi Élie"]),
        ("compta", ["Odile Bessou", "Rémi Élie"]),
        ("COMPTABILITE", ["Odile Bessou", "Rémi Élie"]),
        ("tenue comptes", ["Odile Bessou", "Rémi Élie"]),
        ("dev web", ["Rémi Élie"]),
        ("elie", ["Rémi Élie"]),
        ("éleveur", ["Rémi Élie"]),
        ("traducteur", ["Zoé Vidal"]),
        ("tradu", ["Zoé Vidal"]),
        ("murat", ["Odile Bessou", "Zoé Vidal"]),
        ("compta murat", ["Odile Bessou"]),
        ("micro-entrepreneur", ["Zoé Vidal"]),
        ("disponible murat", ["Odile Bessou", "Zoé Vidal"]),
        ("", ["Odile Bessou", "Rémi Élie", "Zoé Vidal"]),
        ("plombier", []),
        ("%", ["Odile Bessou", "Rémi Élie", "Zoé Vidal"]),
        ("suspendu", []),
    ],
)
def test_a_text_finds(people, text, found):
    assert names(ask(text)) == found


@pytest.mark.parametrize(
    ("typed", "mended", "found"),
    [
        ("comptabilitté", "", ["Odile Bessou", "Rémi Élie"]),
        ("conptabilité", "comptabilité", ["Odile Bessou", "Rémi Élie"]),
        ("devloppement web", "développement web", ["Rémi Élie"]),
        ("pyton", "python", ["Rémi Élie"]),
        ("tradcutrice murat", "traductrice murat", ["Zoé Vidal"]),
        ("bezsou", "bessou", ["Odile Bessou"]),
        ("xylophone", "", []),
    ],
)
def test_a_typing_error_is_mended_when_nothing_else_answers(people, typed, mended, found):
    result = ask(typed)

    assert (result.corrected, names(result)) == (mended, found)
    assert result.query.text == typed


def test_who_says_it_in_their_skills_comes_before_who_mentions_it():
    make_skill("Paie")
    make_member("Anne", biography="Jamais de paie.")
    make_member("Zoé", skills=("Paie",))

    assert names(ask("paie")) == ["Zoé", "Anne"]


def test_who_has_the_very_skill_asked_for_comes_first():
    make_skill("Comptabilité", "compta")
    make_member("Anne", headline="Je travaille à mon compte")
    make_member("Zoé", skills=("Comptabilité",))
    hidden = make_member("Yves", skills=("Comptabilité",), headline="À mon compte", show_skills=0)

    assert names(ask("compta")) == ["Zoé", "Anne", str(hidden)]


def test_skills_add_up_and_the_other_filters_widen(people):
    both = ask(skills=("comptabilite", "developpement-web"))
    either = ask(telecentres=("murat", "ydes"), statuses=("micro", "independent"))

    assert names(both) == ["Rémi Élie"]
    assert names(either) == ["Odile Bessou", "Rémi Élie", "Zoé Vidal"]
    assert names(ask(availabilities=("now",), statuses=("independent",))) == ["Odile Bessou"]
    assert names(ask(telecentres=("ydes",), availabilities=("now",))) == []


@pytest.mark.parametrize(
    "filters",
    [
        {"skills": ("nulle-part",)},
        {"telecentres": ("nulle-part",)},
        {"statuses": ("roi",)},
        {"availabilities": ("jamais",)},
    ],
)
def test_a_value_that_does_not_exist_finds_nobody(people, filters):
    assert names(ask(**filters)) == []


def test_counts_tell_what_each_value_would_leave(people):
    result = ask(telecentres=("murat",))

    assert counts(result, "skills") == {"Comptabilité": 1}
    assert counts(result, "telecentres") == {"Murat": 2, "Ydes": 1}
    assert counts(result, "statuses") == {"Indépendant": 1, "Micro-entrepreneur": 1}
    assert counts(result, "availabilities") == {"Disponible": 2}
    assert result.options["distances"] == []
    assert [option.value for option in result.options["telecentres"] if option.is_selected] == [
        "murat"
    ]


def test_a_value_chosen_is_told_even_when_it_leaves_nobody(people):
    result = ask("traductrice", telecentres=("ydes",), availabilities=("busy",))

    assert counts(result, "telecentres") == {"Ydes": 0}
    assert counts(result, "availabilities") == {"Complet pour l’instant": 0}


def test_each_count_is_what_the_filter_then_finds(people):
    for text in ("", "murat", "compta"):
        base = ask(text)
        for name in ("skills", "telecentres", "statuses", "availabilities"):
            for option in base.options[name]:
                assert ask(text, **{name: (option.value,)}).members.count() == option.count


def place(kilometres_north: float):
    return CommuneFactory(latitude=45.0 + kilometres_north / 111.2, longitude=2.6)


def test_distance_counts_from_a_commune_and_by_the_centre_of_who_shows_none():
    origin = place(0)
    centre = TelecentreFactory(commune=place(18))
    make_member("A", commune=place(4), home_telecentre=centre)
    make_member("B", commune=place(28), home_telecentre=centre)
    make_member("C", commune=place(1), home_telecentre=centre, show_commune=Visibility.NOBODY)
    make_member(
        "D",
        commune=place(1),
        home_telecentre=centre,
        show_commune=Visibility.NOBODY,
        show_home_telecentre=Visibility.NOBODY,
    )

    found = {km: names(ask(commune=origin, km=km)) for km in DISTANCES_KM}

    assert found == {5: ["A"], 10: ["A"], 20: ["A", "C"], 30: ["A", "B", "C"], 50: ["A", "B", "C"]}
    options = ask(commune=origin, km=20).options["distances"]
    assert [(option.label, option.count) for option in options] == [
        (f"à moins de {km} km", len(found[km])) for km in DISTANCES_KM
    ]
    assert [option.value for option in options if option.is_selected] == ["20"]
    assert names(ask(commune=origin)) == ["A", "B", "C", "D"]


def many(count: int) -> None:
    """So many members, as little written as possible."""
    centre, commune = TelecentreFactory(), CommuneFactory()
    today = timezone.localdate()
    first = User.objects.count()
    users = User.objects.bulk_create(
        User(email=f"foule-{n}@essai.example", public_name=f"Foule {n}")
        for n in range(first, first + count)
    )
    skill = Skill.objects.first() or make_skill("Comptabilité", "compta")
    members = Member.objects.bulk_create(
        Member(
            user=user,
            home_telecentre=centre,
            commune=commune,
            state="active",
            starts_on=today,
            ends_on=today + timedelta(days=364),
            last_confirmed_at=timezone.now(),
            professional_status="micro",
            availability="now",
        )
        for user in users
    )
    TaggedSkill.objects.bulk_create(TaggedSkill(content_object=one, tag=skill) for one in members)
    index_members([one.pk for one in members])


def test_a_search_costs_the_same_for_ten_and_a_thousand(django_assert_max_num_queries):
    costs = []
    for more in (10, 990):
        many(more)
        commune = CommuneFactory()
        for text in ("compta", "conpta"):
            with django_assert_max_num_queries(20) as context:
                result = ask(
                    text, commune=commune, km=50, statuses=("micro",), skills=("comptabilite",)
                )
                assert len(result.members.for_cards()[:20]) in (10, 20)
                result.members.count()
            costs.append(len(context.captured_queries))

    assert costs[:2] == costs[2:]
    assert max(costs) <= 14


def test_a_new_name_of_an_account_is_found_after_the_night():
    member = make_member("Odile Bessou")
    User.objects.filter(pk=member.user_id).update(public_name="Odile Raynal")
    make_member("Autre")

    assert rebuild_index() == 2

    assert names(ask("raynal")) == ["Odile Raynal"]
    assert names(ask("bessou")) == []


def test_words_that_nobody_says_any_more_leave_in_the_night():
    member = make_member("Odile Bessou", headline="zaphirin " + "zq" * 41)
    assert DirectoryWord.objects.filter(word__startswith="z").values_list("word").count() == 1
    DirectoryWord.objects.create(word="bessou")
    Member.objects.filter(pk=member.pk).update(headline="")

    rebuild_index()

    assert list(DirectoryWord.objects.order_by("word").values_list("word", flat=True)) == sorted(
        set(member.clubentry.words.split())
    )


def test_an_account_that_is_no_member_is_not_found():
    UserFactory(public_name="Louise")

    assert names(ask("louise")) == []
