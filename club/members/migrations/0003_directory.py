"""The words of the directory, and the indexes by which PostgreSQL finds who holds one."""

from django.db import migrations, models

INDEXED = ("public_words", "club_words")
# Dear, and told so: reading every profile through it is what the planner must not choose.
VECTOR = """
CREATE FUNCTION members_word_vector(indexed text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 1000
AS $$ BEGIN RETURN array_to_tsvector(string_to_array(btrim(indexed), ' ')); END $$
"""


def make_indexes(apps, schema_editor):
    """SQLite has no such index, and needs none at its size."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(VECTOR)
    for column in INDEXED:
        schema_editor.execute(
            f"CREATE INDEX members_member_{column} ON members_member "
            f"USING gin (members_word_vector({column}))"
        )


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for column in INDEXED:
            schema_editor.execute(f"DROP INDEX members_member_{column}")
        schema_editor.execute("DROP FUNCTION members_word_vector(text)")


class Migration(migrations.Migration):
    dependencies = [("members", "0002_independents_imports")]

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
