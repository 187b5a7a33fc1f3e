"""Rows of this app for `tests/access_world.py`: real things to ask for."""

from club.notifications.links import make_link
from club.notifications.models import OutboxMail
from club.notifications.trial import write_trial
from club.notifications.unsubscribe import STOP_DIGESTS
from club.users.models import User
from tests.club.notifications.factories import make_mail, make_notification, make_task


def notification_samples(users: dict[str, User]) -> dict[str, dict[str, str]]:
    """Arguments of this app's addresses, by the beginning of their route."""
    outbox = str(make_mail(state=OutboxMail.State.DEAD).pk)
    link = make_link(STOP_DIGESTS, users["account"].pk)
    trial = str(write_trial("lea@essai.example", token="une-page-de-suivi").pk)
    task = str(make_task(status="FAILED").pk)
    return {
        "gestion/courriers/": {"pk": outbox, "instance_pk": outbox},
        "gestion/courriers/essai/": {"pk": trial},
        "gestion/taches/": {"pk": task, "instance_pk": task},
        "club/notifications/": {"pk": str(make_notification(users["account"]).pk)},
        "r/": {"token": link.split("/")[-2]},
    }
