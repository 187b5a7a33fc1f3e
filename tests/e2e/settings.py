"""What `make run` serves, with the static files kept from one run of the tests to the next."""

from config.settings.development import *  # noqa: F403
from config.settings.development import ROOT

STATIC_ROOT = ROOT / "var" / "tests" / "static"
