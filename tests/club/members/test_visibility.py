"""No value of a hidden field ever appears: not shown, not found, not counted."""

from dataclasses import astuple
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from club.members.directory import Filters, search
from club.members.entries import entries_of
from club.members.indexing import index_member
from club.members.memberships import lift_suspension, suspend
from club.members.models import VISIBLE_FIELDS, Member, Organisation, Visibility
from club.members.profiles import save_profile
from club.members.visibility import (
    Reader,
    as_seen_by,
    found_by,
    is_found_by,
    reader_of,
    seen,
    shows,
    visible_fields,
    what_is_shown,
)
from club.telecentres.freshness import draw_version
from club.users.roles import ANIMATEURS, setup_roles
from club.users.services import suspend_account
from tests.club.members.factories import (
    SIRET,
    MemberFactory,
    UserFactory,
    make_member,
    make_skill,
)
from tests.club.telecentres.factories import CommuneFactory, TelecentreFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = timezone.localdate()
# Each field of a profile with a value that nothing else holds, as a reader sees it.
SECRETS = {
    "headline": "zaphirin",
    "activity": "zobelunte",
    "professional_status": "Micro-entrepreneur",
    "company": "zarlamouk",
    "siret": SIRET,
    "commune": "Zilvignac",
    "home_telecentre": "Zourlac",
    "biography": "zanthropie",
    "skills": "Zeugmatique",
    "languages": "zoulou",
    "links": "https://zest.example",
    "availability": "Disponible",
    "offers": "zincographie",
    "looks_for": "zootrope",
    "photo": "members/zebre.webp",
}
# What finds it when it is typed; links and photographs are not looked for.
TYPED = SECRETS | {"links": None, "photo": None}


def secretive(**shown: int) -> Member:
    """A member of the catalogue who filled everything, and shows what is told."""
    return make_member(
        "Odile Bessou",
        headline="zaphirin",
        activity="zobelunte",
        professional_status="micro",
        organisation=Organisation.objects.create(name="zarlamouk"),
        company="zarlamouk",
        siret=SIRET,
        commune=CommuneFactory(name="Zilvignac"),
        home_telecentre=TelecentreFactory(short_name="Zourlac", slug="zourlac"),
        biography="zanthropie",
        languages="zoulou",
        links=["https://zest.example"],
        availability="now",
        offers="zincographie",
        looks_for="zootrope",
        photo="members/zebre.webp",
        is_in_public_catalogue=True,
        skills=("Zeugmatique",),
        **{f"show_{name}": level for name, level in shown.items()},
    )


@pytest.fixture(autouse=True)
def skill():
    return make_skill("Zeugmatique")


def test_every_field_has_its_secret_here():
    assert set(SECRETS) == set(VISIBLE_FIELDS)


def everything_told(member: Member, reader: Reader) -> str:
    told = seen(member, reader)
    return "" if told is None else repr(astuple(told))


levels = st.fixed_dictionaries(
    {name: st.sampled_from(Visibility.values) for name in VISIBLE_FIELDS}
)


