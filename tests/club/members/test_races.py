"""Many at once, each with a connection of its own: one result."""

from threading import Barrier

import pytest

from club.members.applications import apply, approve
from club.members.conversations import DailyCapReached, write_message
from club.members.history import AlreadyMember
from club.members.memberships import renew
from club.members.models import (
    Conversation,
    Member,
    MembershipEvent,
    Message,
    Skill,
    TaggedSkill,
)
from club.members.profiles import save_profile
from club.members.skills import find_skill, merge_skills, set_skills, suggest_skill
from tests.club.members.factories import (
    ApplicationFactory,
    MemberFactory,
    UserFactory,
    make_skill,
)
from tests.club.telecentres.factories import TelecentreFactory
from tests.pages.writings import real_database

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_application_sent_many_times_is_one(tmp_path):
    user, centre = UserFactory(), TelecentreFactory()

    with real_database(tmp_path) as run:
        run(lambda _n: apply(user, home_telecentre=centre, accepted=[], skills=["Paie"]).pk, 16)
        counts = run(lambda _n: (Member.objects.count(), MembershipEvent.objects.count()), 1)

    assert counts == [(1, 1)]


def test_an_approval_given_many_times_is_one(tmp_path):
    member, by = ApplicationFactory(), UserFactory()

    with real_database(tmp_path) as run:
        run(lambda _n: approve(member, by=by).pk, 16)
        counts = run(lambda _n: list(MembershipEvent.objects.values_list("kind", flat=True)), 1)

    assert counts == [["approved"]]


def test_a_renewal_clicked_many_times_is_one_year(tmp_path):
    member = MemberFactory()
    Member.objects.update(ends_on=member.starts_on)

    with real_database(tmp_path) as run:
        ends = set(run(lambda _n: renew(member, by=member.user).ends_on, 16))
        counts = run(lambda _n: MembershipEvent.objects.filter(kind="renewed").count(), 1)

    assert (len(ends), counts) == (1, [1])


def test_without_its_lock_an_approval_would_be_written_twice(tmp_path):
    """The control: the same rush, looking then writing."""
    member = ApplicationFactory()
    barrier = Barrier(8, timeout=30)

    def look_then_write(_number: int) -> None:
        waits = Member.objects.get(pk=member.pk).state == Member.State.APPLICATION
        barrier.wait()
        if waits:
            MembershipEvent.objects.create(member=member, kind="approved")

    with real_database(tmp_path) as run:
        run(look_then_write, 8)
        counts = run(lambda _n: MembershipEvent.objects.count(), 1)

    assert counts == [8]


def test_a_word_suggested_by_many_is_one_skill(tmp_path):
    with real_database(tmp_path) as run:
        found = set(run(lambda n: suggest_skill(f"{'V' if n % 2 else 'v'}annerie", by=None).pk, 16))
        counts = run(lambda _n: Skill.objects.count(), 1)

    assert (len(found), counts) == (1, [1])


def test_skills_given_while_they_merge_all_go_to_the_one_that_stays(tmp_path):
    kept, gone = make_skill("Comptabilité"), make_skill("Livres")
    members = [MemberFactory() for _ in range(15)]

    def work(number: int) -> None:
        if number == 7:
            merge_skills(gone, into=kept)
        else:
            set_skills(members[number if number < 7 else number - 1], ["Livres"])

    with real_database(tmp_path) as run:
        run(work, 16)
        uses = run(lambda _n: list(TaggedSkill.objects.values_list("tag", flat=True)), 1)
        stays = run(lambda _n: find_skill("Livres"), 1)

    assert (uses, stays) == ([[kept.pk] * 15], [kept])


def test_first_messages_crossing_are_one_thread(tmp_path):
    one, another = MemberFactory().user, MemberFactory().user

    def write(number: int) -> None:
        author, to = (one, another) if number % 2 else (another, one)
        write_message(author, to=to, text="Bonjour", form_token=f"jeton-{number // 4}-{number % 2}")

    with real_database(tmp_path) as run:
        run(write, 16)
        counts = run(lambda _n: (Conversation.objects.count(), Message.objects.count()), 1)

    assert counts == [(1, 8)]


def test_the_daily_cap_is_not_run_past(tmp_path, monkeypatch):
    monkeypatch.setattr("club.members.conversations.DAILY_MESSAGES", 5)
    author, to = MemberFactory().user, MemberFactory().user

    def write(number: int) -> bool:
        try:
            write_message(author, to=to, text="Bonjour", form_token=f"jeton-{number}")
        except DailyCapReached:
            return False
        return True

    with real_database(tmp_path) as run:
        answers = run(write, 16)
        counts = run(lambda _n: Message.objects.count(), 1)

    assert (answers.count(True), counts) == (5, [5])


def test_an_application_and_its_approval_at_once_leave_one_membership(tmp_path):
    user, centre, by = UserFactory(), TelecentreFactory(), UserFactory()

    def work(number: int) -> str:
        try:
            member = apply(user, home_telecentre=centre, accepted=[])
        except AlreadyMember:
            return "member"
        return approve(member, by=by).state if number % 3 == 0 else member.state

    with real_database(tmp_path) as run:
        answers = set(run(work, 16))
        counts = run(lambda _n: sorted(MembershipEvent.objects.values_list("kind", flat=True)), 1)

    assert answers <= {"application", "active", "member"}
    assert counts == [["applied", "approved"]]


def test_many_who_suggest_the_same_words_do_not_wait_for_each_other(tmp_path):
    members = [MemberFactory() for _ in range(16)]
    words = ["Vannerie", "Luthier", "Rémouleur", "Sourcier"]

    def work(number: int) -> None:
        set_skills(members[number], words if number % 2 else words[::-1])

    with real_database(tmp_path) as run:
        run(work, 16)
        counts = run(lambda _n: (Skill.objects.count(), TaggedSkill.objects.count()), 1)

    assert counts == [(4, 64)]


def test_a_profile_written_while_its_skill_merges_is_indexed_right(tmp_path):
    kept, gone = make_skill("Comptabilité"), make_skill("Livres")
    members = [MemberFactory() for _ in range(8)]
    for member in members:
        set_skills(member, ["Livres"])

    def work(number: int) -> None:
        if number == 4:
            merge_skills(gone, into=kept)
        else:
            save_profile(members[number % 8], headline=f"zaphirin {number}", skills=["Livres"])

    with real_database(tmp_path) as run:
        run(work, 24)
        columns = ("headline", "clubentry__head", "clubentry__skills")
        rows = run(lambda _n: list(Member.objects.values_list(*columns)), 1)[0]

    assert len(rows) == 8
    assert [
        headline
        for headline, head, skills in rows
        if f" {headline.split()[1]} " not in head or skills != f",{kept.pk},"
    ] == []
