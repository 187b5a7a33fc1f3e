"""What the access tests stand on: every pattern of the resolver, and a small network to ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.signing import Signer
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern
from django.utils.regex_helper import normalize
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, PageViewRestriction, Site, Task

from club import telecentres
from club.telecentres.models import (
    Telecentre,
)
from club.users.models import User
from club.users.roles import ANIMATEURS, EDITORS, MANAGERS, MODERATORS, PROSPECTORS, setup_roles
from pages.models import (
    ArticlePage,
    Comment,
    CommentReport,
    ContactMessage,
    HomePage,
    NetworkSettings,
    NewsIndexPage,
    StandardPage,
    TelecentreIndexPage,
    TelecentrePage,
)
from tests.club.bookings.animation_samples import animation_samples
from tests.club.bookings.availability_samples import availability_samples
from tests.club.bookings.day_samples import day_samples
from tests.club.bookings.living_samples import living_samples
from tests.club.bookings.mine_samples import mine_samples
from tests.club.members.adhesion_samples import adhesion_samples
from tests.club.members.directory_samples import directory_samples
from tests.club.members.independents_samples import independents_samples
from tests.club.members.messages_samples import messages_samples
from tests.club.members.profile_samples import profile_samples
from tests.club.members.samples import make_memberships, member_samples
from tests.club.notifications.samples import notification_samples
from tests.club.passes.samples import pass_samples
from tests.club.passes.services_samples import services_samples
from tests.club.telecentres.samples import make_places

# Every role of the site that exists so far, with its group.
GROUPS = {
    "account": None,
    "member": None,
    "suspended": None,
    "animateur": ANIMATEURS,
    "editor": EDITORS,
    "moderator": MODERATORS,
    "prospector": PROSPECTORS,
    "manager": MANAGERS,
    "superuser": None,
}
ROLES = ("anonymous", *GROUPS)
# What each app adds: from the accounts by role, the arguments of its addresses by prefix.
SAMPLES = [
    notification_samples,
    member_samples,
    adhesion_samples,
    profile_samples,
    directory_samples,
    messages_samples,
    independents_samples,
    services_samples,
    availability_samples,
    animation_samples,
    day_samples,
    mine_samples,
    living_samples,
    pass_samples,
]
# The roles that enter the back office.
STAFF = ("animateur", "editor", "moderator", "prospector", "manager", "superuser")


@dataclass(frozen=True)
class Pattern:
    """One URL pattern, with the whole route that leads to it (as `resolve()` tells it)."""

    route: str
    callback: Any
    parts: tuple[Any, ...]

    def address(self, samples: dict[str, str]) -> str:
        """The path of this pattern, its arguments taken from `samples`."""
        try:
            return "/" + "".join(_fill(part, samples) for part in self.parts)
        except KeyError as name:
            raise LookupError(f"{self.route} has an argument {name} without a sample") from name


def every_pattern(resolver: URLResolver | None = None) -> list[Pattern]:
    """All URL patterns below `resolver` (the whole site without one)."""
    return list(_walk(resolver or get_resolver(), "", ()))


def _walk(resolver: URLResolver, route: str, parts: tuple[Any, ...]) -> Iterator[Pattern]:
    for entry in resolver.url_patterns:
        here = _join(route, str(entry.pattern))
        if isinstance(entry, URLPattern):
            yield Pattern(here, entry.callback, (*parts, entry.pattern))
        else:
            yield from _walk(entry, here, (*parts, entry.pattern))


def _join(route: str, more: str) -> str:
    """As `django.urls.resolvers` joins routes."""
    return route + more.removeprefix("^") if route else more


def _fill(part: Any, samples: dict[str, str]) -> str:
    if isinstance(part, RegexPattern):
        form, names = normalize(str(part))[0]
        return form % {name: samples[name] for name in names}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: samples[match[1]], str(part))


CSV = "data/cantal_outline.csv"  # any file with columns
# What a browser always sends from these pages; Wagtail breaks on less.
FORMS = {
    "gestion/choose-external-link/": {"external-link-chooser-url": "/le-programme/"},
    "gestion/redirects/import/process/": {
        "import_file_name": Signer().sign(str(Path(telecentres.__file__).parent / CSV)),
        "input_format": Signer().sign("0"),
    },
}


@dataclass(frozen=True)
class World:
    """A small network with one account per role."""

    users: dict[str, User]
    defaults: dict[str, str]
    by_prefix: dict[str, dict[str, str]]

    def samples(self, route: str) -> dict[str, str]:
        """Arguments that name real things, so that a refusal is one of rights."""
        found = dict(self.defaults)
        for prefix, more in self.by_prefix.items():
            if route.startswith(prefix):
                found |= more
        return found


def build_world() -> World:
    """Make it. Needs a database."""
    setup_roles()
    users = {role: make_account(role) for role in GROUPS}
    home, page = _pages(users["editor"])
    places = make_places(users["animateur"], users["manager"])
    make_memberships(users)
    _showcase(home)
    files = _files(users["editor"])
    writings = _writings(home)
    workflow = page.get_workflow()
    state = workflow.start(page, users["editor"])
    draft = page.save_revision(user=users["editor"])
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="neige"
    )
    redirect = Redirect.objects.create(old_path="/ancienne", redirect_page=page)
    site = Site.objects.get()
    NetworkSettings.for_site(site)
    number = {
        "destination_id": home.pk,
        "document_id": files["document"],
        "doc_id": files["document"],
        "image_id": files["image"],
        "page_id": page.pk,
        "page_pk": page.pk,
        "page_to_move_id": page.pk,
        "page_view_restriction_id": restriction.pk,
        "parent_page_id": home.pk,
        "pk": page.pk,
        "redirect_id": redirect.pk,
        "restriction_id": restriction.pk,
        "revision_id": draft.pk,
        "session_id": 1,
        "task_id": Task.objects.first().pk,
        "task_state_id": state.current_task_state_id,
        "uploaded_file_id": 1,
        "collection_id": 2,
        "workflow_pk": workflow.pk,
        "workflow_state_id": state.pk,
        "object_id": users["account"].pk,
        "content_type_id": 1,
        "id": users["account"].pk,
        "_0": files["document"],
    }
    word = {
        "_1": files["name"],
        "action": "publish",
        "action_name": "approve",
        "app_label": "wagtailcore",
        "app_name": "pages",
        "content_type_app_name": "pages",
        "content_type_model_name": "standardpage",
        "filter_spec": "max-165x165",
        "key": "inconnu",
        "model_name": "page",
        "path": "images/essai.png",
        "slug": "murat",
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "token": "inconnu",
        "uidb36": "1",
        "uidb64": "MQ",
        "url": "ailleurs",
    }
    by_prefix = {f"gestion/telecentres/{name}/": {"instance_pk": str(pk)} for name, pk in places}
    by_prefix |= {
        "gestion/api/main/documents/": {"pk": str(files["document"])},
        "gestion/api/main/images/": {"pk": str(files["image"])},
        "gestion/documents/chooser/": {"pk": str(files["document"])},
        "gestion/images/chooser/": {"pk": str(files["image"])},
        "gestion/pages/create/": {"app_label": "pages", "model_name": "standardpage"},
        "gestion/editing-sessions/": {"object_id": str(page.pk)},
        "actualites/": {"slug": "ouverture", "pk": writings["comment"]},
        "gestion/commentaires/": {"pk": writings["comment"], "instance_pk": writings["comment"]},
        "gestion/signalements/": {"pk": writings["report"], "instance_pk": writings["report"]},
        "gestion/messages/": {"pk": writings["message"], "instance_pk": writings["message"]},
        "gestion/sites/": {"pk": str(site.pk)},
        "gestion/collections/": {"pk": "2"},
        "gestion/workflows/": {"pk": str(workflow.pk)},
        "gestion/workflows/tasks/": {
            "app_label": "wagtailcore",
            "model_name": "groupapprovaltask",
            "pk": str(number["task_id"]),
        },
        "gestion/settings/": {"model_name": "networksettings", "pk": str(site.pk)},
        "gestion/tag-autocomplete/": {"app_name": "taggit", "model_name": "tag"},
        "gestion/users/": {"pk": str(users["account"].pk)},
        "gestion/groups/": {"pk": str(Group.objects.get(name=EDITORS).pk)},
        "django-admin/auth/group/": {"object_id": str(Group.objects.get(name=EDITORS).pk)},
        "django-admin/account/emailaddress/": {
            "object_id": str(EmailAddress.objects.get(user=users["account"]).pk)
        },
        "django-admin/wagtaildocs/": {"object_id": str(files["document"])},
        "django-admin/wagtailimages/": {"object_id": str(files["image"])},
        "django-admin/taggit/": {"object_id": str(Tag.objects.create(name="Neige").pk)},
        "django-admin/(?P<app_label>": {"app_label": "users"},
        "^((?:": {"_0": "le-programme/"},
    }
    for samples_of in SAMPLES:
        by_prefix |= samples_of(users)
    return World(users, {key: str(value) for key, value in number.items()} | word, by_prefix)


def make_account(role: str) -> User:
    """A verified account; `role` is one of GROUPS."""
    user = User.objects.create_user(
        f"{role}@essai.example",
        "une phrase de passe",
        public_name=f"Camille {role.title()}",
        is_superuser=role == "superuser",
        is_staff=role == "superuser",
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if GROUPS[role]:
        user.groups.add(Group.objects.get(name=GROUPS[role]))
    return user


def _pages(author: User) -> tuple[HomePage, StandardPage]:
    root = Page.get_first_root_node()
    home = root.add_child(
        instance=HomePage(title="Accueil", slug="accueil", heading="Le réseau", introduction="Ici.")
    )
    Site.objects.update(root_page=home)
    Site.clear_site_root_paths_cache()
    page = home.add_child(
        instance=StandardPage(title="Le programme", slug="le-programme", owner=author)
    )
    page.save_revision(user=author).publish()
    page.refresh_from_db()
    return home, page


def _showcase(home: HomePage) -> None:
    index = home.add_child(instance=TelecentreIndexPage(title="Télécentres", slug="telecentres"))
    centre = Telecentre.objects.get(slug="murat")
    index.add_child(instance=TelecentrePage(title=centre.name, slug="murat", telecentre=centre))


def _files(owner: User) -> dict[str, Any]:
    # One name for ever: another test may have left it in the storage of this run.
    if not default_storage.exists("images/essai.png"):
        default_storage.save("images/essai.png", get_test_image_file().file)
    image = Image.objects.create(
        title="Un bureau", file=get_test_image_file(), uploaded_by_user=owner
    )
    document = Document.objects.create(
        title="Une note", file=ContentFile(b"Bonjour", name="note.txt"), uploaded_by_user=owner
    )
    return {"image": image.pk, "document": document.pk, "name": document.filename}


def _writings(home: HomePage) -> dict[str, str]:
    """What readers write: a comment that waits, its report, a message to the network."""
    index = home.add_child(instance=NewsIndexPage(title="Actualités", slug="actualites"))
    article = index.add_child(instance=ArticlePage(title="Ouverture", slug="ouverture"))
    comment = Comment.objects.create(
        article=article,
        author_name="Léa",
        author_email="lea@essai.example",
        text="Bravo",
        status=Comment.Status.APPROVED,
        form_token="a",
    )
    report = CommentReport.objects.create(comment=comment, reason="Hors sujet", form_token="b")
    message = ContactMessage.objects.create(
        name="Léa", email="lea@essai.example", subject="Bonjour", text="Bonjour", form_token="c"
    )
    return {"comment": str(comment.pk), "report": str(report.pk), "message": str(message.pk)}
