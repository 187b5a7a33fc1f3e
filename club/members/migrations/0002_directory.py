"""The words of the directory, and the indexes by which PostgreSQL finds who holds one."""

from django.db import migrations, models

INDEXED = ("public_words", "club_words")


def make_indexes(apps, schema_editor):
    """SQLite has no such index, and needs none at its size."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for column in INDEXED:
        schema_editor.execute(
            f"CREATE INDEX members_member_{column} ON members_member USING gin "
            f"(array_to_tsvector(string_to_array(btrim({column}), ' ')))"
        )


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for column in INDEXED:
            schema_editor.execute(f"DROP INDEX members_member_{column}")


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="DirectoryWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(db_index=True, max_length=80)),
            ],
            options={
                "verbose_name": "mot de l’annuaire",
                "verbose_name_plural": "mots de l’annuaire",
            },
        ),
        migrations.RunPython(make_indexes, drop_indexes),
    ]
