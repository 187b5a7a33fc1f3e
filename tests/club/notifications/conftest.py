import pytest
from django.contrib.auth.models import Group

from club.notifications.heartbeat import Pulse
from club.users.models import User
from club.users.roles import setup_roles
from tests.club.notifications.smtp import smtp_server


@pytest.fixture
def smtp(settings):
    """The site as it is served: mails to the outbox, and from it to a real server on loopback."""
    with smtp_server() as server:
        settings.EMAIL_BACKEND = "club.notifications.backend.OutboxBackend"
        settings.OUTBOX_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 1
        yield server


@pytest.fixture
def pulse() -> Pulse:
    """The name of a worker; it gives no sign of life by itself."""
    return Pulse()


@pytest.fixture
def enter(client, settings):
    settings.STAFF_TWO_FACTOR_REQUIRED = False
    setup_roles()

    def as_role(role: str):
        user = User.objects.create_user(f"{role[:4]}@essai.example", public_name=role)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return client

    return as_role
