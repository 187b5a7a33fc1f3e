"""The queue of background tasks, which django-tasks keeps."""

from django_tasks_db.models import DBTaskResult


class BackgroundTask(DBTaskResult):
    """A background task as the back office shows it; `club.notifications.background` runs them."""

    class Meta:
        proxy = True
        verbose_name = "tâche de fond"
        verbose_name_plural = "tâches de fond"

    def __str__(self) -> str:
        return self.task_path.rpartition(".")[2]