class HiddenFieldsTest(TestCase):
    """Hypothesis needs a transaction for each example."""

    def setup_example(self) -> None:
        super().setup_example()
        cache.clear()  # no example is committed: none leaves what is remembered unread
        make_skill("Zeugmatique")

    @given(shown=levels, reader=st.sampled_from([Reader.CLUB, Reader.VISITOR]))
    @settings(max_examples=40, deadline=None)
    def test_a_reader_is_told_what_is_shown_and_nothing_else(self, shown, reader):
        member = secretive(**shown)

        told = everything_told(member, reader)

        visible = {name for name, level in shown.items() if level >= reader}
        assert {name for name, secret in SECRETS.items() if secret in told} == visible
        assert visible_fields(member, reader) == visible

    @given(shown=levels, reader=st.sampled_from([Reader.CLUB, Reader.VISITOR]))
    @settings(max_examples=25, deadline=None)
    def test_a_search_finds_by_what_is_shown_and_nothing_else(self, shown, reader):
        secretive(**shown)

        found = {
            name
            for name, typed in TYPED.items()
            if typed and search(Filters(text=typed), reader=reader).members.exists()
        }

        assert found == {name for name, level in shown.items() if level >= reader and TYPED[name]}

    @given(shown=levels, reader=st.sampled_from([Reader.CLUB, Reader.VISITOR]))
    @settings(max_examples=25, deadline=None)
    def test_filters_and_counts_know_what_is_shown_and_nothing_else(self, shown, reader):
        member = secretive(**shown)
        filters = {
            "skills": Filters(skills=("zeugmatique",)),
            "home_telecentre": Filters(telecentres=("zourlac",)),
            "professional_status": Filters(statuses=("micro",)),
            "availability": Filters(availabilities=("now",)),
        }
        visible = {name for name in filters if shown[name] >= reader}

        found = {
            name for name, asked in filters.items() if search(asked, reader=reader).members.exists()
        }
        options = search(Filters(), reader=reader).options
        counted = {
            name
            for name, option in (
                ("skills", "skills"),
                ("home_telecentre", "telecentres"),
                ("professional_status", "statuses"),
                ("availability", "availabilities"),
            )
            if options[option]
        }
        far = CommuneFactory(latitude=48.0, longitude=2.0)
        near_home = Filters(commune=member.home_telecentre.commune, km=5)
        near_centre_is_known = shown["home_telecentre"] >= reader > shown["commune"]

        assert (found, counted) == (visible, visible)
        # The commune is far from the centre: whoever shows it is not near the centre.
        Member.objects.update(commune=far)
        index_member(member)
        assert search(near_home, reader=reader).members.exists() == near_centre_is_known
        near_commune = search(Filters(commune=far, km=5), reader=reader)
        assert near_commune.members.exists() == (shown["commune"] >= reader)


def test_what_one_hides_again_is_no_longer_found():
    member = secretive(headline=Visibility.PUBLIC)
    assert search(Filters(text="zaphirin"), reader=Reader.VISITOR).members.count() == 1

    save_profile(member, show_headline=Visibility.NOBODY)

    for reader in (Reader.VISITOR, Reader.CLUB):
        assert search(Filters(text="zaphirin"), reader=reader).members.count() == 0


def test_a_typing_error_is_never_mended_into_a_hidden_word():
    secretive(headline=Visibility.CLUB)

    visitor = search(Filters(text="zaphirim"), reader=Reader.VISITOR)
    club = search(Filters(text="zaphirim"), reader=Reader.CLUB)

    assert (visitor.corrected, visitor.members.count()) == ("", 0)
    assert (club.corrected, club.members.count()) == ("zaphirin", 1)


def test_only_who_opted_in_is_found_by_visitors():
    member = make_member("Odile Bessou", show_headline=2, headline="zaphirin")

    assert seen(member, Reader.VISITOR) is None
    assert list(found_by(Reader.VISITOR)) == []
    assert list(found_by(Reader.CLUB)) == [member]


def test_an_owner_sees_all_even_when_nobody_finds_them():
    member = secretive(**dict.fromkeys(VISIBLE_FIELDS, Visibility.NOBODY))
    Member.objects.update(state="suspended")
    member.refresh_from_db()

    told = everything_told(member, Reader.OWNER)

    assert [name for name, secret in SECRETS.items() if secret not in told] == []
    assert reader_of(member.user, member) is Reader.OWNER


def test_a_suggested_skill_is_for_its_owner_alone():
    member = make_member(skills=("Vannerie",), is_in_public_catalogue=True, show_skills=2)

    assert [skill.name for skill in seen(member, Reader.OWNER).skills] == ["Vannerie"]
    assert seen(member, Reader.OWNER).skills[0].is_suggested is True
    assert seen(member, Reader.CLUB).skills == ()
    assert search(Filters(text="vannerie"), reader=Reader.CLUB).members.count() == 0


