from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0002_public_name_on_one_line")]

    operations = [
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                condition=models.Q(("is_active", False)), fields=["id"], name="user_closed"
            ),
        ),
    ]
