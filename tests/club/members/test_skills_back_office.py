"""The list of skills in the back office: suggestions queued, approved, refused, merged."""

import pytest
from django.contrib.auth.models import Group

from club.members.models import Skill
from club.members.skills import NotSuggested, find_skill, merge_skills, refuse_skill, suggest_skill
from club.users.roles import ANIMATEURS, EDITORS, MANAGERS, setup_roles
from tests.club.members.factories import UserFactory, make_member, make_skill

pytestmark = pytest.mark.django_db
LIST = "/gestion/competences/"


@pytest.fixture
def enter(client, settings):
    settings.STAFF_TWO_FACTOR_REQUIRED = False
    setup_roles()

    def as_role(role: str):
        user = UserFactory(public_name=role)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return client

    return as_role


@pytest.fixture
def manager(enter):
    return enter(MANAGERS)


def told_by(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def rows_of(response) -> list[tuple[str, int]]:
    """(name, number of members) of each line of the list."""
    return [(skill.name, skill.members_count) for skill in response.context["object_list"]]


def test_the_suggestions_come_first_with_how_many_members_have_them(manager):
    make_skill("Architecture")
    make_skill("Paie")
    make_member(skills=("Paie", "Vannerie"))
    make_member(skills=("Paie",))

    assert rows_of(manager.get(LIST)) == [("Vannerie", 1), ("Architecture", 0), ("Paie", 2)]


def test_the_list_is_filtered_and_searched_by_every_name(manager):
    make_skill("Comptabilité", "tenue de livres", "livres", family=Skill.Family.MANAGEMENT)
    make_skill("Vannerie", family=Skill.Family.CRAFT)
    suggest_skill("Osier", by=None)
    asked = ("?q=livres", "?family__exact=craft", "?state__exact=suggested")

    found = [[name for name, _ in rows_of(manager.get(f"{LIST}{query}"))] for query in asked]

    assert found == [["Comptabilité"], ["Vannerie"], ["Osier"]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(manager, django_assert_num_queries, count):
    for number in range(count):
        make_member(skills=(f"Métier {'abc'[number]}",))
    manager.get(LIST)

    with django_assert_num_queries(13):
        manager.get(LIST)


def test_a_suggestion_is_approved_under_a_better_name(manager):
    skill = suggest_skill("vanerie", by=UserFactory())
    form = {"name": "Vannerie", "family": "craft"}

    answers = [
        told_by(manager.post(f"{LIST}{skill.pk}/approuver/", form, follow=True)) for _ in range(2)
    ]

    skill.refresh_from_db()
    assert (skill.name, skill.family, skill.state) == ("Vannerie", "craft", "approved")
    assert answers == [
        ["«\u202fVannerie\u202f» est dans la liste."],
        ["«\u202fVannerie\u202f» est enregistrée."],
    ]
    assert find_skill("vanerie") == skill


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"name": "", "family": "craft"}, "Donnez une appellation."),
        ({"name": "x" * 10_000, "family": "craft"}, "Donnez une appellation en 80 caractères"),
        ({"name": "a\x00b", "family": "craft"}, "Le caractère nul"),
        ({"name": "🙂", "family": "craft"}, "Donnez une appellation en 80 caractères au plus."),
        ({"name": "Osier", "family": "ailleurs"}, "Choisissez une famille de la liste."),
        ({"name": "Paies", "family": "craft"}, "désigne déjà «\u202fPaie\u202f»."),
    ],
)
def test_a_bad_name_is_told_and_what_was_typed_is_kept(manager, form, error):
    make_skill("Paie")
    skill = suggest_skill("Vannerie", by=None)

    response = manager.post(f"{LIST}{skill.pk}/approuver/", form)

    html = response.content.decode()
    skill.refresh_from_db()
    assert response.status_code == 200
    assert error in html
    assert f'value="{form["name"]}"' in html or not form["name"]
    assert (skill.name, skill.state) == ("Vannerie", "suggested")


def test_a_synonym_is_added_once_and_never_to_two_skills(manager):
    make_skill("Paie", "salaires")
    skill = make_skill("Vannerie")
    address = f"{LIST}{skill.pk}/appellation/"

    added = [told_by(manager.post(address, {"synonym": "Osier"}, follow=True)) for _ in range(2)]
    refused = manager.post(address, {"synonym": "salaire"}).content.decode()

    assert added == [["«\u202fOsier\u202f» mène à «\u202fVannerie\u202f»."]] * 2
    assert "«\u202fsalaire\u202f» désigne déjà «\u202fPaie\u202f»." in refused
    assert find_skill("osier") == skill


