"""What moderators and authors are told of comments."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone

from club.notifications.digests import write_due_mails
from club.notifications.kinds import kinds_for
from club.notifications.models import Notification, OutboxMail
from club.users.models import User
from club.users.roles import EDITORS, MODERATORS, setup_roles
from pages import services
from pages.models import Comment
from pages.told import PUBLISHED, WAITING
from tests.club.notifications.factories import make_person
from tests.pages.writings import make_article, make_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> User:
    setup_roles()
    person = make_person("moderatrice")
    person.groups.add(Group.objects.get(name=MODERATORS))
    make_person("editeur").groups.add(Group.objects.get(name=EDITORS))
    return person


def write(article, *, user=None, number: int = 1) -> Comment:
    return services.write_comment(
        article,
        text="Bravo",
        author_name="Odile",
        author_email="odile@essai.example",
        form_token=f"jeton-{number}",
        user=user or AnonymousUser(),
    )


def test_moderators_alone_are_told_once_of_what_waits(moderator):
    article = make_article()

    for _ in range(2):
        comment = write(article)

    [told] = Notification.objects.all()
    assert (told.user, told.kind, told.url) == (
        moderator,
        WAITING,
        "/gestion/commentaires/a-valider/",
    )
    assert (told.subject_label, told.context) == (article.title, {"comment": comment.pk})
    assert "Odile" not in told.title + told.text


def test_what_a_moderator_writes_tells_nobody(moderator):
    write(make_article(), user=moderator)

    assert Notification.objects.count() == 0


def test_a_comment_decided_upon_before_the_digest_is_not_in_it(moderator, settings):
    settings.EMAIL_BACKEND = "club.notifications.backend.OutboxBackend"
    article = make_article()
    decided, waiting = write(article), write(article, number=2)
    services.moderate(decided, approve=False, by=moderator)
    Notification.objects.update(due_at=timezone.now() - timedelta(minutes=1))

    write_due_mails()

    mailed = Notification.objects.exclude(mailed_at=None)
    assert [one.context["comment"] for one in mailed] == [waiting.pk]
    assert OutboxMail.objects.get().recipients == moderator.email


def test_an_author_is_told_once_that_their_comment_can_be_read(moderator):
    author = make_person("odile")
    article = make_article()
    comment = make_comment(article, author=author, status=Comment.Status.PENDING)

    for approve in (True, True, False, True):
        services.moderate(comment, approve=approve, by=moderator)

    [told] = Notification.objects.all()
    assert (told.user, told.kind) == (author, PUBLISHED)
    assert told.url == f"{article.url}#commentaire-{comment.pk}"


def test_a_refusal_and_an_author_without_account_tell_nobody(moderator):
    article = make_article()
    refused = make_comment(article, author=make_person("odile"), form_token="a")
    unknown = make_comment(article, status=Comment.Status.PENDING, form_token="b")

    services.moderate(refused, approve=False, by=moderator)
    services.moderate(unknown, approve=True, by=moderator)

    assert Notification.objects.count() == 0


def test_only_moderators_choose_how_often_to_hear_of_what_waits(moderator):
    editor = User.objects.get(email="editeur@essai.example")

    assert WAITING in {kind.key for kind in kinds_for(moderator)}
    assert WAITING not in {kind.key for kind in kinds_for(editor)}