def test_the_name_of_the_organisation_comes_before_what_was_typed():
    member = make_member(company="Ancien nom")
    member.organisation = Organisation.objects.create(name="Nouveau nom")

    assert what_is_shown(member, Reader.CLUB).company == "Nouveau nom"


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"is_in_public_catalogue": True},
        {"state": "suspended"},
        {"state": "expired"},
        {"last_confirmed_at": None},
        {"last_confirmed_at": timezone.now() - 366 * DAY},
        {
            "ends_on": timezone.localdate() - timedelta(days=1),
            "starts_on": timezone.localdate() - timedelta(days=9),
        },
        {"starts_on": timezone.localdate() + timedelta(days=1)},
    ],
)
@pytest.mark.parametrize("reader", [Reader.CLUB, Reader.VISITOR])
def test_one_member_and_the_list_agree_on_who_is_found(facts, reader):
    member = MemberFactory(**facts)
    index_member(member)

    is_found = is_found_by(member, reader)

    assert is_found == found_by(reader).filter(pk=member.pk).exists()
    assert is_found == entries_of(reader).filter(pk=member.pk).exists()


@pytest.mark.parametrize(
    ("lasts", "days", "is_found"),
    [(30, 30, True), (30, 31, False), (800, 364, True), (800, 366, False)],
)
def test_an_entry_is_found_while_the_profile_is(monkeypatch, lasts, days, is_found):
    member = make_member(ends_on=TODAY + lasts * DAY, is_in_public_catalogue=True)
    later = member.last_confirmed_at + days * DAY
    monkeypatch.setattr(timezone, "now", lambda: later)

    for reader in (Reader.CLUB, Reader.VISITOR):
        assert found_by(reader).exists() is is_found
        assert entries_of(reader).exists() is is_found


def test_a_closed_account_is_found_by_nobody():
    member = make_member("Odile")
    suspend_account(member.user)

    assert (is_found_by(member, Reader.CLUB), list(found_by(Reader.CLUB))) == (False, [])
    assert search(Filters(text="odile"), reader=Reader.CLUB).count == 0


def test_who_is_suspended_leaves_the_directory_at_once():
    member = make_member("Odile")
    suspend(member, by=UserFactory(), reason="Essai")

    assert search(Filters(text="odile"), reader=Reader.CLUB).count == 0

    lift_suspension(member, by=UserFactory())

    assert search(Filters(text="odile"), reader=Reader.CLUB).count == 1


def test_counts_that_are_remembered_forget_what_is_hidden_again(
    django_capture_on_commit_callbacks,
):
    member = secretive(availability=Visibility.PUBLIC)
    draw_version()
    before = search(Filters(), reader=Reader.VISITOR).options["availabilities"]

    with django_capture_on_commit_callbacks(execute=True):
        save_profile(member, show_availability=Visibility.NOBODY)

    after = search(Filters(), reader=Reader.VISITOR).options["availabilities"]
    assert [(option.value, option.count) for option in before] == [("now", 1)]
    assert after == []


def test_what_kind_of_reader_someone_is():
    setup_roles()
    member, other, suspended = MemberFactory(), MemberFactory(), MemberFactory(state="suspended")
    animateur = UserFactory()
    animateur.groups.add(animateur.groups.model.objects.get(name=ANIMATEURS))

    assert reader_of(AnonymousUser(), member) is Reader.VISITOR
    assert reader_of(UserFactory(), member) is Reader.VISITOR
    assert reader_of(suspended.user, member) is Reader.VISITOR
    assert reader_of(other.user, member) is Reader.CLUB
    assert reader_of(animateur, member) is Reader.CLUB
    assert as_seen_by(member, AnonymousUser()) is None
    assert as_seen_by(member, other.user).name == str(member.user)


def test_showing_a_page_of_members_makes_no_query_of_its_own(django_assert_num_queries):
    for number in range(3):
        make_member(f"Personne {number}", skills=("Zeugmatique",))

    with django_assert_num_queries(3):
        members = [seen(one, Reader.CLUB) for one in found_by(Reader.CLUB).for_cards()]

    assert [[skill.name for skill in member.skills] for member in members] == [["Zeugmatique"]] * 3


def test_a_field_that_does_not_exist_is_no_filter():
    with pytest.raises(ValueError, match="no field email"):
        shows("email", Reader.CLUB)


def test_an_entry_holds_what_its_reader_is_shown():
    member = MemberFactory(headline="zaphirin", is_in_public_catalogue=True)

    index_member(member)

    assert " zaphirin " in member.clubentry.head
    assert "zaphirin" not in member.catalogueentry.words
