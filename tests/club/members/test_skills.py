"""The controlled list: one skill whatever the words, suggestions, and merges that lose no use."""

import pytest
from django.core.exceptions import ValidationError

from club.members import skills
from club.members.directory import Filters, search
from club.members.models import Member, Skill, SkillSynonym, TaggedSkill
from club.members.skills import (
    add_synonym,
    approve_skill,
    find_skill,
    load_skills,
    merge_skills,
    set_skills,
    skill_key,
    suggest_skill,
)
from club.members.visibility import Reader
from tests.club.members.factories import MemberFactory, UserFactory, make_member, make_skill

pytestmark = pytest.mark.django_db


def names(member: Member) -> list[str]:
    return sorted(skill.name for skill in member.skills.all())


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("Comptabilité", "COMPTABILITES"),
        ("Création de sites", "creation  site"),
        ("Tenue d’une caisse", "tenue caisse"),
        ("C++", "c ++"),
    ],
)
def test_two_ways_to_write_one_thing_have_one_key(one, another):
    assert skill_key(one) == skill_key(another) != ""


def test_signs_that_mean_something_count():
    assert len({skill_key(name) for name in ("C", "C++", "C#")}) == 3


def test_what_is_known_by_a_synonym_is_not_suggested_again():
    known = make_skill("Comptabilité", "compta", "tenue de comptes")

    found = [suggest_skill(name, by=None) for name in ("Compta", "tenue des comptes", "COMPTAS")]

    assert found == [known] * 3
    assert Skill.objects.count() == 1


def test_what_is_unknown_waits_for_a_decision():
    user = UserFactory()

    first, second = (
        suggest_skill(" Vannerie  d’osier ", by=user),
        suggest_skill("vannerie osier", by=UserFactory()),
    )

    assert first == second
    assert (first.name, first.state, first.suggested_by) == ("Vannerie d’osier", "suggested", user)
    assert list(Skill.objects.suggested()) == [first]
    assert list(Skill.objects.approved()) == []


@pytest.mark.parametrize("name", ["", "…", "de la", "a" * 81, "Paie\x00", "Paie\u202eie"])
def test_what_says_nothing_is_refused(name):
    with pytest.raises(ValidationError):
        suggest_skill(name, by=None)


def test_a_suggestion_is_approved_under_a_better_name():
    skill = suggest_skill("vanerie", by=UserFactory())

    approve_skill(skill, family=Skill.Family.CRAFT, name="Vannerie")

    approved = Skill.objects.get()
    assert (approved.name, approved.state, approved.family) == ("Vannerie", "approved", "craft")
    assert find_skill("vanneries") == find_skill("vanerie") == approved


def test_a_synonym_says_one_skill_only():
    make_skill("Comptabilité", "compta")
    paie = make_skill("Paie")

    with pytest.raises(ValidationError) as refusal:
        add_synonym(paie, name="Comptas")

    assert refusal.value.messages == [
        "«\u202fComptas\u202f» désigne déjà «\u202fComptabilité\u202f»."
    ]


def test_a_member_has_exactly_the_skills_told():
    make_skill("Comptabilité", "compta")
    make_skill("Paie")
    member = make_member(skills=("compta", "Comptabilité", "paie", " "))

    set_skills(member, ["Paie", "Vannerie"])

    assert names(member) == ["Paie", "Vannerie"]


def test_twenty_skills_at_most():
    with pytest.raises(skills.TooManySkills):
        make_member(skills=tuple(f"Métier {word}" for word in "abcdefghijklmnopqrstu"))

    assert TaggedSkill.objects.count() == 0


def test_a_merge_keeps_every_use_once_and_every_synonym():
    kept, gone = make_skill("Comptabilité", "compta"), make_skill("Tenue de comptes", "livres")
    both, old, new = (
        make_member(skills=told)
        for told in (("Comptabilité", "Tenue de comptes"), ("livres",), ("compta",))
    )

    stays = merge_skills(gone, into=kept)
    again = merge_skills(gone, into=kept)

    assert stays == again == kept
    assert [names(member) for member in (both, old, new)] == [["Comptabilité"]] * 3
    assert {find_skill(name) for name in ("tenue de comptes", "livres", "compta")} == {kept}
    gone.refresh_from_db()
    assert (gone.state, gone.merged_into, gone.uses.count()) == ("merged", kept, 0)


