"""The end-to-end settings without limits on attempts: for tools that try thousands of times."""

from tests.e2e.settings import *  # noqa: F403

ACCOUNT_RATE_LIMITS: dict[str, str] = dict.fromkeys(ACCOUNT_RATE_LIMITS, "")  # noqa: F405
