from django.db import migrations

from club.passes import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("passes", "0002_passes")]

    operations = [migrations.RunPython(install, remove)]