def found_for(text: str) -> list[Member]:
    return list(search(Filters(text=text), reader=Reader.CLUB).members)


def test_a_merge_is_found_at_once(django_capture_on_commit_callbacks):
    kept, gone = make_skill("Comptabilité", "compta"), make_skill("Livres")
    member = make_member(skills=("Livres",))

    with django_capture_on_commit_callbacks(execute=True):
        merge_skills(gone, into=kept)

    assert [found_for(text) for text in ("compta", "livres")] == [[member], [member]]


def test_an_approval_and_a_synonym_are_found_at_once(django_capture_on_commit_callbacks):
    member = make_member(skills=("Vannerie",))
    skill = find_skill("Vannerie")
    assert found_for("vannerie") == []

    with django_capture_on_commit_callbacks(execute=True):
        approve_skill(skill, family=Skill.Family.CRAFT)
        add_synonym(skill, name="osier")

    assert [found_for(text) for text in ("vannerie", "osier")] == [[member], [member]]


def test_merges_lead_to_the_last_one():
    first, second, third = make_skill("Un mot"), make_skill("Deux mots"), make_skill("Trois fois")
    merge_skills(first, into=second)

    merge_skills(second, into=third)

    first.refresh_from_db()
    assert first.merged_into == third
    assert find_skill("Un mot") == third


def test_what_cannot_be_merged_is_refused():
    one, two, three = make_skill("Un mot"), make_skill("Deux mots"), make_skill("Trois fois")
    merge_skills(one, into=two)

    with pytest.raises(skills.SameSkill):
        merge_skills(three, into=three)
    with pytest.raises(skills.AlreadyMerged):
        merge_skills(one, into=three)
    with pytest.raises(skills.AlreadyMerged):
        merge_skills(three, into=one)
    with pytest.raises(skills.AlreadyMerged):
        approve_skill(one, family=Skill.Family.OTHER)


def test_every_way_to_have_a_skill_is_merged():
    assert list(skills._throughs()) == [TaggedSkill]


def test_a_skill_given_while_it_was_merged_is_the_one_that_stays():
    kept, gone = make_skill("Comptabilité"), make_skill("Livres")
    merge_skills(gone, into=kept)

    assert skills._locked({gone.pk}) == [kept]


def test_taggit_reads_the_skills_of_a_member():
    make_member(skills=("Paie",))

    assert Member.objects.filter(skills__name="Paie").count() == 1


# --- The list that comes with the site -----------------------------------------------------------


def test_the_list_is_loaded_once_and_leaves_the_staffs_work_alone():
    added = load_skills()
    total, ways = Skill.objects.count(), SkillSynonym.objects.count()
    one, two = Skill.objects.order_by("pk")[:2]
    merge_skills(one, into=two)

    again = load_skills()

    assert (added, again) == (total, 0)
    assert (Skill.objects.count(), SkillSynonym.objects.count()) == (total, ways)
    assert Skill.objects.approved().count() == total - 1


def test_the_list_approves_what_someone_had_suggested():
    suggestion = suggest_skill("comptabilite", by=UserFactory())
    member = MemberFactory()
    set_skills(member, ["comptabilite"])

    load_skills()

    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.family) == ("approved", "management")


def test_the_list_has_about_150_skills_in_12_to_15_families():
    load_skills()

    families = set(Skill.objects.values_list("family", flat=True))
    assert 140 <= Skill.objects.count() <= 170
    assert 12 <= len(families) <= 15


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("compta", "Comptabilité"),
        ("comptable", "Comptabilité"),
        ("tenue de comptes", "Comptabilité"),
        ("dev web", "Développement web"),
        ("graphiste", "Graphisme"),
        ("FLE", "Français langue étrangère"),
        ("community manager", "Réseaux sociaux"),
        ("RGPD", "Protection des données"),
    ],
)
def test_trades_are_found_by_the_words_people_use(asked, name):
    load_skills()

    assert find_skill(asked).name == name


def test_a_list_with_an_unknown_family_is_refused(tmp_path):
    file = tmp_path / "skills.csv"
    file.write_text("name,family,synonyms\nPaie,Nulle part,\n", encoding="utf-8")

    with pytest.raises(ValueError, match="Paie: unknown family Nulle part"):
        load_skills(file)
