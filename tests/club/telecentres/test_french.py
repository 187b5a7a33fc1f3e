from datetime import date, time
from decimal import Decimal

import pytest

from club.telecentres.french import (
    french_date,
    french_day,
    french_number,
    french_time,
    french_weekday,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (time(9), "9\u00a0h"),
        (time(0), "0\u00a0h"),
        (time(14, 30), "14\u00a0h\u00a030"),
        (time(9, 5), "9\u00a0h\u00a005"),
        (time(23, 59, 59), "23\u00a0h\u00a059"),
    ],
)
def test_a_time_has_no_break(value: time, expected: str) -> None:
    assert french_time(value) == expected


@pytest.mark.parametrize(
    ("value", "day", "whole", "weekday"),
    [
        (date(2027, 3, 1), "1er\u00a0mars", "1er\u00a0mars\u00a02027", "lundi"),
        (date(2028, 2, 29), "29\u00a0février", "29\u00a0février\u00a02028", "mardi"),
        (date(2026, 8, 2), "2\u00a0août", "2\u00a0août\u00a02026", "dimanche"),
        (date(2026, 12, 31), "31\u00a0décembre", "31\u00a0décembre\u00a02026", "jeudi"),
    ],
)
def test_a_date_is_written_in_full(value: date, day: str, whole: str, weekday: str) -> None:
    assert (french_day(value), french_date(value), french_weekday(value)) == (day, whole, weekday)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (47, "47"),
        (1250, "1\u202f250"),
        (1_234_567, "1\u202f234\u202f567"),
        (12.5, "12,5"),
        (Decimal("768.0"), "768"),
        (Decimal("1024.25"), "1\u202f024,2"),
        (-3.4, "-3,4"),
    ],
)
def test_a_number_has_a_comma_and_narrow_spaces(value, expected: str) -> None:
    assert french_number(value) == expected
