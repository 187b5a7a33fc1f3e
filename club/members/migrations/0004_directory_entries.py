"""The entries of the directory, filled from the profiles as they stand."""

from datetime import datetime, time, timedelta

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Reverse
from django.utils import timezone

import club.members.models.directory
from club.telecentres.text import fold

BATCH = 2000
FRESH_FOR = timedelta(days=365)
LEVELS = (("ClubEntry", "club", 1), ("CatalogueEntry", "public", 2))


def narrow_rows(apps, schema_editor):
    """On PostgreSQL: the words beside the row, which is all that counts read; names in plain order;
    the index by which a word is found. SQLite needs none of it at its size."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in ("members_clubentry", "members_catalogueentry"):
        schema_editor.execute(f"ALTER TABLE {table} SET (toast_tuple_target = 128)")
        for column in ("skills", "sort_name", "head"):
            schema_editor.execute(f"ALTER TABLE {table} ALTER {column} SET STORAGE PLAIN")
        schema_editor.execute(f'ALTER TABLE {table} ALTER sort_name TYPE varchar(160) COLLATE "C"')
        schema_editor.execute(
            f"CREATE INDEX {table}_words ON {table} USING gin (members_word_vector(words))"
        )


def spell_backwards(apps, schema_editor):
    apps.get_model("members", "DirectoryWord").objects.update(backwards=Reverse("word"))


def fill(apps, schema_editor):
    """An entry for each member who may be found: nobody leaves the directory until the night, when
    they are written anew."""
    members = (
        apps.get_model("members", "Member")
        .objects.filter(state="active", last_confirmed_at__isnull=False)
        .select_related("user", "home_telecentre")
        .order_by("pk")
    )
    last = 0
    while batch := list(members.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        skills = skills_of(apps, batch)
        for model, level, least in LEVELS:
            apps.get_model("members", model).objects.bulk_create(
                apps.get_model("members", model)(
                    **entry_of(member, level, least, skills.get(member.pk, []))
                )
                for member in batch
                if level == "club" or member.is_in_public_catalogue
            )


def skills_of(apps, members):
    found = {}
    uses = apps.get_model("members", "TaggedSkill").objects.filter(
        content_object__in=members, tag__state="approved"
    )
    for member, skill in uses.order_by("tag").values_list("content_object", "tag"):
        found.setdefault(member, []).append(skill)
    return found


def entry_of(member, level, least, skills):
    def shown(name, value, nothing=None):
        return value if getattr(member, f"show_{name}") >= least else nothing

    day_after = datetime.combine(member.ends_on + timedelta(days=1), time.min)
    centre = shown("home_telecentre", member.home_telecentre)
    skills = shown("skills", skills, [])
    marks = "".join(f"#{skill} " for skill in skills)
    words = getattr(member, f"{level}_words")
    return {
        "member": member,
        "shown_from": member.starts_on,
        "shown_until": min(timezone.make_aware(day_after), member.last_confirmed_at + FRESH_FOR),
        "telecentre": centre,
        "place_id": shown("commune", member.commune_id) or (centre and centre.commune_id),
        "professional_status": shown("professional_status", member.professional_status, ""),
        "availability": shown("availability", member.availability, ""),
        "skills": "".join(f",{skill}" for skill in skills) + "," if skills else "",
        "sort_name": fold(member.user.public_name or "Compte sans nom")[:160],
        "head": getattr(member, f"{level}_head"),
        "words": (words or " ") + marks if marks else words,
    }


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0003_directory"),
        ("telecentres", "0001_initial"),
        ("users", "0003_closed_accounts"),
    ]

    operations = [
        migrations.AddField(
            model_name="directoryword",
            name="backwards",
            field=models.CharField(db_index=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="CatalogueEntry",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="%(class)s",
                        serialize=False,
                        to="members.member",
                    ),
                ),
                ("shown_from", models.DateField()),
                ("shown_until", models.DateTimeField()),
                (
                    "professional_status",
                    models.CharField(
                        choices=[
                            ("independent", "Indépendant"),
                            ("micro", "Micro-entrepreneur"),
                            ("employee", "Salarié en télétravail"),
                            ("sales_rep", "Commercial itinérant"),
                            ("other", "Autre"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "availability",
                    models.CharField(
                        choices=[
                            ("now", "Disponible"),
                            ("soon", "Bientôt disponible"),
                            ("busy", "Complet pour l’instant"),
                        ],
                        max_length=8,
                    ),
                ),
                ("skills", models.CharField(max_length=400)),
                ("sort_name", models.CharField(max_length=160)),
                ("head", models.TextField()),
                ("words", club.members.models.directory.TextBeside()),
                (
                    "place",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="telecentres.commune",
                    ),
                ),
                (
                    "telecentre",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="telecentres.telecentre",
                    ),
                ),
            ],
            options={
                "verbose_name": "fiche du catalogue public",
                "verbose_name_plural": "fiches du catalogue public",
                "indexes": [
                    models.Index(fields=["sort_name", "member"], name="catalogueentry_by_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="ClubEntry",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="%(class)s",
                        serialize=False,
                        to="members.member",
                    ),
                ),
                ("shown_from", models.DateField()),
                ("shown_until", models.DateTimeField()),
                (
                    "professional_status",
                    models.CharField(
                        choices=[
                            ("independent", "Indépendant"),
                            ("micro", "Micro-entrepreneur"),
                            ("employee", "Salarié en télétravail"),
                            ("sales_rep", "Commercial itinérant"),
                            ("other", "Autre"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "availability",
                    models.CharField(
                        choices=[
                            ("now", "Disponible"),
                            ("soon", "Bientôt disponible"),
                            ("busy", "Complet pour l’instant"),
                        ],
                        max_length=8,
                    ),
                ),
                ("skills", models.CharField(max_length=400)),
                ("sort_name", models.CharField(max_length=160)),
                ("head", models.TextField()),
                ("words", club.members.models.directory.TextBeside()),
                (
                    "place",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="telecentres.commune",
                    ),
                ),
                (
                    "telecentre",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="telecentres.telecentre",
                    ),
                ),
            ],
            options={
                "verbose_name": "fiche de l’annuaire du club",
                "verbose_name_plural": "fiches de l’annuaire du club",
                "indexes": [models.Index(fields=["sort_name", "member"], name="clubentry_by_name")],
            },
        ),
        migrations.RunPython(narrow_rows, migrations.RunPython.noop),
        migrations.RunPython(spell_backwards, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
