"""The members of the club, the documents they accepted, and a few words between them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from club.members.documents import load_documents
from club.members.history import last_day_of_year
from club.members.independents import Scope, import_independents, read_rows
from club.members.indexing import index_members
from club.members.invitations import email_hash
from club.members.models import (
    Acceptance,
    Conversation,
    DocumentVersion,
    FollowUpNote,
    Invitation,
    Member,
    MembershipEvent,
    Message,
    TaggedSkill,
    Visibility,
)
from club.members.skills import load_skills, suggest_skill
from club.telecentres.hours import PARIS
from club.telecentres.models import Commune, Telecentre
from club.telecentres.text import fold
from club.users.models import User
from demo.load.files import DATA, read_folder, read_toml

DOMAIN = "demo.example"
MANAGER = f"gestionnaire@{DOMAIN}"
# Whose password everyone gets: it is hashed once.
MEMBER = f"membre@{DOMAIN}"
DOCUMENTS_DAY = date(2026, 1, 5)
PROFILE = (
    "headline",
    "activity",
    "company",
    "siret",
    "languages",
    "links",
    "availability",
    "offers",
    "looks_for",
)
Kind = MembershipEvent.Kind
State = Member.State


def load_people(today: date) -> None:
    """Load what is missing; `joined` in the files counts the days before `today`."""
    load_skills()
    load_documents(published_on=min(today, DOCUMENTS_DAY))
    rows = [
        row | {"home": home, "email": f"{row['email']}@{DOMAIN}"}
        for home, told in read_folder("members").items()
        for row in told["members"]
    ]
    known = set(
        Member.objects.filter(user__email__endswith=f"@{DOMAIN}").values_list(
            "user__email", flat=True
        )
    )
    missing = [row for row in rows if row["email"] not in known]
    if missing:
        _load_accounts(missing)
        _load_members(missing, today)
    _same_password([row["email"] for row in rows])
    _load_words(today)
    _load_independents()


def _load_accounts(rows: list[dict[str, Any]]) -> None:
    """Accounts with a verified address for those who have none."""
    known = set(User.objects.values_list("email", flat=True))
    users = User.objects.bulk_create(
        User(email=row["email"], public_name=row["name"], password="!")  # noqa: S106
        for row in rows
        if row["email"] not in known
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )


def _same_password(emails: list[str]) -> None:
    password = User.objects.values_list("password", flat=True).get(email=MEMBER)
    User.objects.filter(email__in=emails).exclude(password=password).update(password=password)


def _load_members(rows: list[dict[str, Any]], today: date) -> None:
    users = {user.email: user for user in User.objects.filter(email__endswith=f"@{DOMAIN}")}
    centres = {centre.slug: centre for centre in Telecentre.objects.all()}
    communes = {place.search_name: place for place in Commune.objects.of_the_cantal()}
    members = []
    for row in rows:
        member = Member(
            user=users[row["email"]],
            home_telecentre=centres[row["home"]],
            commune=communes[fold(row["commune"])],
            professional_status=row["status"],
            biography=row.get("biography", "").strip(),
            state=row.get("state", State.ACTIVE),
            is_in_public_catalogue=row.get("catalogue", False),
            awaits_answer="question" in row,
            **{name: row[name] for name in PROFILE if name in row},
            **{f"show_{name}": Visibility.PUBLIC for name in row.get("public", [])},
            **{f"show_{name}": Visibility.NOBODY for name in row.get("hidden", [])},
        )
        _date(member, today - timedelta(days=row["joined"]), today)
        member.clean_fields(exclude=("user", "home_telecentre", "commune"))
        members.append(member)
    members = Member.objects.bulk_create(members)
    _load_skills_of(members, rows)
    _load_history(members, rows)
    accepted = list(DocumentVersion.objects.current())
    Acceptance.objects.bulk_create(
        [Acceptance(user=one.user, document=document) for one in members for document in accepted],
        ignore_conflicts=True,
    )
    index_members([member.pk for member in members])


def _date(member: Member, joined: date, today: date) -> None:
    """The dates that go with the state."""
    member.applied_at = datetime.combine(joined - timedelta(days=3), time(9, 20), tzinfo=PARIS)
    if member.state in (State.APPLICATION, State.REFUSED):
        return
    member.starts_on, member.ends_on = joined, last_day_of_year(joined)
    if member.state == State.RESIGNED:
        member.ends_on = today - timedelta(days=15)
    asked = today - timedelta(days=(today - joined).days % 150)
    member.last_confirmed_at = datetime.combine(asked, time(8, 5), tzinfo=PARIS)


def _load_skills_of(members: list[Member], rows: list[dict[str, Any]]) -> None:
    names = {name: None for row in rows for name in row["skills"]}
    skills = {name: suggest_skill(name, by=None) for name in names}
    TaggedSkill.objects.bulk_create(
        [
            TaggedSkill(content_object=member, tag=skill)
            for member, row in zip(members, rows, strict=True)
            for skill in {skills[name].pk: skills[name] for name in row["skills"]}.values()
        ]
    )


def _load_history(members: list[Member], rows: list[dict[str, Any]]) -> None:
    """What led to each state, dated as it would have been."""
    manager = User.objects.get(email=MANAGER)
    events, dates = [], []
    for member, row in zip(members, rows, strict=True):
        for kind, at, reason, by in _facts(member, row, manager):
            dates.append(min(at, timezone.now()))
            events.append(MembershipEvent(member=member, kind=kind, reason=reason, actor=by))
    events = MembershipEvent.objects.bulk_create(events)
    for event, at in zip(events, dates, strict=True):
        event.at = at
    MembershipEvent.objects.bulk_update(events, ("at",))


def _facts(
    member: Member, row: dict[str, Any], manager: User
) -> list[tuple[str, datetime, str, User | None]]:
    applied = member.applied_at
    decided = applied + timedelta(days=3)
    facts = [(Kind.APPLIED, applied, row.get("message", ""), member.user)]
    if "question" in row:
        facts.append((Kind.QUESTIONED, decided, row["question"], manager))
    if member.state == State.REFUSED:
        facts.append((Kind.REFUSED, decided, row["reason"], manager))
    if member.ends_on is None:
        return facts
    facts.append((Kind.APPROVED, decided, "", manager))
    end = datetime.combine(member.ends_on, time(7), tzinfo=PARIS)
    if member.state == State.EXPIRED:
        facts.append((Kind.EXPIRED, end + timedelta(days=1), "", None))
    if member.state == State.RESIGNED:
        facts.append((Kind.RESIGNED, end, row["reason"], member.user))
    if member.state == State.SUSPENDED:
        facts.append((Kind.SUSPENDED, decided + timedelta(days=60), row["reason"], manager))
    return facts


def _load_words(today: date) -> None:
    """The follow-up notes and the messages of member_words.toml."""
    told = read_toml("member_words.toml")
    users = {user.email: user for user in User.objects.filter(email__endswith=f"@{DOMAIN}")}
    for number, row in enumerate(told["notes"]):
        note, is_new = FollowUpNote.objects.get_or_create(
            member=users[f"{row['member']}@{DOMAIN}"].member,
            author=users[f"{row['author']}@{DOMAIN}"],
            text=row["text"],
        )
        if is_new:
            at = datetime.combine(
                today - timedelta(days=row["days_ago"]), time(11, number), tzinfo=PARIS
            )
            FollowUpNote.objects.filter(pk=note.pk).update(created_at=at)
    for number, row in enumerate(told["messages"]):
        author, to = users[f"{row['author']}@{DOMAIN}"], users[f"{row['to']}@{DOMAIN}"]
        at = datetime.combine(
            today - timedelta(days=row["days_ago"]), time(10, number), tzinfo=PARIS
        )
        _load_message(author, to, text=row["text"], at=at, token=f"demo-{number}")


def _load_message(author: User, to: User, *, text: str, at: datetime, token: str) -> None:
    if Message.objects.filter(form_token=token).exists():
        return
    pair = {author.pk, to.pk}
    thread = Conversation.objects.filter(opened_by__in=pair, other__in=pair).first()
    thread = thread or Conversation(opened_by=author, other=to)
    thread.last_message_at = at
    if thread.opened_by_id == author.pk:
        thread.opened_by_read_at = at
    else:
        thread.other_read_at = at
    thread.save()
    message = Message.objects.create(
        conversation=thread, author=author, text=text, form_token=token
    )
    Message.objects.filter(pk=message.pk).update(sent_at=at)


def _load_independents() -> None:
    """The independents that the network has identified and not yet written to."""
    with (DATA / "independents.csv").open("rb") as file:
        rows = read_rows(file, name="independents.csv")
    known = set(Invitation.objects.values_list("email_hash", flat=True))
    missing = [row for row in rows if email_hash(row["email"]) not in known]
    import_independents(
        missing,
        by=User.objects.get(email=MANAGER),
        scope=Scope(source="le recensement fait par les télécentres du réseau"),
    )
