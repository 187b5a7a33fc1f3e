"""Whether a worker lives: each writes a sign of life, `/readyz` reads the newest."""

import os
import socket
from datetime import timedelta

from django.utils import timezone

from club.notifications.models import WorkerHeartbeat

BEAT_SECONDS = 15
LATE = timedelta(seconds=90)
FORGET = timedelta(days=1)


def beat() -> None:
    """Write this process's sign of life, and forget workers gone for a day."""
    now = timezone.now()
    name = f"{socket.gethostname()[:100]}:{os.getpid()}"
    WorkerHeartbeat.objects.update_or_create(name=name, defaults={"seen_at": now})
    WorkerHeartbeat.objects.filter(seen_at__lt=now - FORGET).delete()


def is_worker_alive() -> bool:
    """Whether some worker gave a sign of life in the last 90 seconds. One query."""
    return WorkerHeartbeat.objects.filter(seen_at__gte=timezone.now() - LATE).exists()
