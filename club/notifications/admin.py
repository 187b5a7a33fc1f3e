"""Tasks are read in the back office only: the package's own list breaks on a task that is gone."""

from django.contrib import admin
from django_tasks_db import admin as _registers  # noqa: F401
from django_tasks_db.models import DBTaskResult

# The import above has registered it, and Django does not import that module again.
admin.site.unregister(DBTaskResult)
