"""Profiles for the directory, as the services would write and index them, a million in minutes.

What varies from one person to the next goes to a table of its own; the database then fills its
tables from it. A sample is compared with what the indexer makes of the same profiles.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from club.members.entries import MODELS
from club.members.indexing import between_spaces, entry_of, shown_until, words_of
from club.members.models import DirectoryWord, Member, Skill, TaggedSkill, Visibility
from club.members.models.directory import BESIDE
from club.members.models.profile import VISIBLE_FIELDS
from club.members.skills import load_skills
from club.members.words import SKILL, SkillList
from club.telecentres.models import Commune, Telecentre
from club.telecentres.text import fold
from club.users.models import User

FIRST = [
    "Anne",
    "Brice",
    "Chloé",
    "Denis",
    "Élise",
    "Fanny",
    "Gilles",
    "Hélène",
    "Inès",
    "Jean",
    "Karim",
    "Léa",
    "Marc",
    "Nina",
]
LAST = [
    "Vidal",
    "Bessou",
    "Raynal",
    "Chambon",
    "Delort",
    "Fontanier",
    "Lagarde",
    "Mathieu",
    "Roche",
    "Serre",
]
FIRST += [f"{one}-{other}" for one in FIRST for other in FIRST if one != other]
LAST += [f"{one}-{other}" for one in LAST for other in LAST if one != other]
TRADES = [
    "Vannière",
    "Architecte",
    "Comptable",
    "Rédacteur",
    "Traductrice",
    "Géomètre",
    "Graphiste",
]
BIOGRAPHIES = [f"{trade} ici depuis {n} ans." for trade in TRADES for n in range(1, 41)]
COMMUNES, CENTRES, SKILLS_EACH, SAMPLE, CHUNK = 250, 10, 4, 50, 5000
VARYING = {
    "id": "bigint",
    "name": "text",
    "sort_name": "text",
    "activity": "text",
    "biography": "text",
    "status": "text",
    "availability": "text",
    "commune": "bigint",
    "centre": "bigint",
    "skills": "text",
    "head": "text",
    "words": "text",
}


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def load_network() -> None:
    """Skills as the site has them, communes around Murat, and a télécentre in some."""
    load_skills()
    rng = random.Random(15)
    names = ["Murat", *(f"Commune {number}" for number in range(1, COMMUNES))]
    communes = Commune.objects.bulk_create(
        Commune(
            insee=f"15{number:03}",
            name=name,
            search_name=fold(name),
            postcodes="15300",
            departement="15",
            population=500,
            latitude=rng.uniform(44.7, 45.4),
            longitude=rng.uniform(2.1, 3.3),
        )
        for number, name in enumerate(names)
    )
    Telecentre.objects.bulk_create(
        Telecentre(
            slug=fold(name).replace(" ", "-"),
            name=f"Télécentre de {name}",
            short_name=name,
            commune=commune,
            address="Place de la mairie",
            postcode="15300",
            latitude=commune.latitude,
            longitude=commune.longitude,
        )
        for name, commune in zip(names[:CENTRES], communes, strict=False)
    )


_said: list[frozenset[str]] = []


@cache
def words_in(text: str) -> frozenset[str]:
    found = frozenset(words_of([text]))
    _said.append(found)
    return found


def people(first: int, count: int) -> Iterator[tuple[Any, ...]]:
    """So many rows of VARYING. Reads what it needs at once: none may be read during a copy."""
    communes = list(Commune.objects.values_list("pk", "name"))
    centres = list(Telecentre.objects.values_list("pk", "short_name"))
    skills = list(Skill.objects.approved().order_by("pk").values_list("pk", flat=True))
    return _people(range(first, first + count), communes, centres, skills)


def _people(
    pks: range,
    communes: list[tuple[int, str]],
    centres: list[tuple[int, str]],
    skills: list[int],
) -> Iterator[tuple[Any, ...]]:
    rng = random.Random(pks.start)
    statuses, availabilities = Member.Status.choices, Member.Availability.choices
    for pk in pks:
        name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
        trade, biography = rng.choice(TRADES), rng.choice(BIOGRAPHIES)
        (status, said), (free, told) = rng.choice(statuses), rng.choice(availabilities)
        (commune, place), (centre, home) = rng.choice(communes), rng.choice(centres)
        mine = sorted(rng.sample(skills, SKILLS_EACH))
        head = words_in(name) | words_in(trade)
        words = head.union(
            *map(words_in, (said, told, place, home, biography)), [f"{SKILL}{one}" for one in mine]
        )
        yield (
            pk,
            name,
            fold(name),
            trade,
            biography,
            status,
            free,
            commune,
            centre,
            f",{','.join(map(str, mine))},",
            between_spaces(head),
            between_spaces(words),
        )


def add_profiles(count: int) -> None:
    """So many members of the catalogue more, with their skills and entries."""
    last = Member.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with connection.cursor() as cursor:
        columns = ", ".join(f"{name} {kind}" for name, kind in VARYING.items())
        cursor.execute(f"CREATE TEMPORARY TABLE person ({columns})")
        _copy(cursor, people(last + 1, count))
        if is_postgresql():  # nothing here points to what is not there
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET maintenance_work_mem = '512MB'")
        _fill(cursor)
        cursor.execute("DROP TABLE person")


def _fill(cursor: Any) -> None:
    """The tables of the site, from the one of what varies."""
    today, now = timezone.localdate(), timezone.now()
    member = Member(
        state=Member.State.ACTIVE,
        starts_on=today,
        ends_on=today + timedelta(days=300),
        last_confirmed_at=now,
        is_in_public_catalogue=True,
        **{f"show_{name}": Visibility.PUBLIC for name in VISIBLE_FIELDS},
    )
    email = "'personne-' || id || '@bench.example'"
    _insert(cursor, User(password="!"), id="id", email=email, public_name="name")  # noqa: S106
    same = {"professional_status": "status", "availability": "availability"}
    _insert(
        cursor,
        member,
        id="id",
        user_id="id",
        commune_id="commune",
        home_telecentre_id="centre",
        activity="activity",
        biography="biography",
        **same,
    )
    each = (
        "person, unnest(string_to_array(btrim(skills, ','), ',')) AS one(value)"
        if is_postgresql()
        else "person, json_each('[' || trim(skills, ',') || ']') AS one"
    )
    number = "CAST(one.value AS bigint)"
    _insert(cursor, TaggedSkill(), each, tag_id=number, content_object_id="person.id")
    for model in MODELS.values():
        index = f"{model._meta.db_table}_words"
        if is_postgresql():  # made at once afterwards: many times faster
            cursor.execute(f"DROP INDEX {index}")
        _insert(
            cursor,
            model(shown_from=today, shown_until=shown_until(member)),
            member_id="id",
            telecentre_id="centre",
            place_id="commune",
            skills="skills",
            sort_name="sort_name",
            head="head",
            words=f"rpad(words, {BESIDE})" if is_postgresql() else "words",
            **same,
        )
        if is_postgresql():
            cursor.execute(
                f"CREATE INDEX {index} ON {model._meta.db_table} "
                "USING gin (members_word_vector(words))"
            )


def _copy(cursor: Any, rows: Iterator[tuple[Any, ...]]) -> None:
    if is_postgresql():
        with cursor.copy("COPY person FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * len(VARYING))
    cursor.executemany(f"INSERT INTO person VALUES ({marks})", rows)  # noqa: S608


def _insert(cursor: Any, like: Model, source: str = "person", **varying: str) -> None:
    """A row of the model of `like` for each row of `source`: alike, but for these columns."""
    names: list[str] = []
    values: list[str] = []
    params: list[Any] = []
    fields: Any = like._meta.local_concrete_fields
    for field in fields:
        if field.primary_key and field.column not in varying:
            continue
        names.append(field.column)
        values.append(varying.get(field.column, "%s"))
        if field.column not in varying:
            value = field.pre_save(like, add=True)
            params.append(field.get_db_prep_save(value, connection))
    cursor.execute(
        f"INSERT INTO {like._meta.db_table} ({', '.join(names)}) "  # noqa: S608
        f"SELECT {', '.join(values)} FROM {source}",
        params,
    )


def finish() -> None:
    """The words for the correction of typing errors, the planner's statistics, and the check."""
    skills = SkillList.read()
    said = set().union(*_said, *(words.split() for words in skills.words.values()))
    DirectoryWord.objects.all().delete()
    DirectoryWord.objects.bulk_create(
        (DirectoryWord(word=word, backwards=word[::-1]) for word in sorted(said)), CHUNK
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if is_postgresql() else "ANALYZE")
    check()


def check() -> None:
    """Raise when an entry is not what the indexer makes of the same profile."""
    pks = list(Member.objects.order_by("-pk").values_list("pk", flat=True)[:SAMPLE])
    for reader, model in MODELS.items():
        entries = model.objects.in_bulk(pks)
        for member in Member.objects.for_cards().filter(pk__in=pks):
            entry = entries[member.pk]
            for name, value in entry_of(member, reader).items():
                told = getattr(entry, name)
                told = told.rstrip() if name == "words" else told
                wanted = value.rstrip() if name == "words" else value
                if told != wanted:
                    raise AssertionError(f"{name} of {member}: {told!r}, not {wanted!r}")
