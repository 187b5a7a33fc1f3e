"""The words are in the entries of the directory: profiles hold what people write, and no index."""

from django.db import migrations

COLUMNS = ("public_words", "public_head", "club_words", "club_head")


def make_indexes(apps, schema_editor):
    """Backwards: the indexes of PostgreSQL, which go with their columns."""
    if schema_editor.connection.vendor == "postgresql":
        for column in ("public_words", "club_words"):
            schema_editor.execute(
                f"CREATE INDEX members_member_{column} ON members_member "
                f"USING gin (members_word_vector({column}))"
            )


class Migration(migrations.Migration):
    dependencies = [("members", "0004_directory_entries")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, make_indexes),
        *(migrations.RemoveField("member", column) for column in COLUMNS),
    ]
