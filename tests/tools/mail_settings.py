"""What `make run` serves, for a hundred people who ask for a mail from one address.

MAIL_FROM_THE_REQUEST: the control, without the outbox; pages then wait for the mail server.
"""

from config.settings.base import env
from tests.e2e.settings import *  # noqa: F403
from tests.e2e.settings import ACCOUNT_RATE_LIMITS, OUTBOX_TRANSPORT

ACCOUNT_RATE_LIMITS = ACCOUNT_RATE_LIMITS | {"reset_password": "1000000/m/ip"}
if env.bool("MAIL_FROM_THE_REQUEST", default=False):
    EMAIL_BACKEND = OUTBOX_TRANSPORT
