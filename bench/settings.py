"""The served site, and beside it the bare view that the others are compared with."""

from tests.e2e.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