def test_a_suggestion_that_says_nothing_is_refused_twice_without_harm(manager):
    member = make_member(skills=("Paie", "Bidule"))
    skill = find_skill("Bidule")

    answers = [told_by(manager.post(f"{LIST}{skill.pk}/refuser/", follow=True)) for _ in range(2)]

    assert answers == [["La proposition est retirée."]] * 2
    assert [one.name for one in member.skills.all()] == ["Paie"]
    assert find_skill("Bidule") is None


def test_what_is_on_the_list_is_not_refused(manager):
    skill = make_skill("Paie")
    make_member(skills=("Paie",))

    response = manager.post(f"{LIST}{skill.pk}/refuser/", follow=True)
    with pytest.raises(NotSuggested):
        refuse_skill(skill)

    assert told_by(response) == ["Cette compétence n’est plus une proposition."]
    assert skill.uses.count() == 1


def test_a_merge_is_chosen_read_then_done_and_keeps_every_use(manager):
    kept = make_skill("Comptabilité", "compta")
    gone = suggest_skill("Livres de comptes", by=None)
    make_member(skills=("Comptabilité", "Livres de comptes"))
    make_member(skills=("Livres de comptes",))
    address = f"{LIST}{gone.pk}/fusionner/"

    found = manager.get(address, {"q": "compta"}).content.decode()
    preview = manager.get(address, {"dans": kept.pk}).content.decode()
    done = [told_by(manager.post(address, {"dans": kept.pk}, follow=True)) for _ in range(2)]

    assert f'<a href="?dans={kept.pk}">Comptabilité</a>' in found
    assert "2 adhérents ont «\u202fLivres de comptes\u202f», dont 1 a déjà" in preview
    assert "Après la fusion, 2 adhérents ont «\u202fComptabilité\u202f»" in preview
    assert (
        done
        == [["«\u202fLivres de comptes\u202f» ne fait plus qu’un avec «\u202fComptabilité\u202f»."]]
        * 2
    )
    assert (kept.uses.count(), gone.uses.count()) == (2, 0)


@pytest.mark.parametrize("target", ["", "abc", "0", "9" * 30, "itself", "suggested"])
def test_nothing_is_merged_into_what_is_not_on_the_list(manager, target):
    skill, other = make_skill("Paie"), suggest_skill("Salaires", by=None)
    number = {"itself": skill.pk, "suggested": other.pk}.get(target, target)
    address = f"{LIST}{skill.pk}/fusionner/"

    shown = manager.get(address, {"dans": number})
    told = told_by(manager.post(address, {"dans": number}, follow=True))

    skill.refresh_from_db()
    assert (shown.status_code, shown.context["preview"]) == (200, None)
    assert told == [
        "Choisissez deux compétences différentes."
        if target == "itself"
        else "Choisissez la compétence qui reste."
    ]
    assert skill.state == "approved"


def test_what_is_merged_is_only_read(manager):
    kept, gone = make_skill("Comptabilité"), make_skill("Livres")
    merge_skills(gone, into=kept)
    address = f"{LIST}{gone.pk}/"

    page = manager.get(address).content.decode()
    actions = (
        ("approuver", {"name": "Livres", "family": "law"}),
        ("appellation", {"synonym": "a"}),
    )
    told = [told_by(manager.post(f"{address}{one}/", form, follow=True)) for one, form in actions]
    merging = told_by(manager.get(f"{address}fusionner/", follow=True))

    assert "<form" not in page[page.index("Fusionnée dans") :]
    assert [*told, merging] == [["Cette compétence est déjà fusionnée dans une autre."]] * 3


def test_an_animateur_reads_and_decides_nothing(enter):
    skill = suggest_skill("Vannerie", by=None)
    animateur = enter(ANIMATEURS)

    listed = animateur.get(LIST).content.decode()
    page = animateur.get(f"{LIST}{skill.pk}/").content.decode()
    answers = [
        animateur.post(f"{LIST}{skill.pk}/{action}/", {"name": "V", "family": "law"}).status_code
        for action in ("approuver", "appellation", "refuser", "fusionner")
    ]

    assert f'href="{LIST}{skill.pk}/"' in listed
    assert "Décider" not in listed
    assert "Approuver" not in page
    assert answers == [302] * 4
    assert Skill.objects.get().state == "suggested"


def test_an_editor_sees_nothing_of_it(enter):
    skill = suggest_skill("Vannerie", by=None)
    editor = enter(EDITORS)

    assert [editor.get(path).status_code for path in (LIST, f"{LIST}{skill.pk}/")] == [302, 302]


@pytest.mark.parametrize("pk", ["0", "9" * 30])
def test_an_unknown_skill_is_a_404(manager, pk):
    assert [manager.get(f"{LIST}{pk}/{more}").status_code for more in ("", "fusionner/")] == [
        404
    ] * 2
