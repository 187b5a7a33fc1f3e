"""The directory at 1 000 and 100 000 profiles, on the database of DATABASE_URL.

    python -m tests.tools.postgres -- python -m bench.directory

Each question is a whole page of the catalogue, made anew by the site in this process. Prints, per
question, the 95th percentile at each size and how much it grew.
"""

from __future__ import annotations

import os
import random
import sys
import time
from datetime import timedelta

SIZES = tuple(int(size) for size in os.environ.get("BENCH_PROFILES", "1000,100000").split(","))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "40"))
BATCH = 2000
QUESTIONS = {
    "a trade": "q=comptabilite",
    "a trade near a commune": "q=compta&commune=Murat&km=20",
    "a skill and a place": "competence=comptabilite&commune=Murat&km=20",
    "a skill, free now": "competence=comptabilite&disponibilite=now",
    "two words": "q=comptabilite+murat",
    "a name": "q=chloe+vidal",
    "a typing error": "q=conptabilite",
    "a centre": "telecentre=murat",
    "everyone": "vue=cartes",
}
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
TRADES = [
    "Vannière",
    "Architecte",
    "Comptable",
    "Rédacteur",
    "Traductrice",
    "Géomètre",
    "Graphiste",
]


def set_up() -> None:
    """The site as it is served, in this process, on an empty database."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    sys.path.insert(0, "site")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def load_network() -> None:
    from club.members.skills import load_skills
    from club.telecentres.models import Commune, Telecentre
    from club.telecentres.text import fold

    load_skills()
    rng = random.Random(15)
    names = ["Murat", *(f"Commune {number}" for number in range(1, 250))]
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
        for name, commune in zip(names[:10], communes, strict=False)
    )


def add_profiles(count: int) -> None:
    """So many members of the catalogue, each with its index, written in bulk."""
    from django.utils import timezone

    from club.members.models import Member, Skill, TaggedSkill, Visibility
    from club.members.models.profile import VISIBLE_FIELDS
    from club.telecentres.models import Commune, Telecentre
    from club.telecentres.text import index_words
    from club.users.models import User

    rng = random.Random(count)
    today, now = timezone.localdate(), timezone.now()
    shown = {f"show_{name}": Visibility.PUBLIC for name in VISIBLE_FIELDS}
    centres, communes = list(Telecentre.objects.all()), list(Commune.objects.all())
    skills = list(Skill.objects.approved().prefetch_related("synonyms"))
    ways = {one.pk: index_words(" | ".join(s.name for s in one.synonyms.all())) for one in skills}
    first = User.objects.count()
    for start in range(first, first + count, BATCH):
        numbers = range(start, min(start + BATCH, first + count))
        users = User.objects.bulk_create(
            User(
                email=f"personne-{number}@bench.example",
                public_name=f"{rng.choice(FIRST)} {rng.choice(LAST)} {number}",
                password="!",  # noqa: S106
            )
            for number in numbers
        )
        members, uses = [], []
        for user in users:
            mine = rng.sample(skills, 4)
            centre, commune = rng.choice(centres), rng.choice(communes)
            trade = rng.choice(TRADES)
            biography = f"{trade} à {commune.name}, depuis {rng.randrange(5000)} jours."
            head = one_text(
                index_words(f"{user.public_name} | {trade}"), *(ways[s.pk] for s in mine)
            )
            rest = index_words(f"{commune.name} | {centre.short_name} | {biography}")
            member = Member(
                user=user,
                home_telecentre=centre,
                commune=commune,
                state=Member.State.ACTIVE,
                starts_on=today,
                ends_on=today + timedelta(days=300),
                last_confirmed_at=now,
                activity=trade,
                biography=biography,
                professional_status=rng.choice(Member.Status.values),
                availability=rng.choice(Member.Availability.values),
                is_in_public_catalogue=True,
                public_head=head,
                club_head=head,
                public_words=one_text(head, rest),
                club_words=one_text(head, rest),
                **shown,
            )
            members.append(member)
            uses.append(mine)
        members = Member.objects.bulk_create(members)
        TaggedSkill.objects.bulk_create(
            TaggedSkill(content_object=member, tag=skill)
            for member, mine in zip(members, uses, strict=True)
            for skill in mine
        )


def one_text(*indexed: str) -> str:
    """The words of several indexed texts, each once, as `index_words` writes them."""
    return f" {' '.join(sorted({word for text in indexed for word in text.split()}))} "


def remember_words() -> None:
    """What the services keep for the correction of typing errors, and the planner's statistics."""
    from django.db import connection

    from club.members.models import DirectoryWord, Member

    said: set[str] = set()
    for words in Member.objects.values_list("public_words", flat=True).iterator():
        said.update(words.split())
    DirectoryWord.objects.all().delete()
    DirectoryWord.objects.bulk_create((DirectoryWord(word=word) for word in sorted(said)), BATCH)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def measure(question: str) -> float:
    """The 95th percentile of ROUNDS pages, in milliseconds."""
    from django.test import Client

    client, times = Client(SERVER_NAME="localhost"), []
    for turn in range(ROUNDS + 3):
        before = time.perf_counter()
        response = client.get(f"/annuaire/?{question}&turn={turn}")
        times.append(1000 * (time.perf_counter() - before))
        assert response.status_code == 200, response.status_code
    return sorted(times[3:])[int(ROUNDS * 0.95) - 1]


def main() -> None:
    set_up()
    load_network()
    found: dict[str, list[float]] = {name: [] for name in QUESTIONS}
    total = 0
    for size in SIZES:
        add_profiles(size - total)
        total = size
        remember_words()
        for name, question in QUESTIONS.items():
            found[name].append(measure(question))
    print(f"  {'directory, p95 of a page':<28}" + "".join(f"{size:>14,}" for size in SIZES))
    for name, times in found.items():
        figures = "".join(f"{one:>11.1f} ms" for one in times)
        print(f"  {name:<28}{figures}   × {times[-1] / times[0]:.1f}", flush=True)


if __name__ == "__main__":
    main()
