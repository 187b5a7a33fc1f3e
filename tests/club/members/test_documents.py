"""Agreement, charter and house rules: versions and their acceptance."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from club.members.documents import (
    accept_documents,
    load_documents,
    pending_documents,
    publish_document,
)
from club.members.models import Acceptance, DocumentVersion
from tests.club.members.factories import UserFactory, make_document

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_a_new_version_is_asked_for_again():
    user, first = UserFactory(), make_document(text="Un.")
    accept_documents(user, [first])
    assert pending_documents(user) == []

    second = make_document(text="Deux.")

    assert (first.version, second.version) == (1, 2)
    assert pending_documents(user) == [second]
    assert list(DocumentVersion.objects.current()) == [second]


def test_a_version_of_tomorrow_is_not_in_force():
    today = timezone.localdate()
    first = make_document(text="Un.")
    second = make_document(text="Deux.", published_on=today + DAY)

    assert list(DocumentVersion.objects.current()) == [first]
    assert list(DocumentVersion.objects.current(today + DAY)) == [second]


def test_each_kind_has_its_versions_and_they_come_in_order():
    rules, charter = make_document("house_rules"), make_document("charter")
    agreement = make_document("agreement")
    other = UserFactory()
    accept_documents(other, [charter])

    assert pending_documents(UserFactory()) == [agreement, charter, rules]
    assert pending_documents(other) == [agreement, rules]


def test_accepting_twice_keeps_the_first_date():
    user, document = UserFactory(), make_document()
    accept_documents(user, [document])
    first = Acceptance.objects.get()

    accept_documents(user, [document])

    assert Acceptance.objects.get().accepted_at == first.accepted_at


def test_publishing_the_same_text_again_gives_the_same_version():
    assert make_document(text="Un.") == make_document(text="Un.")
    assert DocumentVersion.objects.count() == 1


@pytest.mark.parametrize("facts", [("charter", ""), ("poem", "Un texte.")])
def test_a_document_has_a_kind_and_a_text(facts):
    kind, text = facts

    with pytest.raises(ValidationError):
        publish_document(kind, text=text)


def test_the_first_versions_come_with_the_site_and_ours_are_left_alone():
    charter = make_document(text="La nôtre.")
    day = timezone.localdate()

    made = load_documents(published_on=day)

    assert [document.kind for document in made] == ["agreement", "house_rules"]
    assert load_documents(published_on=day) == []
    assert DocumentVersion.objects.get(kind="charter") == charter
