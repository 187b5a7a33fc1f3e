"""What it takes to find the cheapest combination for a busy month."""

from __future__ import annotations

import os
import sys
import time
from datetime import date, timedelta
from decimal import Decimal

from tests.tools.env import ROOT

HALF_DAYS = 60
ROUNDS = 50


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.path.insert(0, str(ROOT / "site"))
    import django

    django.setup()
    from club.passes.cheapest import Tariff, cheapest

    tariff = Tariff(Decimal(10), Decimal(20), Decimal(80), Decimal(100), weekly_half_days=4)
    uses = {date(2026, 3, 1) + timedelta(days=day): 2 for day in range(HALF_DAYS // 2)}
    times = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        cheapest(uses, tariff)
        times.append(1000 * (time.perf_counter() - before))
    print(f"  cheapest of {HALF_DAYS} half-days  median {sorted(times)[ROUNDS // 2]:.2f} ms")


if __name__ == "__main__":
    main()
