"""The end-to-end settings without limits on attempts: for tools that try thousands of times."""

from tests.e2e.settings import *  # noqa: F403
from tests.e2e.settings import ACCOUNT_RATE_LIMITS

ACCOUNT_RATE_LIMITS.update(dict.fromkeys(ACCOUNT_RATE_LIMITS, ""))
