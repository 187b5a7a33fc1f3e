"""Mails, the jobs and workers that send them, and what each person is told."""

from club.notifications.models.inbox import Frequency, Notification, Preference
from club.notifications.models.links import UsedLink
from club.notifications.models.outbox import OutboxMail, PeriodicJob, WorkerHeartbeat
from club.notifications.models.tasks import BackgroundTask

__all__ = [
    "BackgroundTask",
    "Frequency",
    "Notification",
    "OutboxMail",
    "PeriodicJob",
    "Preference",
    "UsedLink",
    "WorkerHeartbeat",
]
